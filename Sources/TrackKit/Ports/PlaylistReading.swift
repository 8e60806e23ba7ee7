/// Where the service finds playlists; blocking, so it is called on a thread of its own.
public protocol PlaylistReading: Sendable {
  /// Every playlist.
  ///
  /// - Throws: when the library can't be read.
  func playlists() throws -> [PlaylistSummary]

  /// The text of the playlist that a person calls `name`, `nil` when there is none.
  ///
  /// - Parameters:
  ///   - name: its name, with or without the prefix, or the name of its file.
  ///   - format: the form of the text.
  ///   - urls: the URLs of its tracks.
  /// - Throws: when the library can't be read.
  func text(ofPlaylist name: String, format: PlaylistFormat, urls: TrackURL) throws -> String?
}
