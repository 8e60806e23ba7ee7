import FoundationEssentials
import Glibc
import LibraryKit
import Synchronization
import TrackKit

/// What a person has added that could not be read yet, as when there is no network: kept in a file, and tried again.
final class PendingAdditions: Sendable {
  /// More than a person adds while being offline.
  static let limit = 200
  /// How long to wait before each try; the last one holds for all that follow.
  static let pauses: [Duration] = [.seconds(15), .seconds(60), .seconds(300), .seconds(900)]

  private let path: String?
  private let texts: Mutex<[String]>
  /// What a dashboard tries again at the moment.
  private let tried = Mutex<Set<String>>([])

  /// Reads what an earlier run has left in the file at `path`; `nil` keeps nothing beyond this run.
  init(path: String?) {
    self.path = path
    let file = path.flatMap { FileManager.default.contents(atPath: $0) }
    let lines = file.map { String(decoding: $0, as: UTF8.self) } ?? ""
    let known = lines.split(separator: "\n").map(String.init).filter { YouTubeReference($0) != nil }
    texts = Mutex(Array(known.prefix(Self.limit)))
  }

  /// What waits, in the order in which it was added.
  var all: [String] { texts.withLock { $0 } }

  /// Keeps `text` until it is ``remove(_:)``d.
  ///
  /// - Returns: whether it is new.
  func insert(_ text: String) -> Bool {
    change { texts in
      guard !texts.contains(text), texts.count < Self.limit else { return false }
      texts.append(text)
      return true
    }
  }

  /// Forgets `text`, which is in the library by now, or is given up.
  func remove(_ text: String) {
    _ = change { texts in
      guard let place = texts.firstIndex(of: text) else { return false }
      texts.remove(at: place)
      return true
    }
  }

  /// Takes over trying `text` again.
  ///
  /// - Returns: `false` when another dashboard does.
  func begin(_ text: String) -> Bool { tried.withLock { $0.insert(text).inserted } }

  /// Tries `text` no more.
  func end(_ text: String) { tried.withLock { _ = $0.remove(text) } }

  private func change(_ body: (inout [String]) -> Bool) -> Bool {
    texts.withLock { texts in
      guard body(&texts) else { return false }
      write(texts)
      return true
    }
  }

  /// What can't be written is kept for as long as the program runs.
  private func write(_ texts: [String]) {
    guard let path else { return }
    guard !texts.isEmpty else {
      unlink(path)
      return
    }
    EventExport.makeFolder(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
    do {
      try Data((texts.joined(separator: "\n") + "\n").utf8).write(
        to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      return
    }
  }
}
