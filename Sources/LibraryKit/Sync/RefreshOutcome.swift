/// What became of the refresh of some tracks.
public struct RefreshOutcome: Sendable, Equatable {
  /// Tracks that have a new URL.
  public var succeeded = 0
  /// Tracks that have none.
  public var failed = 0
  /// Tracks that were not tried, since YouTube asked for a pause.
  public var untried = 0

  /// Whether every track has a new URL.
  public var isComplete: Bool { failed == 0 && untried == 0 }
}
