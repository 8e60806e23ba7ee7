import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// The waits as they are, once, by a real clock; everywhere else they are short, or the clock is moved by hand.
@Suite(.timeLimit(.minutes(2))) struct RealTimeTests {
  @Test func retriesComeAfterOneTwoAndFourSeconds() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { options in
      options.rules.retry = RetryPolicy()
    } _: { relay in
      relay.origin.script("\(VideoID.test)", [.status(503), .status(503), .status(503)])
      let start = ContinuousClock.now
      async let body = relay.get()
      for (count, seconds) in [(1, 0), (2, 1), (3, 3), (4, 7)] {
        try await relay.origin.waitForRequests(count)
        let elapsed = start.duration(to: .now)
        // Never sooner, and on a busy machine later by what that costs.
        #expect(elapsed >= .seconds(seconds))
        #expect(elapsed < .seconds(seconds + 20))
      }
      let answer = try await body
      #expect(answer.status == 200)
      #expect(Octets(answer.body) == Octets(relay.audio))
    }
  }
}
