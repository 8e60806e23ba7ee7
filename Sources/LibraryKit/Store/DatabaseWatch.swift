import Dispatch
import Glibc

/// Tells when the files of a database are written, by whichever program. It sleeps in the kernel meanwhile.
final class DatabaseWatch {
  /// How long after a write it is told: what is written counts a moment later.
  private static let pause = 0.1
  /// How long after a write it is told once more, with all that was written until then. Some programs wait for the disk before
  /// what they wrote counts, and of that moment the kernel tells nothing. A cache that is filled writes all the time.
  private static let secondPause = 1.0
  /// How often it is told without a write: for what other computers write, and where the kernel tells nothing at all.
  private static let (interval, intervalWithoutNotices) = (30, 1)

  private let reading: (any DispatchSourceRead)?
  private let timer: any DispatchSourceTimer

  /// Watches the files of the database at `path`.
  ///
  /// - Parameter changed: called on any queue, for a change or for nothing.
  init(_ path: String, changed: @escaping @Sendable () -> Void) {
    let queue = DispatchQueue(label: "ytmpd-tui.store.watch")
    let files = DatabaseFiles(path)
    let interval = files == nil ? Self.intervalWithoutNotices : Self.interval
    timer = DispatchSource.makeTimerSource(queue: queue)
    reading = files.map { Self.reading($0, on: queue, changed) }
    timer.setEventHandler { changed() }
    timer.schedule(
      deadline: .now() + .seconds(interval), repeating: .seconds(interval), leeway: .seconds(interval / 3))
    timer.activate()
    reading?.activate()
  }

  private static func reading(
    _ files: DatabaseFiles, on queue: DispatchQueue, _ changed: @escaping @Sendable () -> Void
  ) -> any DispatchSourceRead {
    let source = DispatchSource.makeReadSource(fileDescriptor: files.notices.descriptor, queue: queue)
    source.setEventHandler {
      guard files.take() else { return }
      queue.suspend()
      DispatchQueue.global().asyncAfter(deadline: .now() + pause) { changed() }
      DispatchQueue.global().asyncAfter(deadline: .now() + secondPause) {
        changed()
        queue.resume()
      }
    }
    source.setCancelHandler { files.notices.close() }
    return source
  }

  deinit {
    timer.cancel()
    reading?.cancel()
  }
}

/// The files of a database, watched: SQLite makes and removes those beside the first.
private struct DatabaseFiles {
  private static let changes = Int(IN_MODIFY)

  let notices: FileNotices
  private let path: String
  private let name: String
  private let folder: Int32

  /// - Parameter path: the database; its other files are beside the file that a link leads to.
  init?(_ path: String) {
    guard let whole = realpath(path, nil) else { return nil }
    defer { free(whole) }
    self.path = String(cString: whole)
    let cut = self.path.lastIndex(of: "/") ?? self.path.startIndex
    name = String(self.path[cut...].dropFirst())
    guard let notices = FileNotices() else { return nil }
    self.notices = notices
    // The folder also has files of others, such as a log: what is written to those is of no interest.
    guard let folder = notices.add(String(self.path[...cut]), Int(IN_CREATE | IN_MOVED_TO | IN_DELETE)),
      notices.add(self.path, Self.changes) != nil
    else {
      notices.close()
      return nil
    }
    self.folder = folder
    watchOthers()
  }

  /// Takes what the kernel told.
  ///
  /// - Returns: whether it concerns the database.
  func take() -> Bool {
    guard let news = notices.next() else { return false }
    let ofFolder = news.filter { $0.watch == folder && $0.name.hasPrefix(name) }
    if !ofFolder.isEmpty { watchOthers() }
    return !ofFolder.isEmpty || news.contains { $0.watch != folder }
  }

  private func watchOthers() {
    // What is removed at the end of each change, the journal, is told of by the folder.
    for file in [path, path + "-wal"] { notices.add(file, Self.changes) }
  }
}
