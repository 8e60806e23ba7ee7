import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// A refreshed URL that leads to other audio than the one before.
@Suite(.timeLimit(.minutes(5))) struct ChangedMediaTests {
  /// What the resolver comes back with.
  struct Change: CustomTestStringConvertible {
    let testDescription: String
    let itag: Int
    let length: Int
    /// Whether the resolver knows the length, or the origin's answer tells it.
    let isLengthKnown: Bool
    let reason: String
  }

  static let changes = [
    Change(
      testDescription: "another format", itag: 140, length: 400_123, isLengthKnown: true,
      reason: "format 140 instead of 251"),
    Change(
      testDescription: "longer", itag: 251, length: 500_000, isLengthKnown: true,
      reason: "500000 bytes instead of 400123"),
    Change(
      testDescription: "shorter than what was sent", itag: 251, length: 100_000, isLengthKnown: true,
      reason: "100000 bytes instead of 400123"),
    Change(
      testDescription: "longer, by the origin's word", itag: 251, length: 500_000, isLengthKnown: false,
      reason: "500000 bytes instead of 400123"),
  ]

  /// A track on one origin, whose next URL leads to `change` on another one.
  private func run(
    _ change: Change, _ body: (RelayFixture, _ other: [UInt8]) async throws -> Void
  ) async throws {
    let elsewhere = try await LoopbackOrigin.start()
    let other = [UInt8](RelayFixture.longAudio.dropFirst(1_000_000).prefix(change.length))
    let type = change.itag == 140 ? "audio/mp4" : "audio/webm"
    elsewhere.register(Asset(id: "\(VideoID.test)", itag: change.itag, contentType: type, bytes: other))
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      relay.service.setPlayerLink(.ours)
      relay.library.onResolve { id, _ in
        var url = elsewhere.url(for: "\(id)") ?? ""
        if !change.isLengthKnown { url.replace("clen=", with: "nolen=") }
        var media = RelayFixture.media(url, length: change.length)
        media.formatID = "\(change.itag)"
        media.contentType = type
        if !change.isLengthKnown { media.length = nil }
        return media
      }
      try await body(relay, other)
    }
    #expect(elsewhere.requests.breaches() == [])
    try await elsewhere.shutdown()
  }

  @Test(arguments: changes, FaultMode.allCases)
  func inMidTrackItEndsTheSong(change: Change, mode: FaultMode) async throws {
    try await run(change) { relay, _ in
      relay.origin.script("\(VideoID.test)", [nil, .revoke(403)])
      let answer = try await relay.get(agent: mode.agent, mode.fields)
      try await relay.recorder.wait { $0.isEnd(of: .test) }
      #expect(
        relay.recorder.events.compactMap { $0.loss(of: .test) }
          == ["the refreshed URL leads to different media: \(change.reason)"])
      #expect(relay.library.questions.count == 1)
      var parser = IcyParser(interval: 16_384)
      if mode == .inline { parser.read(answer.body) }
      let body = mode == .inline ? parser.audio : answer.body
      let span = mode.span(of: relay.audio.count)
      let good = try #require(relay.origin.requests.first?.request.rangeLength)
      #expect(
        Octets(body.prefix(Int(good))) == Octets(relay.audio[Int(span.lowerBound)...].prefix(Int(good))))
      if mode == .mpd {
        #expect(answer.ending == .complete)
        #expect(body.count == relay.audio.count && body.dropFirst(Int(good)).allSatisfy { $0 == 0 })
      } else {
        #expect(answer.ending == .short)
        #expect(body.count == Int(good))
      }
    }
  }

  @Test(arguments: changes, FaultMode.allCases)
  func beforeTheFirstByteItIsTheTrack(change: Change, mode: FaultMode) async throws {
    try await run(change) { relay, other in
      relay.origin.script("\(VideoID.test)", [.revoke(410)])
      let answer = try await relay.get(agent: mode.agent, mode.fields)
      // A seek goes on in what its listener has.
      if mode == .part {
        #expect(answer.status == 502)
        #expect(answer.text == "the refreshed URL leads to different media: \(change.reason)\n")
        return
      }
      #expect(answer.ending == .complete)
      #expect(answer["content-type"] == (change.itag == 140 ? "audio/mp4" : "audio/webm"))
      var parser = IcyParser(interval: 16_384)
      if mode == .inline { parser.read(answer.body) }
      #expect(Octets(mode == .inline ? parser.audio : answer.body) == Octets(other))
    }
  }
}
