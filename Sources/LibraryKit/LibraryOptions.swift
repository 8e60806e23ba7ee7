public import TrackKit

/// What the user wants of the library.
public struct LibraryOptions: Sendable, Equatable {
  /// The playlists that the configuration names.
  public var playlists: [PlaylistSource] = []
  /// Whether a playlist goes when its line leaves ``playlists``. Without a configuration file it is not known which are gone, so
  /// nothing goes then.
  public var prunes: Bool
  /// Where playlist files go, and in which form.
  public var files: PlaylistFileOptions
  /// When a URL has expired.
  public var freshness = URLFreshness()
  /// How many runs of yt-dlp there are at once (`resolver_concurrency`).
  public var resolverConcurrency = 2

  /// A library without playlists of the configuration.
  public init(files: PlaylistFileOptions, prunes: Bool) {
    self.files = files
    self.prunes = prunes
  }
}
