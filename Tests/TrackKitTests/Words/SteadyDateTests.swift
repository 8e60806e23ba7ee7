import Foundation
import Testing
import TrackKit

@Suite struct SteadyDateTests {
  @Test(arguments: [0, 0.25, 900, 8 * 3600] as [Double]) func itPassesAsTimeDoes(seconds: Double) {
    let (wall, start) = (Date(timeIntervalSince1970: 1_800_000_000), ContinuousClock.now)
    let date = SteadyDate(wall, at: start)(at: start + .seconds(seconds))
    #expect(abs(date.timeIntervalSince(wall) - seconds) < 0.001)
  }

  /// A small computer without a clock of its own begins in 1970, and is put right later.
  @Test func itIsNotPutRight() {
    let start = ContinuousClock.now
    let clock = SteadyDate(Date(timeIntervalSince1970: 0), at: start)
    #expect(clock(at: start + .seconds(60)) == Date(timeIntervalSince1970: 60))
    #expect(abs(SteadyDate()().timeIntervalSinceNow) < 60)
  }
}
