import FoundationEssentials
import TrackKit

/// How long ago something was, in at most ten cells: `now`, `12 min ago`, `3 h ago`, `4 d ago`; then the day.
///
/// It is told as of the last painting: nothing wakes the screen only to count on.
enum Ago {
  /// The cells the longest one takes.
  static let columns = 10

  static func text(_ date: Date, now: Date, clock: LocalClock) -> String {
    let seconds = now.timeIntervalSince(date)
    guard seconds.isFinite, abs(seconds) < 1e12 else { return "" }
    switch seconds {
    case ..<60: return "now"
    case ..<3600: return "\(Int(seconds / 60)) min ago"
    case ..<86400: return "\(Int(seconds / 3600)) h ago"
    case ..<(30 * 86400): return "\(Int(seconds / 86400)) d ago"
    default: return clock.moment(date, now: now)
    }
  }
}
