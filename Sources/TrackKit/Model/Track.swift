/// A song that the proxy serves: what it is called, and where its audio is.
public struct Track: Sendable, Equatable, Identifiable {
  /// The video behind the track.
  public let id: VideoID
  /// The title, never empty.
  public var title: String
  /// The artist, `nil` when not known.
  public var artist: String?
  /// The album, `nil` when the video belongs to none.
  public var album: String?
  /// How long the track plays, `nil` when not known yet.
  public var duration: Duration?
  /// Where the audio is, `nil` while the track was never resolved.
  public var media: MediaSource?

  /// A track as it is read from the store or from yt-dlp.
  public init(
    id: VideoID, title: String, artist: String? = nil, album: String? = nil, duration: Duration? = nil,
    media: MediaSource? = nil
  ) {
    self.id = id
    self.title = title
    self.artist = artist
    self.album = album
    self.duration = duration
    self.media = media
  }

  /// The name people read: `Artist - Title`, or the title alone without an artist.
  public var displayName: String { Wording.name(artist: artist, title: title) }
}
