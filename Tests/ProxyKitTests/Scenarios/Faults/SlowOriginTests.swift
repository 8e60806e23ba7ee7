import LoopbackOrigin
import Synchronization
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// An origin that sends more slowly than the song plays, over real sockets.
@Suite(.timeLimit(.minutes(5))) struct SlowOriginTests {
  /// From where on it is slow: of the answer's length.
  enum Place: Int, CaseIterable {
    case firstByte, middle, end

    func byte(of span: Range<Int64>) -> Int64 {
      [span.lowerBound, (span.lowerBound + span.upperBound) / 2, span.upperBound - 20_000][rawValue]
    }
  }

  /// How many connections are slow, one after the other.
  @Test(arguments: Place.allCases, [1, 2]) func slow(place: Place, connections: Int) async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { options in
      options.rules.slownessLimit = .seconds(1)
      options.rules.chunkBytes = 64 * 1024
    } _: { relay in
      relay.service.setPlayerLink(.ours)
      try await withThrowingTaskGroup { group in
        for mode in FaultMode.allCases {
          group.addTask { try await Self.play(place, mode, connections: connections, relay) }
        }
        try await group.waitForAll()
      }
    }
  }

  private static func play(
    _ place: Place, _ mode: FaultMode, connections: Int, _ relay: RelayFixture
  ) async throws {
    let id = try #require(VideoID("slow___\((mode.rawValue + "_").prefix(4))"))
    let span = mode.span(of: relay.audio.count)
    let byte = place.byte(of: span)
    let left = Mutex(connections)
    relay.origin.register(Asset(id: "\(id)", itag: 251, contentType: "audio/webm", bytes: relay.audio))
    relay.origin.script("\(id)") { request in
      guard let range = request.range, range.upperBound >= byte else { return nil }
      let isSlow = left.withLock { left in
        left -= 1
        return left >= 0
      }
      // 200 bytes a second of the 16,000 that 128 kbit/s are.
      return isSlow ? .trickle(bytes: 10, every: .milliseconds(50)) : nil
    }
    let url = try #require(relay.origin.url(for: "\(id)"))
    relay.library.put(
      Track(id: id, title: "\(mode)", media: RelayFixture.media(url, length: relay.audio.count)))
    let answer = try await relay.get(id: id, agent: mode.agent, mode.fields)
    try await relay.recorder.wait { $0.isEnd(of: id) }

    let name = Comment(rawValue: "\(mode)")
    var parser = IcyParser(interval: 16_384)
    if mode == .inline { parser.read(answer.body) }
    #expect(answer.ending == .complete, name)
    #expect(
      Octets(mode == .inline ? parser.audio : answer.body) == Octets(relay.audio[Int(span.lowerBound)...]),
      name)
    // A new connection, then a new URL; neither counts as one of the tries after a failure.
    let retries = relay.recorder.events.compactMap { $0.retry(of: id) }
    #expect(retries.map(\.delay) == Array(repeating: .zero, count: connections), name)
    #expect(retries.map(\.attempt) == Array(1...connections), name)
    #expect(retries.allSatisfy { $0.reason.hasPrefix("upstream sends ") }, name)
    #expect(relay.library.questions.count { $0.id == id } == connections - 1, name)
  }
}
