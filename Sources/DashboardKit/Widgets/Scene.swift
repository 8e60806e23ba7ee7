import FoundationEssentials
import TrackKit

/// What every painter paints from.
struct Scene {
  let state: State
  /// What the dashboard was told.
  let facts: Facts
  let now: Date
  let clock: LocalClock

  /// The scene of a state at a moment.
  init(state: State, now: Date, clock: LocalClock) {
    self.state = state
    facts = state.facts
    self.now = now
    self.clock = clock
  }
}
