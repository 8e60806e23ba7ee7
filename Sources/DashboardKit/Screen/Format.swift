/// Numbers as people read them.
enum Format {
  /// `3.1 MB`: decimal units, as players and browsers count.
  static func bytes(_ count: Int64) -> String {
    switch count {
    case ..<1000: "\(max(0, count)) B"
    case ..<1_000_000: "\(count / 1000) kB"
    case ..<1_000_000_000: "\(tenths(Double(count) / 1e6)) MB"
    default: "\(tenths(Double(count) / 1e9)) GB"
    }
  }

  /// `3.1/4.2 MB`; only the part that was sent while the length is not known.
  static func bytes(_ sent: Int64, of length: Int64?) -> String {
    guard sent > 0 else { return "0" }
    guard let length, length > 0 else { return bytes(sent) }
    let (unit, name) = length < 1_000_000_000 ? (1e6, "MB") : (1e9, "GB")
    // From ten units on the decimals say nothing any more, and the column stays narrow.
    let isLong = Double(length) >= 10 * unit
    let parts = [sent, length].map {
      isLong ? "\(Int64((Double($0) / unit).rounded()))" : tenths(Double($0) / unit)
    }
    return "\(parts[0])/\(parts[1]) \(name)"
  }

  /// `812K`, `1.4M`: bytes per second in at most five cells.
  static func shortRate(_ rate: Int64) -> String {
    switch rate {
    case ..<1: "0"
    case ..<1000: "\(rate)"
    case ..<1_000_000: "\(rate / 1000)K"
    default: "\(tenths(Double(rate) / 1e6))M"
    }
  }

  /// `1.4 MB/s`.
  static func rate(_ rate: Int64) -> String { rate > 0 ? "\(bytes(rate))/s" : "0 B/s" }

  /// `1:42`, `1:02:03`: a position in a song.
  static func clock(_ duration: Duration) -> String {
    let seconds = max(0, duration.components.seconds)
    let rest = "\(padded(seconds % 60))"
    guard seconds >= 3600 else { return "\(seconds / 60):\(rest)" }
    return "\(seconds / 3600):\(padded(seconds / 60 % 60)):\(rest)"
  }

  /// `0:14`, `2h05`, `3d`: an age in at most five cells.
  static func age(_ duration: Duration) -> String {
    let seconds = max(0, duration.components.seconds)
    switch seconds {
    case ..<6000: return "\(seconds / 60):\(padded(seconds % 60))"
    case ..<360_000: return "\(seconds / 3600)h\(padded(seconds / 60 % 60))"
    default: return "\(seconds / 86400)d"
    }
  }

  /// `1.6 s`, `20 s`, `15 min`, `2 h`: a span in a sentence.
  static func span(_ duration: Duration) -> String {
    let seconds = max(0, duration / .seconds(1))
    switch seconds {
    case ..<10:
      let text = tenths(seconds)
      return text.hasSuffix(".0") ? "\(text.dropLast(2)) s" : "\(text) s"
    case ..<120: return "\(Int(seconds.rounded())) s"
    case ..<7200: return "\(Int((seconds / 60).rounded())) min"
    default: return "\(tenths(seconds / 3600)) h"
    }
  }

  /// `3 h 10`, `12 min`, `40 s`: how long something still holds.
  static func remaining(_ seconds: Double) -> String {
    let seconds = Int64(min(max(0, seconds.rounded(.up)), 1e9))
    switch seconds {
    case ..<60: return "\(seconds) s"
    case ..<3600: return "\(seconds / 60) min"
    case ..<360_000: return "\(seconds / 3600) h \(padded(seconds / 60 % 60))"
    default: return "\(seconds / 86400) days"
    }
  }

  /// `1 song`, `2 songs`.
  static func count(_ number: Int, _ noun: String) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
  }

  /// One decimal up to 100, none above.
  static func tenths(_ value: Double) -> String {
    guard value.isFinite, value < 1e15 else { return "?" }
    let scaled = Int64((value * 10).rounded())
    return scaled >= 1000 ? "\(Int64(value.rounded()))" : "\(scaled / 10).\(scaled % 10)"
  }

  /// Two digits.
  static func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
