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
  /// Why it is marked as failing; `nil` when it is not.
  public var mark: TrackMark?
  /// How much of it is on this machine; `nil` for nothing.
  public var audio: AudioShare?
  /// Whether it is to be on this machine for good, by itself or as a part of a playlist.
  public var isKept = false

  /// Why it last could not be resolved or played, `nil` when nothing has failed since the last success.
  public var lastError: String? { mark?.reason }

  /// The track's id.
  public var id: VideoID { track.id }

  /// A track with its history.
  public init(
    track: Track, updatedAt: Date, playCount: Int = 0, lastPlayedAt: Date? = nil, mark: TrackMark? = nil
  ) {
    self.track = track
    self.updatedAt = updatedAt
    self.playCount = playCount
    self.lastPlayedAt = lastPlayedAt
    self.mark = mark
  }
}
