import TrackKit

/// What those who fetch without a listener share with all streams. Belongs to the event loop.
protocol FillHost: AnyObject {
  /// What every stream works with.
  var parts: RelayParts { get }
  /// The rules of a stream.
  var rules: RelayRules { get }
  /// Whether nothing new is to be begun.
  var isDraining: Bool { get }
  /// A number for a stream.
  func nextID() -> UInt64
  /// What a stream of `track` without a listener has to know.
  func standing(of track: Track) -> RelayMemory.Standing
  /// A stream has learnt something that others should know.
  func stream(_ stream: StreamDriver, hasLearnt lesson: RelayMemory.Lesson)
}
