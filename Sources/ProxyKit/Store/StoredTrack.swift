public import FoundationEssentials

/// A track as the library lists it: with its history.
public struct StoredTrack: Sendable, Equatable, Identifiable {
  /// The track.
  public var track: Track
  /// When its URL was last changed, or the track added.
  public var updatedAt: Date
  /// How often it was played.
  public var playCount: Int
  /// When it was last played, `nil` for never.
  public var lastPlayedAt: Date?
  /// Why it last could not be resolved or played, `nil` when nothing has failed since the last success.
  public var lastError: String?
  /// When that was.
  public var lastErrorAt: Date?

  /// The track's id.
  public var id: VideoID { track.id }

  /// A track with its history.
  public init(
    track: Track, updatedAt: Date, playCount: Int = 0, lastPlayedAt: Date? = nil, lastError: String? = nil,
    lastErrorAt: Date? = nil
  ) {
    self.track = track
    self.updatedAt = updatedAt
    self.playCount = playCount
    self.lastPlayedAt = lastPlayedAt
    self.lastError = lastError
    self.lastErrorAt = lastErrorAt
  }
}

/// Which tracks to list, and in what order.
public struct TrackQuery: Sendable, Equatable {
  /// The orders of a listing.
  public enum Order: String, Sendable, CaseIterable {
    /// By artist, then title; tracks without an artist last.
    case artist
    /// By title.
    case title
    /// The URL changed last comes first.
    case updated
    /// The track played last comes first.
    case played
  }

  /// Words that must all occur in artist, title, album or id; empty for every track.
  public var search: String
  /// The order.
  public var order: Order
  /// At most so many tracks, `nil` for all.
  public var limit: Int?
  /// How many tracks to skip.
  public var offset: Int

  /// Every track by artist, unless said otherwise.
  public init(search: String = "", order: Order = .artist, limit: Int? = nil, offset: Int = 0) {
    self.search = search
    self.order = order
    self.limit = limit
    self.offset = offset
  }
}
