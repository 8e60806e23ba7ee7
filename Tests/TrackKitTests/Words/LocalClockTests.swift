import Foundation
import Testing

@testable import TrackKit

struct LocalClockTests {
  /// 2026-11-22 13:02:41 UTC.
  private let now = Date(timeIntervalSince1970: 1_795_352_561)

  @Test func `local time may be ahead of UTC or behind it`() {
    #expect(LocalClock.utc.time(now) == "13:02:41")
    #expect(LocalClock { _ in 12 * 3600 }.time(now) == "01:02:41")
    #expect(LocalClock { _ in -14 * 3600 }.minutes(now) == "23:02")
  }

  @Test func `a moment is told as precisely as it is near`() {
    #expect(LocalClock.utc.moment(now - 3600, now: now) == "12:02")
    #expect(LocalClock.utc.moment(now - 86400, now: now) == "Nov 21")
    #expect(LocalClock.utc.moment(now - 86400 * 400, now: now) == "2025-10-18")
  }

  @Test(arguments: [
    (1_795_352_561, "2026-11-22T13:02:41Z"), (951_782_400, "2000-02-29T00:00:00Z"),
    (-1, "1969-12-31T23:59:59Z"),
  ])
  func `timestamps are in UTC`(seconds: Double, text: String) {
    #expect(LocalClock.timestamp(Date(timeIntervalSince1970: seconds)) == text)
  }
}
