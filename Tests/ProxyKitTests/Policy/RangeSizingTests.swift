import Testing

@testable import ProxyKit

@Suite struct RangeSizingTests {
  private let megabyte: Int64 = 1 << 20

  @Test func beginsSmall() {
    #expect(RangeSizing().length(cap: megabyte) == RangeSizing.first)
  }

  @Test(arguments: [1, 1000, 65_536, 262_144] as [Int64]) func capRules(cap: Int64) {
    #expect(RangeSizing().length(cap: cap) == cap)
  }

  @Test(arguments: [0, -1] as [Int64]) func neverAsksForNothing(cap: Int64) {
    #expect(RangeSizing().length(cap: cap) == 1)
  }

  @Test func swallowedRangeMakesTheNextOneAsLargeAsMayBe() {
    var sizing = RangeSizing()
    sizing.drained(RangeSizing.first, in: .milliseconds(1))
    #expect(sizing.length(cap: megabyte) == megabyte)
    #expect(sizing.isQuick)
  }

  @Test func quickFirstBytesAloneProveNothing() {
    var sizing = RangeSizing()
    sizing.drained(RangeSizing.first - 1, in: .microseconds(10))
    #expect(sizing.length(cap: megabyte) == RangeSizing.first)
    #expect(!sizing.isQuick)
  }

  @Test func aClientThatSeemsToReadGetsMoreAtOnce() {
    var sizing = RangeSizing()
    // What the kernel takes says nothing.
    for _ in 0..<2 { sizing.drained(RangeSizing.absorbed / 2, in: .microseconds(20)) }
    #expect(sizing.probe == 16 * 1024)
    sizing.drained(16 * 1024, in: .microseconds(20))
    #expect(sizing.probe == 32 * 1024)
    sizing.drained(32 * 1024, in: .milliseconds(5))
    #expect(sizing.probe == 16 * 1024)
  }

  @Test(arguments: [(16_384, 65_536), (400_000, 200_000), (10_000_000, 1 << 20)] as [(Int64, Int64)])
  func pacedClientGetsHalfASecond(bytesPerSecond: Int64, length: Int64) {
    var sizing = RangeSizing()
    for _ in 0..<10 { sizing.drained(bytesPerSecond / 10, in: .milliseconds(100)) }
    #expect(sizing.length(cap: megabyte) == length)
  }

  @Test func pacedClientThatSwallowsARangeStaysPaced() {
    var sizing = RangeSizing()
    for _ in 0..<10 { sizing.drained(10_000, in: .milliseconds(100)) }
    sizing.drained(RangeSizing.first, in: .microseconds(1))
    #expect(sizing.length(cap: megabyte) < megabyte)
  }

  @Test func clientThatSlowsDownIsBelieved() {
    var sizing = RangeSizing()
    sizing.drained(RangeSizing.first, in: .milliseconds(1))
    for _ in 0..<200 { sizing.drained(1_600, in: .milliseconds(100)) }
    #expect(sizing.length(cap: megabyte) == RangeSizing.least)
  }

  @Test func nextRangeIsAskedForWhenHalfIsLeft() {
    var sizing = RangeSizing()
    for _ in 0..<10 { sizing.drained(40_000, in: .milliseconds(100)) }
    #expect(sizing.length(cap: megabyte) == 200_000)
    #expect(sizing.isLow(100_000, cap: megabyte))
    #expect(!sizing.isLow(100_001, cap: megabyte))
  }

  @Test func slowAndUnknownClientsHaveLessInMemory() {
    var sizing = RangeSizing()
    #expect(!sizing.isLow(1, cap: megabyte))
    #expect(sizing.isLow(0, cap: megabyte))
    for _ in 0..<20 { sizing.drained(1_600, in: .milliseconds(100)) }
    #expect(!sizing.isLow(RangeSizing.least / 4 + 1, cap: megabyte))
    #expect(sizing.isLow(RangeSizing.least / 4, cap: megabyte))
  }
}
