import Glibc
import TrackKit

/// The date of answers (RFC 9110 §5.6.7 and §6.6.1), written once a second at most.
struct HTTPDate: Sendable {
  private var second: time_t = .min
  private var field = HeaderField(name: "date", value: "")

  /// The field for this moment.
  mutating func now() -> HeaderField {
    var moment = timespec()
    // Coarse is enough, and needs no call into the kernel.
    clock_gettime(CLOCK_REALTIME_COARSE, &moment)
    if moment.tv_sec != second {
      second = moment.tv_sec
      field.value = Self.text(second)
    }
    return field
  }

  /// Unix seconds as `Sun, 06 Nov 1994 08:49:37 GMT`.
  static func text(_ second: time_t) -> String {
    var (second, parts) = (second, tm())
    gmtime_r(&second, &parts)
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let time = [parts.tm_hour, parts.tm_min, parts.tm_sec].map(two).joined(separator: ":")
    let day = "\(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(1900 + parts.tm_year)"
    return "\(days[Int(parts.tm_wday)]), \(day) \(time) GMT"
  }
}
