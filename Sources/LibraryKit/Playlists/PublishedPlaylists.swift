public import TrackKit

/// The library's playlists as the relay serves them. Calls block for as long as the database takes.
public struct PublishedPlaylists: PlaylistReading {
  private let store: TrackStore
  private let currentPrefix: @Sendable () -> String
  private var prefix: String { currentPrefix() }

  /// The playlists of `store`.
  ///
  /// - Parameter prefix: `playlist_prefix`, with which they may be asked for; read anew each time.
  public init(_ store: TrackStore, prefix: @escaping @autoclosure @Sendable () -> String) {
    self.store = store
    currentPrefix = prefix
  }

  /// Every playlist.
  ///
  /// - Throws: `StoreError`.
  public func playlists() throws -> [PlaylistSummary] { try store.playlists() }

  /// The text of the playlist that a person calls `name`, `nil` when there is none.
  ///
  /// - Throws: `StoreError`.
  public func text(ofPlaylist name: String, format: PlaylistFormat, urls: TrackURL) throws -> String? {
    try store.playlist(matching: name, prefix: prefix)?.text(format, prefix: prefix, urls: urls)
  }
}
