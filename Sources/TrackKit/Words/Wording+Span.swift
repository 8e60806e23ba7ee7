// Spans have two units at most and are rounded down, as ages are: 59 min until the hour is full.

extension Wording {
  /// `1.6 s`, `14 s`, `5 min`, `2 h 03 min`, `4 d 01 h`: a span in a sentence. Below ten seconds tenths are told.
  package static func span(seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e12 else { return "very long" }
    guard seconds >= 10 else { return "\(tenths(max(0, seconds))) s" }
    let seconds = Int64(seconds)
    switch seconds {
    case ..<60: return "\(seconds) s"
    case ..<3600: return "\(seconds / 60) min"
    case ..<86400: return "\(seconds / 3600) h \(padded(seconds / 60 % 60)) min"
    default: return "\(seconds / 86400) d \(padded(seconds / 3600 % 24)) h"
    }
  }

  /// ``span(seconds:)`` of `duration`.
  package static func span(_ duration: Duration) -> String { span(seconds: duration.seconds) }

  /// `40 s`, `12 min`, `3 h 10`, `4 d 15`: a span for a narrow column, in at most seven cells up to 999 days.
  ///
  /// Whole seconds, rounded up: what still lasts a moment is not over.
  package static func shortSpan(seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e12 else { return "long" }
    let seconds = Int64(max(0, seconds.rounded(.up)))
    switch seconds {
    case ..<60: return "\(seconds) s"
    case ..<3600: return "\(seconds / 60) min"
    case ..<86400: return "\(seconds / 3600) h \(padded(seconds / 60 % 60))"
    default: return "\(seconds / 86400) d \(padded(seconds / 3600 % 24))"
    }
  }

  /// `1.6s`: a countdown of seconds for a narrow column, always with its tenths so that it does not jump.
  package static func countdown(seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e12 else { return "?" }
    let tenths = Int64((max(0, seconds) * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)s"
  }

  /// Whole seconds, or one decimal where there is a part of a second.
  private static func tenths(_ seconds: Double) -> String {
    let tenths = Int64((seconds * 10).rounded(.down))
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }
}
