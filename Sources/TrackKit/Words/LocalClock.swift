public import FoundationEssentials

/// The clock on the wall: how far local time is ahead of UTC, which the program's edge knows.
public struct LocalClock: Sendable {
  private let secondsAheadOfUTC: @Sendable (Date) -> Int

  /// A clock that is `secondsAheadOfUTC` ahead at a given moment.
  public init(secondsAheadOfUTC: @escaping @Sendable (Date) -> Int) {
    self.secondsAheadOfUTC = secondsAheadOfUTC
  }

  /// UTC, the same on every machine.
  public static let utc = LocalClock { _ in 0 }

  /// `HH:MM:SS`.
  package func time(_ date: Date) -> String {
    let seconds = secondsOfDay(date)
    return
      "\(Wording.padded(seconds / 3600)):\(Wording.padded(seconds / 60 % 60)):\(Wording.padded(seconds % 60))"
  }

  /// `HH:MM`.
  package func minutes(_ date: Date) -> String { String(time(date).prefix(5)) }

  /// `14:02` on the day of `now`, `Nov 21` in the year around it, else `2024-11-21`.
  package func moment(_ date: Date, now: Date) -> String {
    let (day, today) = (localDay(date), localDay(now))
    if day == today { return minutes(date) }
    let civil = Self.civil(day)
    guard abs(today - day) < 300 else {
      return "\(civil.year)-\(Wording.padded(civil.month))-\(Wording.padded(civil.day))"
    }
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return "\(months[Int(civil.month) - 1]) \(Wording.padded(civil.day))"
  }

  /// `2026-11-22T13:02:41Z`, the same in every time zone.
  package static func timestamp(_ date: Date) -> String {
    let day = civil(utc.localDay(date))
    return "\(day.year)-\(Wording.padded(day.month))-\(Wording.padded(day.day))T\(utc.time(date))Z"
  }

  /// Days since 1970.
  private func localDay(_ date: Date) -> Int64 {
    let local = date.timeIntervalSince1970.rounded(.down) + Double(secondsAheadOfUTC(date))
    guard local.isFinite, abs(local) < 1e12 else { return 0 }
    return Int64((local / 86400).rounded(.down))
  }

  /// The Gregorian date of a day since 1970, counted in eras of 400 years that begin in March.
  private static func civil(_ day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    )
  }

  private func secondsOfDay(_ date: Date) -> Int64 {
    let local = date.timeIntervalSince1970.rounded(.down) + Double(secondsAheadOfUTC(date))
    let day = local.truncatingRemainder(dividingBy: 86400)
    return day.isFinite ? Int64(day < 0 ? day + 86400 : day) : 0
  }
}
