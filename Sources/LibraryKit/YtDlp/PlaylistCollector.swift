import Synchronization
import TrackKit

/// Puts a playlist together from lines, which come on any thread.
final class PlaylistCollector: Sendable {
  private let limit: Int
  private let state = Mutex(ListedPlaylist())

  /// - Parameter limit: how many entries are kept.
  init(limit: Int = .max) {
    self.limit = limit
  }

  /// Enters a line.
  ///
  /// - Returns: how many entries have come, and how many there are if that is known; `nil` for a line that is
  ///   no entry at all.
  func add(_ line: String) -> (entries: Int, total: Int?)? {
    guard let answer = YtDlpAnswer(line: line) else { return nil }
    return state.withLock { playlist in
      playlist.title = playlist.title ?? answer.playlistTitle
      if answer.isListingsEnd {
        playlist.title = playlist.title ?? answer.listingTitle
        return nil
      }
      let count = playlist.entries.count + playlist.skipped + playlist.nested.count
      guard count < limit else {
        playlist.isCut = true
        return (count, answer.playlistCount)
      }
      switch answer.listed {
      case .track(let track):
        playlist.entries.append(track)
        if answer.isOfficial { playlist.official.insert(track.id) }
      case .playlist(let url, let title):
        playlist.nested.append(.init(url: url, title: title, position: playlist.entries.count))
      case .none(let entry): playlist.leftOut.append(entry)
      }
      return (count + 1, answer.playlistCount)
    }
  }

  /// What has come so far.
  var playlist: ListedPlaylist { state.withLock { $0 } }
}
