import Testing

@testable import ProxyKit

@Suite struct RateMeterTests {
  private let start = SuspendingClock.now

  @Test func nothingIsNoPace() {
    var meter = RateMeter()
    #expect(meter.perSecond(at: start) == 0)
  }

  @Test func steadyPace() {
    var meter = RateMeter()
    for tenth in 0...80 { meter.add(1000, at: start + .milliseconds(100 * tenth)) }
    let pace = meter.perSecond(at: start + .seconds(8))
    #expect((8_500...11_500).contains(pace))
  }

  @Test func paceFadesWithinTheWindow() {
    var meter = RateMeter()
    for tenth in 0...20 { meter.add(1000, at: start + .milliseconds(100 * tenth)) }
    #expect(meter.perSecond(at: start + .seconds(4)) < 10_000)
    #expect(meter.perSecond(at: start + .seconds(7)) == 0)
  }

  @Test func firstBytesAreNoInfinitePace() {
    var meter = RateMeter()
    meter.add(1_000_000, at: start)
    #expect(meter.perSecond(at: start) <= 4_000_000)
  }
}
