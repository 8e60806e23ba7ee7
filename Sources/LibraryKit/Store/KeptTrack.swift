public import TrackKit

/// A track that is to be on this machine for good.
public struct KeptTrack: Sendable, Equatable, Identifiable {
  /// The video.
  public var id: VideoID
  /// `Artist - Title`.
  public var name: String
  /// How much of it is there; `nil` for nothing yet.
  public var audio: AudioShare?
  /// Why it could not be downloaded the last time; `nil` when nothing has failed since it was marked.
  public var failure: KeepFailure?

  /// A track of which nothing is there yet.
  public init(id: VideoID, name: String, audio: AudioShare? = nil, failure: KeepFailure? = nil) {
    self.id = id
    self.name = name
    self.audio = audio
    self.failure = failure
  }

  /// Whether all of it is there.
  public var isComplete: Bool { audio?.isComplete ?? false }

  /// Whether nobody should wait for it: it is there, or given up.
  public var isSettled: Bool { isComplete || failure?.isGivenUp == true }
}
