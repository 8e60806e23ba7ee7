#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// The clock on the wall: how far local time is ahead of UTC, which the edge knows.
public struct LocalClock: Sendable {
  private let secondsAheadOfUTC: @Sendable (Date) -> Int

  /// A clock that is `secondsAheadOfUTC` ahead at a given moment.
  public init(secondsAheadOfUTC: @escaping @Sendable (Date) -> Int) {
    self.secondsAheadOfUTC = secondsAheadOfUTC
  }

  /// UTC, the same on every machine.
  public static let utc = LocalClock { _ in 0 }

  /// `HH:MM:SS`.
  func time(_ date: Date) -> String {
    let seconds = secondsOfDay(date)
    return
      "\(Format.padded(seconds / 3600)):\(Format.padded(seconds / 60 % 60)):\(Format.padded(seconds % 60))"
  }

  /// `HH:MM`.
  func minutes(_ date: Date) -> String { String(time(date).prefix(5)) }

  private func secondsOfDay(_ date: Date) -> Int64 {
    let local = date.timeIntervalSince1970.rounded(.down) + Double(secondsAheadOfUTC(date))
    let day = local.truncatingRemainder(dividingBy: 86400)
    return day.isFinite ? Int64(day < 0 ? day + 86400 : day) : 0
  }
}
