import FoundationEssentials
import TrackKit

/// The state of a track's URL in words.
struct FreshnessWords {
  let now: Date

  func describe(_ track: TrackRow) -> Span {
    // What is here plays, whatever its URL is worth, and whether there is a network.
    if track.isHere { return Span("here", Style(.good)) }
    return switch track.freshness(now: now) {
    case .failing: Span("failing: \(track.failure ?? "")", Style(.bad))
    case .unresolved: Span("on demand", .muted)
    case .expired: Span("stale", Style(.warning))
    case .fresh:
      Span(
        "ready, " + Wording.shortSpan(seconds: track.staleAt?.timeIntervalSince(now) ?? 0), Style(.good))
    }
  }
}
