import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// The waits as they are, once, by a real clock; everywhere else they are short, or the clock is moved by hand.
@Suite(.timeLimit(.minutes(5))) struct RealTimeTests {
  @Test func retriesComeAfterOneTwoAndFourSeconds() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { options in
      options.rules.retry = RetryPolicy()
    } _: { relay in
      relay.origin.script("\(VideoID.test)", [.status(503), .status(503), .status(503)])
      let start = SuspendingClock.now
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

  @Test func aSilentRangeIsAskedForOnceMoreAfterTwoSeconds() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { options in
      options.rules.hedgeDelay = RelayRules().hedgeDelay
    } _: { relay in
      relay.origin.script("\(VideoID.test)", [nil, .stall(after: 30_000, for: nil)])
      let start = SuspendingClock.now
      let answer = try await relay.get()
      #expect(Octets(answer.body) == Octets(relay.audio))
      try await relay.recorder.wait { $0.isEnd(of: .test) }
      // The origin's silence would have lasted for 20 s.
      #expect(start.duration(to: .now) >= .seconds(2) && start.duration(to: .now) < .seconds(18))
      #expect(relay.eventNames.filter { $0 == "streamHedged" || $0 == "streamRetrying" } == ["streamHedged"])
    }
  }

  @Test func aSlowOriginIsGivenFifteenSeconds() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { options in
      options.rules.slownessLimit = RelayRules().slownessLimit
    } _: { relay in
      // 1 kB a second of the 16 that 128 kbit/s are.
      relay.origin.script("\(VideoID.test)", [nil, .trickle(bytes: 100, every: .milliseconds(100))])
      let start = SuspendingClock.now
      let answer = try await relay.get()
      #expect(Octets(answer.body) == Octets(relay.audio))
      #expect(start.duration(to: .now) >= .seconds(15))
      try await relay.recorder.wait { $0.isEnd(of: .test) }
      let retries = relay.recorder.events.compactMap { $0.retry(of: .test) }
      #expect(retries.map(\.delay) == [.zero])
      #expect(retries.first?.reason.hasSuffix("and the song needs 16.0 kB") == true)
      #expect(relay.library.questions.isEmpty)
    }
  }
}
