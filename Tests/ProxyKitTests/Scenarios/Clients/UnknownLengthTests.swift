import LoopbackOrigin
import TestSupport
import Testing

@testable import TrackKit

/// Tracks whose length nobody tells: no resolver, no URL, no origin.
@Suite(.timeLimit(.minutes(5))) struct UnknownLengthTests {
  private func run(_ body: (RelayFixture) async throws -> Void) async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      var track = try #require(try relay.library.track(.test))
      track.media?.length = nil
      track.media?.url.replace("clen=", with: "nolen=")
      relay.library.put(track)
      relay.origin.script("\(VideoID.test)") { _ in .unknownTotal }
      try await body(relay)
    }
  }

  @Test(arguments: ["1.1", "1.0"], [nil, "Icy-MetaData: 1", "Range: bytes=1000-"] as [String?])
  func bodyIsTheWholeTrack(version: String, field: String?) async throws {
    try await run { relay in
      let answer = try await relay.get(version: version, field.map { [$0] } ?? [])
      // Where a range would end nobody knows, so there are none.
      #expect(answer.status == 200)
      #expect(answer["content-length"] == nil)
      #expect(answer["accept-ranges"] == (field?.hasPrefix("Icy") == true ? "none" : nil))
      #expect(answer["transfer-encoding"] == (version == "1.1" ? "chunked" : nil))
      #expect(answer.ending == (version == "1.1" ? .complete : .closed))
      var parser = IcyParser(interval: 16_384)
      let isInline = field?.hasPrefix("Icy") ?? false
      if isInline { parser.read(answer.body) }
      #expect(Octets(isInline ? parser.audio : answer.body) == Octets(relay.audio))
      #expect(!relay.eventNames.contains("streamRetrying"))
    }
  }

  @Test(arguments: [Fault.status(503), .reset(after: 40_000), .close(after: 0)])
  func faultInMidTrackIsSurvived(fault: Fault) async throws {
    try await run { relay in
      relay.origin.script("\(VideoID.test)") { $0.index == 1 ? fault : .unknownTotal }
      let answer = try await relay.get()
      #expect(answer.ending == .complete)
      #expect(Octets(answer.body) == Octets(relay.audio))
    }
  }

  @Test func lossCanBeSeen() async throws {
    try await run { relay in
      relay.origin.script("\(VideoID.test)") { $0.index == 1 ? .status(401) : .unknownTotal }
      let answer = try await relay.get(agent: RelayFixture.agentOfMPD)
      #expect(answer.ending == .short, "without the last chunk")
      #expect(Octets(answer.body) == Octets(relay.audio[..<131_072]))
    }
  }
}
