import LoopbackOrigin
import Testing

@testable import ProxyKit

/// The waits as they are, once, by a real clock; everywhere else they are short, or the clock is moved by hand.
@Suite(.timeLimit(.minutes(2))) struct RealTimeTests {
  @Test func retriesComeAfterOneTwoAndFourSeconds() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { options in
      options.rules.retry = RetryPolicy()
    } _: { relay in
      relay.origin.script("\(VideoID.test)", [.status(503), .status(503), .status(503)])
      async let body = relay.get()
      var moments: [ContinuousClock.Instant] = []
      for count in 1...4 {
        try await relay.origin.waitForRequests(count)
        moments.append(.now)
      }
      let waits = zip(moments, moments.dropFirst()).map { $0.duration(to: $1) }
      for (wait, least) in zip(waits, [1, 2, 4]) {
        // Never sooner; the moments are taken a little late, each by its own little.
        #expect(wait > .seconds(least) - .milliseconds(300))
        #expect(wait < .seconds(least) + .seconds(8))
      }
      let answer = try await body
      #expect(answer.status == 200)
      #expect(Octets(answer.body) == Octets(relay.audio))
    }
  }
}
