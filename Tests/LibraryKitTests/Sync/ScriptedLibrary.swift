import Foundation
import Synchronization
import Testing

@testable import LibraryKit
@testable import TrackKit

/// Lists what a table says, and notes what was asked for.
final class TableLister: MediaListing {
  typealias Answer = Result<ListedPlaylist, URLRefreshError>

  private let state = Mutex<(answers: [String: Answer], asked: [String])>(([:], []))
  private let gate = Mutex<(@Sendable (String) async -> Void)?>(nil)

  /// What is answered for each URL.
  var answers: [String: Answer] {
    get { state.withLock { $0.answers } }
    set { state.withLock { $0.answers = newValue } }
  }

  /// The URLs that were asked for, in order.
  var asked: [String] { state.withLock { $0.asked } }

  /// Waits here before each answer.
  func hold(_ body: @escaping @Sendable (String) async -> Void) { gate.withLock { $0 = body } }

  func list(
    _ url: String, limit: Int, onProgress: @escaping @Sendable (_ entries: Int, _ total: Int?) -> Void
  ) async throws(URLRefreshError) -> ListedPlaylist {
    let answer = state.withLock { state in
      state.asked.append(url)
      return state.answers[url]
    }
    await gate.withLock { $0 }?(url)
    if Task.isCancelled { throw URLRefreshError(kind: .cancelled) }
    guard let answer else { throw URLRefreshError(kind: .removed) }
    var list = try answer.get()
    for index in list.entries.indices { onProgress(index + 1, list.entries.count) }
    if list.entries.count > limit {
      list.entries = Array(list.entries.prefix(limit))
      list.isCut = true
    }
    return list
  }
}

/// A home with a library, folders for MPD, and a table in place of YouTube.
struct ScriptedLibrary {
  let folder: URL
  let store: TrackStore
  let lister = TableLister()
  let events = EventHub()
  var options: LibraryOptions

  init(_ format: PlaylistFormat = .m3u) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "ytmpd-library-\(UUID())")
    options = LibraryOptions(
      files: PlaylistFileOptions(
        prefix: "YT: ", format: format, playlistDirectory: folder.path + "/playlists",
        musicDirectory: folder.path + "/music"), prunes: true)
    store = try TrackStore.open(path: folder.path + "/tracks.db").store
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  var urls: TrackURL { TrackURL(base: "http://localhost:8080", port: 8080) }
  var files: PlaylistFiles { PlaylistFiles(options.files, store: store, urls: urls) }
  var sync: PlaylistSync { sync {} }

  /// A sync that tells `filesChanged` of changed files.
  func sync(filesChanged: @escaping @Sendable () async -> Void) -> PlaylistSync {
    PlaylistSync(
      playlists: options.playlists, prefix: options.files.prefix, prunes: options.prunes, store: store,
      lister: lister, files: files, events: events, filesChanged: filesChanged)
  }

  /// The files in a folder, with their text.
  func texts(_ folder: String) throws -> [String: String] {
    guard FileManager.default.fileExists(atPath: folder) else { return [:] }
    var texts: [String: String] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      texts[name] = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
    }
    return texts
  }

  /// The files in MPD's playlist directory.
  var playlistFiles: [String: String] {
    get throws { try texts(options.files.playlistDirectory) }
  }
}

/// A track called by one letter.
func letterTrack(_ letter: Character) -> Track {
  guard let id = VideoID(String(repeating: letter, count: 11)) else { preconditionFailure("\(letter)") }
  return Track(id: id, title: String(letter).uppercased(), artist: "X", duration: .seconds(5))
}

/// A playlist of such tracks.
func letterList(_ letters: String, title: String? = nil) -> ListedPlaylist {
  var list = ListedPlaylist(title: title)
  list.entries = letters.map(letterTrack)
  return list
}

/// The file that such tracks make.
func letterM3U(_ letters: String) -> String {
  letters.reduce("#EXTM3U\n") { text, letter in
    text + "#EXTINF:5,X - \(letter.uppercased())\nhttp://localhost:8080/proxy/\(letterTrack(letter).id)\n"
  }
}
