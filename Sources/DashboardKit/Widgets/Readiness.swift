import FoundationEssentials
import TrackKit

/// How soon a track can be heard, in a sign and a word.
struct Readiness {
  let now: Date
  let glyphs: Glyphs

  /// The readiness of a track that the library may know.
  func describe(_ track: TrackRow?) -> Span {
    guard let track else { return Span("", .muted) }
    if track.isHere { return Span("\(glyphs.active) here", Style(.good)) }
    switch track.freshness(now: now) {
    case .fresh: return Span("\(glyphs.active) ready", Style(.good))
    case .expired: return Span("\(glyphs.waiting) stale", Style(.warning))
    case .unresolved: return Span("\(glyphs.waiting) on demand", .muted)
    case .failing: return Span("\(glyphs.failed) fails", Style(.bad))
    }
  }
}
