import FoundationEssentials
import TrackKit

/// The state of a track's URL in words.
///
/// Moments are named, and nothing counts down: a screen on which nothing happens stays as it is, and is true.
struct FreshnessWords {
  let now: Date
  /// Tells the moments; `nil` leaves them out.
  let clock: LocalClock?

  func describe(_ track: TrackRow) -> Span {
    // What is here plays, whatever its URL is worth, and whether there is a network.
    if track.isHere { return Span("here", Style(.good)) }
    return switch track.freshness(now: now) {
    case .failing: Span("failing: \(track.failure ?? "")", Style(.bad))
    case .unresolved: Span("on demand", .muted)
    case .expired: Span("stale", Style(.warning))
    case .fresh:
      Span("ready" + (moment(track).map { " until \($0)" } ?? ""), Style(.good))
    }
  }

  private func moment(_ track: TrackRow) -> String? {
    guard let clock, let staleAt = track.staleAt else { return nil }
    return clock.minutes(staleAt)
  }
}
