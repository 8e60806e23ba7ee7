import TrackKit

/// What narrows a list besides the words of its filter.
struct Narrowing: Sendable, Equatable {
  /// Only rows of this kind, as the view calls its kinds.
  var kind: String?
  /// Only rows of this track.
  var track: TrackReference?

  /// What was opened in the view: the list is that then, and nothing is hidden by it.
  var opened: String?

  /// Whether it hides nothing.
  var isEmpty: Bool { kind == nil && track == nil }
}
