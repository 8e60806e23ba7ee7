import TrackKit

/// What became of what was to be added.
public struct AdditionOutcome: Sendable, Equatable {
  /// Whether all of it is in the library now; what is not was reported.
  public var isComplete = true
  /// What could not be read for reasons that are not its own, such as no network: it may be added later.
  public var unreachable: [YouTubeReference] = []

  /// Notes how reading something went; `nil` stands for success.
  mutating func note(_ failure: FailureClass?, of reference: YouTubeReference) {
    guard let failure else { return }
    isComplete = false
    if failure.fault == .surroundings { unreachable.append(reference) }
  }
}
