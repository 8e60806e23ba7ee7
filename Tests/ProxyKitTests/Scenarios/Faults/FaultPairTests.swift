import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// The origin falls silent in one range after it has answered the next one, which was asked for in advance.
@Suite(.serialized, .timeLimit(.minutes(5))) struct FaultPairTests {
  private static let chunk: Int64 = 64 * 1024
  private static let base = Duration.milliseconds(10)

  /// The answer to the range that is asked for in advance.
  struct Second: CustomTestStringConvertible {
    let testDescription: String
    let fault: Fault?
    /// Whether it is the end of the URL.
    var isRefusal = false
  }

  static let seconds: [Second] = [
    Second(testDescription: "as it should be", fault: nil),
    Second(testDescription: "403", fault: .revoke(403), isRefusal: true),
    Second(testDescription: "404", fault: .revoke(404), isRefusal: true),
    Second(testDescription: "410", fault: .revoke(410), isRefusal: true),
    Second(testDescription: "401", fault: .status(401)),
    Second(testDescription: "503", fault: .status(503)),
    Second(testDescription: "silence", fault: .silence),
    Second(testDescription: "reset", fault: .resetBeforeHead),
    Second(testDescription: "the whole file", fault: .wholeBody),
  ]

  @Test(arguments: seconds) func silenceBefore(second: Second) async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { options in
      options.rules.chunkBytes = Self.chunk
      options.rules.retry.baseDelay = Self.base
      options.rules.idleTimeout = FaultKind.scaledIdleTimeout
      options.rules.lookAheadDelay = .zero
    } _: { relay in
      relay.service.setPlayerLink(.ours)
      try await withThrowingTaskGroup { group in
        for mode in FaultMode.allCases { group.addTask { try await Self.play(second, mode, relay) } }
        try await group.waitForAll()
      }
    }
  }

  private static func play(_ second: Second, _ mode: FaultMode, _ relay: RelayFixture) async throws {
    let id = try #require(VideoID("pair___\((mode.rawValue + "_").prefix(4))"))
    relay.origin.register(Asset(id: "\(id)", itag: 251, contentType: "audio/webm", bytes: relay.audio))
    relay.origin.script("\(id)", [.stall(after: 30_000, for: nil), second.fault])
    let url = try #require(relay.origin.url(for: "\(id)"))
    relay.library.put(
      Track(id: id, title: "\(mode)", media: RelayFixture.media(url, length: relay.audio.count)))
    let answer = try await relay.get(id: id, agent: mode.agent, mode.fields)
    try await relay.recorder.wait { $0.isEnd(of: id) }

    let name = Comment(rawValue: "\(mode)")
    #expect(answer.ending == .complete, name)
    var parser = IcyParser(interval: 16_384)
    if mode == .inline { parser.read(answer.body) }
    let start = Int(mode.span(of: relay.audio.count).lowerBound)
    #expect(Octets(mode == .inline ? parser.audio : answer.body) == Octets(relay.audio[start...]), name)
    let retries = relay.recorder.events.compactMap { $0.retry(of: id) }
    #expect(retries.map(\.delay) == [base], name)
    // What was refused in advance is remembered; what else was wrong with it does not matter any more.
    #expect(relay.library.questions.count { $0.id == id } == (second.isRefusal ? 1 : 0), name)
    let ranges = relay.origin.requests(for: "\(id)").compactMap(\.request.range)
    #expect(ranges.count > 2 && ranges[1].lowerBound == ranges[0].upperBound + 1, name)
    #expect(ranges[2].lowerBound > ranges[0].lowerBound && ranges[0].contains(ranges[2].lowerBound), name)
  }
}
