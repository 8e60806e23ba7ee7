import Testing

@testable import ProxyKit

@Suite struct RetryPolicyTests {
  @Test(arguments: [
    (1, Duration.seconds(1)), (2, .seconds(2)), (3, .seconds(4)), (4, .seconds(8)), (6, .seconds(32)),
    (7, .seconds(60)), (17, .seconds(60)), (1_000_000, .seconds(60)), (.max, .seconds(60)),
    (0, .seconds(1)), (-5, .seconds(1)), (.min + 1, .seconds(1)),
  ])
  func delayDoublesUpToAMinute(number: Int, delay: Duration) {
    #expect(RetryPolicy().delay(beforeRetry: number) == delay)
  }

  @Test func delayFollowsTheBase() {
    let policy = RetryPolicy(attempts: 5, baseDelay: .milliseconds(10))
    let delays = (1...5).map { policy.delay(beforeRetry: $0) }
    #expect(delays == [10, 20, 40, 80, 160].map { .milliseconds($0) })
  }

  @Test func noDelayWithoutABase() {
    #expect(RetryPolicy(baseDelay: .zero).delay(beforeRetry: 3) == .zero)
  }
}
