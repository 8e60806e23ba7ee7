public import TrackKit

/// What a search on YouTube found.
public struct SearchResults: Sendable, Equatable, Codable {
  /// One track that was found.
  public struct Hit: Sendable, Equatable, Identifiable, Codable {
    /// The video id.
    public var id: VideoID
    /// The artist.
    public var artist: String?
    /// The title.
    public var title: String
    /// How long it plays.
    public var duration: Duration?

    /// A track that was found.
    public init(id: VideoID, artist: String? = nil, title: String, duration: Duration? = nil) {
      self.id = id
      self.artist = artist
      self.title = title
      self.duration = duration
    }

    /// `Artist - Title`, or the title alone.
    var displayName: String { Wording.name(artist: artist, title: title) }
  }

  /// What was asked for.
  public var words: String
  /// What was found, best first. The tracks are in the library already, so that they can be played.
  public var hits: [Hit]

  /// Results of a search for `words`.
  public init(words: String, hits: [Hit]) {
    self.words = words
    self.hits = hits
  }
}
