import Synchronization

/// A playlist as yt-dlp lists it.
public struct YtDlpPlaylist: Sendable, Equatable {
  /// What the playlist calls itself.
  public var title: String?
  /// The tracks in order, without URLs; the same one may occur twice.
  public var entries: [Track] = []
  /// How many private and deleted entries, and entries that are no videos, were left out.
  public var skipped = 0
  /// Why the list may be incomplete, `nil` when it is not.
  public var problem: URLRefreshError?

  /// A playlist without entries.
  public init() {}
}

/// Puts a playlist together from lines, which come on any thread.
final class PlaylistCollector: Sendable {
  private let state = Mutex(YtDlpPlaylist())

  /// Enters a line.
  ///
  /// - Returns: how many entries have come, and how many there are if that is known; `nil` for a line that is
  ///   no entry at all.
  func add(_ line: String) -> (entries: Int, total: Int?)? {
    guard let answer = YtDlpAnswer(line: line) else { return nil }
    return state.withLock { playlist in
      playlist.title = playlist.title ?? answer.playlistTitle
      if let entry = answer.entry { playlist.entries.append(entry) } else { playlist.skipped += 1 }
      return (playlist.entries.count + playlist.skipped, answer.playlistCount)
    }
  }

  /// What has come so far.
  var playlist: YtDlpPlaylist { state.withLock { $0 } }
}
