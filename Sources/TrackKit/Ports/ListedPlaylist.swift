/// A playlist as it was listed: tracks without URLs, and what was left out.
public struct ListedPlaylist: Sendable, Equatable {
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
  /// The tracks whose names are the song's and its artist's own, as the channels that YouTube makes for artists have them.
  public var official: Set<VideoID> = []
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
