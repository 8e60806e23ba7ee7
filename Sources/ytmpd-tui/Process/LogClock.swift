import Glibc

/// Writes moments of local time to the millisecond.
enum LogClock {
  /// The present, such as `2026-11-22T20:01:02.123`.
  static func now() -> String {
    var moment = timespec()
    clock_gettime(CLOCK_REALTIME, &moment)
    return text(seconds: moment.tv_sec, milliseconds: moment.tv_nsec / 1_000_000)
  }

  /// A moment given in Unix time.
  static func text(seconds: time_t, milliseconds: Int) -> String {
    var seconds = seconds
    var local = tm()
    localtime_r(&seconds, &local)
    let date = "\(local.tm_year + 1900)-\(pad(local.tm_mon + 1))-\(pad(local.tm_mday))"
    let time = "\(pad(local.tm_hour)):\(pad(local.tm_min)):\(pad(local.tm_sec))"
    return "\(date)T\(time).\(pad(Int32(milliseconds), to: 3))"
  }

  private static func pad(_ number: Int32, to width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
