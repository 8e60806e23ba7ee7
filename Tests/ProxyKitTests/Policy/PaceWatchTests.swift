import Testing

@testable import ProxyKit

@Suite struct PaceWatchTests {
  private let start = SuspendingClock.now

  /// Looks each second, with so many bytes before each look.
  private func looks(_ counts: [Int64], need: Int64 = 100) -> [PaceWatch.Verdict] {
    var watch = PaceWatch()
    return counts.enumerated().map { second, count in
      watch.add(count)
      return watch.verdict(needs: need, over: .seconds(3), at: start + .seconds(second))
    }
  }

  @Test(
    arguments: [
      ([5, 100, 100, 100], PaceWatch.Verdict.enough),
      ([5, 0, 300, 0], .enough),
      ([5, 0, 299, 0], .slow(99)),
      ([1000, 0, 0, 0], .slow(0)),
      ([1000, 100, 100, 99], .slow(99)),
    ] as [([Int64], PaceWatch.Verdict)])
  func aTimeIsJudgedAtItsEnd(counts: [Int64], verdict: PaceWatch.Verdict) {
    #expect(looks(counts) == [.unknown, .unknown, .unknown, verdict])
  }

  @Test func theNextTimeBeginsAnew() {
    #expect(
      looks([0, 0, 0, 0, 200, 50, 50, 0, 0, 0])
        == [
          .unknown, .unknown, .unknown, .slow(0), .unknown, .unknown, .enough, .unknown, .unknown, .slow(0),
        ])
  }

  @Test func aGapBeginsAnew() {
    var watch = PaceWatch()
    for second in [0, 1, 2, 5, 6, 7] {
      #expect(watch.verdict(needs: 1, over: .seconds(3), at: start + .seconds(second)) == .unknown)
    }
    #expect(watch.verdict(needs: 1, over: .seconds(3), at: start + .seconds(8)) == .slow(0))
  }

  @Test func aRestartBeginsAnew() {
    var watch = PaceWatch()
    for second in 0...2 { _ = watch.verdict(needs: 1, over: .seconds(3), at: start + .seconds(second)) }
    watch.restart()
    #expect(watch.verdict(needs: 1, over: .seconds(3), at: start + .seconds(3)) == .unknown)
  }
}
