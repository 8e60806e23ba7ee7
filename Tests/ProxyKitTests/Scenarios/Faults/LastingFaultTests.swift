import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Faults that don't pass: how often they are tried, and how the song ends.
@Suite(.serialized, .timeLimit(.minutes(5))) struct LastingFaultTests {
  private static let base = Duration.milliseconds(10)
  private static let chunk: Int64 = 64 * 1024
  /// Neither in the first range of the track nor in that of a part of it.
  private static let byte: Int64 = 250_000

  /// A length that is always told the same is believed in the end.
  static let kinds = FaultKind.table.filter { kind in
    kind.cost == .network || (kind.cost == .retry && !kind.name.hasPrefix("total"))
      || kind.name == "reset before the head"
  }

  @Test(arguments: kinds) func faultBeforeTheFirstByte(kind: FaultKind) async throws {
    // The wait for the first byte is to end with the retries.
    try await run(kind, stallLimit: .seconds(120)) { relay in
      relay.origin.script("\(VideoID.test)", Self.rule(kind, from: 0, relay))
      let answer = try await relay.get()
      try await relay.recorder.wait { $0.isEnd(of: .test) }
      let retries = relay.recorder.events.compactMap { $0.retry(of: .test) }
      if kind.cost == .network {
        // For as long as headers are held, and with one new URL: the server alone may be down.
        #expect(Set(retries.map(\.delay)) == [RelayFixture.rules.networkRetryInterval])
        #expect(relay.library.questions.count <= 1)
      } else {
        #expect(retries.map(\.delay) == [1, 2, 4].map { kind.wait ?? Self.base * $0 })
        #expect(relay.library.questions.count == (kind.isServersOwn ? 1 : 0))
      }
      #expect(retries.allSatisfy { $0.reason.hasPrefix(kind.reason) })
      #expect(answer.status == (kind.idleTimeout < .seconds(20) ? 504 : 502))
      #expect(answer.text.hasPrefix(kind.reason) && answer.text.hasSuffix("\n"))
      #expect(answer["retry-after"] == nil)
      let lost = relay.recorder.events.compactMap { $0.loss(of: .test) }
      #expect(lost.map { $0 + "\n" } == [answer.text])
      #expect(!answer.text.contains("127.0.0.1"), "no URL is shown")
    }
  }

  /// One of each sort: the rest differs in the reason alone.
  static let lasting = ["503", "refused", "reset after N bytes", "silence", "200 instead of 206"]

  @Test(arguments: kinds.filter { lasting.contains($0.name) })
  func faultInMidTrack(kind: FaultKind) async throws {
    try await run(kind) { relay in
      relay.service.setPlayerLink(.ours)
      try await withThrowingTaskGroup { group in
        for mode in FaultMode.allCases { group.addTask { try await Self.loseSong(kind, mode, relay) } }
        try await group.waitForAll()
      }
    }
  }

  private static func loseSong(_ kind: FaultKind, _ mode: FaultMode, _ relay: RelayFixture) async throws {
    let id = try #require(VideoID("lasting\((mode.rawValue + "_").prefix(4))"))
    relay.origin.register(Asset(id: "\(id)", itag: 251, contentType: "audio/webm", bytes: relay.audio))
    relay.origin.script("\(id)", Self.rule(kind, from: Self.byte, relay))
    let url = try #require(relay.origin.url(for: "\(id)"))
    relay.library.put(
      Track(id: id, title: "\(mode)", media: RelayFixture.media(url, length: relay.audio.count)))
    let answer = try await relay.get(id: id, agent: mode.agent, mode.fields)
    try await relay.recorder.wait { $0.isEnd(of: id) }
    // Retries, one new URL, and retries in the same pace until the limit.
    let delays = relay.recorder.events.compactMap { $0.retry(of: id)?.delay }
    let isAway = kind.cost == .network
    let pace = isAway ? RelayFixture.rules.networkRetryInterval : Self.base
    let backoff = isAway ? [pace, pace, pace] : [1, 2, 4].map { pace * $0 }
    #expect(Array(delays.prefix(3)) == Array(backoff.prefix(delays.count)))
    #expect(delays.dropFirst(3).allSatisfy { $0 == backoff[2] })
    if kind.name != "silence" {
      #expect(delays.count > 3)
      #expect(relay.library.questions.count { $0.id == id } == 1)
    }
    let lost = relay.recorder.events.compactMap { $0.loss(of: id) }
    #expect(lost.count == 1 && lost.first?.hasPrefix("no byte for ") == true)
    var parser = IcyParser(interval: 16_384)
    if mode == .inline { parser.read(answer.body) }
    let body = mode == .inline ? parser.audio : answer.body
    let start = Int(mode.span(of: relay.audio.count).lowerBound)
    // What comes before a reset is good to its last byte; the others bring nothing.
    let struck = try #require(
      relay.origin.requests(for: "\(id)").compactMap(\.request.range).first { $0.upperBound >= Self.byte })
    let good = Int(kind.isWithinRange ? Self.byte : struck.lowerBound)
    #expect(Octets(body.prefix(good - start)) == Octets(relay.audio[start..<good]))
    if mode == .mpd {
      #expect(answer.ending == .complete)
      #expect(body.count == relay.audio.count && body.dropFirst(good).allSatisfy { $0 == 0 })
    } else {
      #expect(answer.ending == .short)
      #expect(body.count == good - start)
    }
  }

  private func run(
    _ kind: FaultKind, stallLimit: Duration = .seconds(2), _ body: (RelayFixture) async throws -> Void
  ) async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { options in
      options.rules.retry.baseDelay = Self.base
      options.rules.chunkBytes = Self.chunk
      options.rules.idleTimeout = kind.idleTimeout
      options.rules.stallLimit = stallLimit
      options.rules.networkPatience = .seconds(2)
    } _: { relay in
      try await body(relay)
    }
  }

  /// Every request from `byte` on is struck at its beginning.
  private static func rule(_ kind: FaultKind, from byte: Int64, _ relay: RelayFixture)
    -> @Sendable (OriginRequest) -> Fault?
  {
    { [origin = relay.origin] request in
      guard let range = request.range, range.upperBound >= byte else { return nil }
      return kind.fault(
        FaultKind.Strike(
          request: request, after: max(byte - range.lowerBound, 0),
          count: range.upperBound - range.lowerBound + 1,
          origin: origin, elsewhere: origin))
    }
  }
}
