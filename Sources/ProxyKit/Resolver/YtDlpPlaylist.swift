import Synchronization

/// A playlist as yt-dlp lists it.
public struct YtDlpPlaylist: Sendable, Equatable {
  /// A playlist among the entries: an album of a channel's releases, a playlist of the account's library.
  public struct Nested: Sendable, Equatable {
    /// Where yt-dlp finds it.
    public var url: String
    /// What it is called.
    public var title: String?
    /// How many tracks come before it.
    public var position: Int

    /// A playlist in a playlist.
    public init(url: String, title: String?, position: Int) {
      self.url = url
      self.title = title
      self.position = position
    }
  }

  /// What the playlist calls itself.
  public var title: String?
  /// The tracks in order, without URLs; the same one may occur twice.
  public var entries: [Track] = []
  /// The entries that are no tracks.
  public var leftOut: [LeftOutEntry] = []
  /// The playlists among the entries; they were not read.
  public var nested: [Nested] = []
  /// Whether there is more than was asked for.
  public var isCut = false
  /// Why the list may be incomplete, `nil` when it is not.
  public var problem: URLRefreshError?

  /// How many private and deleted entries, and entries that are no videos, were left out.
  public var skipped: Int { leftOut.count }

  /// A playlist without entries.
  public init(title: String? = nil) {
    self.title = title
  }
}

/// Puts a playlist together from lines, which come on any thread.
final class PlaylistCollector: Sendable {
  private let limit: Int
  private let state = Mutex(YtDlpPlaylist())

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
      let count = playlist.entries.count + playlist.skipped + playlist.nested.count
      guard count < limit else {
        playlist.isCut = true
        return (count, answer.playlistCount)
      }
      switch answer.listed {
      case .track(let track): playlist.entries.append(track)
      case .playlist(let url, let title):
        playlist.nested.append(.init(url: url, title: title, position: playlist.entries.count))
      case .none(let entry): playlist.leftOut.append(entry)
      }
      return (count + 1, answer.playlistCount)
    }
  }

  /// What has come so far.
  var playlist: YtDlpPlaylist { state.withLock { $0 } }
}
