/// Numbers as people read them.
package enum Wording {
  /// `3:33`, `1:02:03`.
  package static func clock(_ duration: Duration) -> String {
    let seconds = max(0, duration.components.seconds)
    let rest = "\(twoDigits(seconds / 60 % 60)):\(twoDigits(seconds % 60))"
    return seconds >= 3600 ? "\(seconds / 3600):\(rest)" : "\(seconds / 60):\(twoDigits(seconds % 60))"
  }

  /// `14 s`, `5 min`, `2 h 03 min`, `4 d 01 h`.
  package static func span(seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e12 else { return "very long" }
    let seconds = max(0, Int64(seconds))
    switch seconds {
    case ..<60: return "\(seconds) s"
    case ..<3600: return "\(seconds / 60) min"
    case ..<86400: return "\(seconds / 3600) h \(twoDigits(seconds / 60 % 60)) min"
    default: return "\(seconds / 86400) d \(twoDigits(seconds / 3600 % 24)) h"
    }
  }

  /// `812 B`, `1.4 kB`, `3.1 MB`: powers of ten, as networks count.
  package static func bytes(_ count: Int64) -> String {
    var tenths = max(0, count)
    if tenths < 1000 { return "\(tenths) B" }
    // Ten times the amount in the unit at hand, rounded down: 999,999 must not become 1000.0 kB.
    tenths /= 100
    var units = ["kB", "MB", "GB", "TB", "PB", "EB"][...]
    while tenths >= 10_000, units.count > 1 {
      tenths /= 1000
      units.removeFirst()
    }
    return "\(tenths / 10).\(tenths % 10) \(units.first ?? "")"
  }

  /// `1 track`, `2 tracks`.
  package static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  private static func twoDigits(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
