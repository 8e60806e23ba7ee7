import TrackKit

/// What narrows a list besides the words of its filter.
struct Narrowing: Sendable, Equatable {
  /// Only rows of this kind, as the view calls its kinds.
  var kind: String?
  /// Only rows of this track.
  var track: TrackReference?

  /// Whether it hides nothing.
  var isEmpty: Bool { self == Narrowing() }
}
