import Foundation
import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// m4a over real sockets: with metadata where it plays with them, and never with its index behind.
@Suite(.timeLimit(.minutes(3))) struct RelayLayoutTests {
  static let faststart = file(MP4HeadTests.box("ftyp", 20), MP4HeadTests.box("moov", 700))
  static let fragmented = file(
    MP4HeadTests.box("ftyp", 20), MP4HeadTests.box("moov", 700), MP4HeadTests.box("sidx", 90))
  static let indexBehind = file(
    MP4HeadTests.box("ftyp", 20), MP4HeadTests.box("free"), MP4HeadTests.box("mdat", size: 390_000))

  private static func file(_ boxes: [UInt8]...) -> [UInt8] {
    let head = boxes.flatMap(\.self)
    return head + RelayFixture.shortAudio.dropFirst(head.count)
  }

  @Test(arguments: [faststart, fragmented]) func playsInOrder(audio: [UInt8]) async throws {
    try await run(audio) { relay in
      for round in 1...2 {
        let answer = try await relay.get("Icy-MetaData: 1")
        #expect(answer["icy-metaint"] == "16384" && answer["accept-ranges"] == "none", "\(round)")
        #expect(answer["content-length"] == "\(answer.body.count)" && answer.ending == .complete)
        var parser = IcyParser(interval: 16_384)
        parser.read(answer.body)
        #expect(Octets(parser.audio) == Octets(relay.audio))
        #expect(parser.metadata.map(IcyParser.title) == ["Beyoncé - Déjà Vu"])
      }
      let total = relay.origin.requests.reduce(0) { $0 + $1.bytesSent }
      #expect(total == Int64(relay.audio.count * 2), "no byte was asked for twice")
    }
  }

  @Test(arguments: ["", "?icy=1"]) func indexBehindIsNeverInline(query: String) async throws {
    try await run(Self.indexBehind) { relay in
      for round in 1...2 {
        let answer = try await relay.get(query: query, "Icy-MetaData: 1")
        #expect(answer["icy-metaint"] == nil && answer["accept-ranges"] == "bytes", "\(round)")
        #expect(answer["icy-name"] == "Beyoncé - Déjà Vu")
        #expect(Octets(answer.body) == Octets(relay.audio))
      }
    }
  }

  /// Known or not yet, and after a range has shown it.
  @Test(arguments: [faststart, indexBehind]) func headSaysWhatAGetWould(audio: [UInt8]) async throws {
    for request in [[], ["Icy-MetaData: 1"]] {
      try await run(audio) { relay in
        let before = try await relay.get(method: "HEAD", request)
        let get = try await relay.get(request)
        let after = try await relay.get(method: "HEAD", request)
        let lines = [before, get, after].map { answer in answer.lines.filter { !$0.hasPrefix("date: ") } }
        #expect(lines[0] == lines[1] && lines[2] == lines[1])
        #expect(try await relay.service.status().streams.active == 0)
      }
    }
  }

  @Test func rangeHasShownIt() async throws {
    try await run(Self.indexBehind) { relay in
      #expect(try await relay.get(agent: "one", "Range: bytes=0-99999").status == 206)
      let asked = relay.origin.requests.count
      let head = try await relay.get(method: "HEAD", agent: "another", "Icy-MetaData: 1")
      #expect(head["accept-ranges"] == "bytes")
      #expect(relay.origin.requests.count == asked)
    }
  }

  /// The origin's pieces are as small as can be, and it breaks off inside of them.
  @Test(
    arguments: [faststart, indexBehind], [[Fault.reset(after: 10)], [.close(after: 30), .reset(after: 0)]])
  func faultsBeforeItIsKnownCostARetry(audio: [UInt8], faults: [Fault]) async throws {
    try await run(audio) { relay in
      relay.origin.script("\(VideoID.test)", faults)
      let answer = try await relay.get("Icy-MetaData: 1")
      #expect((answer["icy-metaint"] != nil) == (audio == Self.faststart))
      #expect(answer["content-length"] == "\(answer.body.count)" && answer.ending == .complete)
    }
  }

  /// Ranges that end before the boxes do.
  @Test(arguments: [8, 30, 100]) func tinyRangesDecideToo(chunk: Int64) async throws {
    for audio in [Self.faststart, Self.indexBehind] {
      try await run(Array(audio.prefix(3000)), chunk: chunk) { relay in
        let answer = try await relay.get("Icy-MetaData: 1")
        #expect(answer.ending == .complete)
        if answer["icy-metaint"] == nil { #expect(Octets(answer.body) == Octets(relay.audio)) }
      }
    }
  }

  /// What AVPlayer does: both answers are of one body.
  @Test func whoHasAskedForARangeCanSeek() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      let agent = "AppleCoreMedia/1.0.0.21A329"
      let first = try await relay.get(agent: agent, "Range: bytes=0-1")
      #expect(first.status == 206 && first["content-range"] == "bytes 0-1/\(relay.audio.count)")
      let whole = try await relay.get(agent: agent, "Icy-MetaData: 1")
      #expect(whole["accept-ranges"] == "bytes" && whole["icy-metaint"] == nil)
      #expect(Octets(whole.body) == Octets(relay.audio))
      // Another program, another track, and who insists.
      let others = [
        try await relay.get(agent: "radio", "Icy-MetaData: 1"),
        try await relay.get(id: .other, agent: agent, "Icy-MetaData: 1"),
        try await relay.get(agent: agent, query: "?icy=1", "Icy-MetaData: 1"),
      ]
      #expect(others.allSatisfy { $0["icy-metaint"] == "16384" && $0["accept-ranges"] == "none" })
    }
  }

  private func run(
    _ audio: [UInt8], chunk: Int64 = 1 << 20, _ body: (RelayFixture) async throws -> Void
  ) async throws {
    try await RelayFixture.run(audio: audio) { options in
      options.rules.chunkBytes = chunk
    } _: { relay in
      relay.origin.register(
        Asset(id: "\(VideoID.test)", itag: 140, contentType: "audio/mp4", bytes: audio))
      let url = try #require(relay.origin.url(for: "\(VideoID.test)", itag: 140))
      var media = RelayFixture.media(url, length: audio.count)
      media.formatID = "140"
      media.contentType = "audio/mp4"
      var track = try #require(try relay.library.track(.test))
      track.media = media
      relay.library.put(track)
      try await body(relay)
    }
  }
}
