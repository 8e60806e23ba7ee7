import Foundation
import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Bodies over real sockets from an origin in good order.
@Suite(.timeLimit(.minutes(3))) struct RelayBodyTests {
  @Test func wholeTrack() async throws {
    try await RelayFixture.run { relay in
      let answer = try await relay.get()
      #expect(answer.statusLine == "HTTP/1.1 200 OK")
      #expect(
        answer.lines.filter { !$0.hasPrefix("date: ") } == [
          "content-type: audio/webm", "accept-ranges: bytes",
          "etag: \"\(VideoID.test).251...\(relay.audio.count)\"", "icy-name: Beyoncé - Déjà Vu",
          "content-length: \(relay.audio.count)",
          "content-disposition: inline; filename=\"Beyonce - Deja Vu.webm\"; "
            + "filename*=UTF-8''Beyonc%C3%A9%20-%20D%C3%A9j%C3%A0%20Vu.webm",
          "cache-control: no-store",
        ])
      #expect(answer.ending == .complete)
      #expect(Octets(answer.body) == Octets(relay.audio))
      try await relay.recorder.wait { $0.name == "streamFinished" }
      #expect(relay.eventNames == ["streamAdmitted", "streamStarted", "streamFinished"])
      #expect(relay.origin.requests.allSatisfy { $0.status == 206 })
      let total = relay.origin.requests.reduce(0) { $0 + $1.bytesSent }
      #expect(total == Int64(relay.audio.count), "no byte was asked for twice")
    }
  }

  @Test(
    arguments: [
      ("bytes=0-", 0, nil), ("bytes=0-0", 0, 0), ("bytes=100-199", 100, 199),
      ("bytes=1000000-", 1_000_000, nil),
      ("bytes=2621562-", 2_621_562, nil), ("bytes=-1000", -1000, nil),
      ("bytes=0-99999999999999999999", 0, nil),
      ("bytes=1048575-1048576", 1_048_575, 1_048_576),
    ] as [(String, Int, Int?)])
  func partOfATrack(range: String, first: Int, last: Int?) async throws {
    try await RelayFixture.run { relay in
      let count = relay.audio.count
      let start = first < 0 ? count + first : first
      let end = last.map { $0 + 1 } ?? count
      let answer = try await relay.get("Range: \(range)")
      #expect(answer.status == 206)
      #expect(answer["content-range"] == "bytes \(start)-\(end - 1)/\(count)")
      #expect(answer.ending == .complete)
      #expect(Octets(answer.body) == Octets(Array(relay.audio[start..<end])))
    }
  }

  @Test(arguments: ["bytes=5-3", "bytes=0-1,3-4", "bytes=x-", "items=0-4", "bytes="])
  func rangeThatIsNoneGetsTheWhole(range: String) async throws {
    try await RelayFixture.run { relay in
      let answer = try await relay.get("Range: \(range)")
      #expect(answer.status == 200)
      #expect(Octets(answer.body) == Octets(relay.audio))
    }
  }

  @Test func headTakesNoSlotAndNoByte() async throws {
    try await RelayFixture.run { relay in
      let head = try await relay.get(method: "HEAD")
      #expect(head.status == 200)
      #expect(head["content-length"] == "\(relay.audio.count)")
      #expect(head["accept-ranges"] == "bytes")
      let part = try await relay.get(method: "HEAD", "Range: bytes=5-9")
      // Range means something to GET alone.
      #expect(part.status == 200)
      #expect(part["content-length"] == "\(relay.audio.count)")
      #expect(relay.origin.requests.isEmpty)
      #expect(relay.recorder.events.isEmpty)
    }
  }

  @Test func headOfAnUnresolvedTrackResolvesIt() async throws {
    try await RelayFixture.run { relay in
      let head = try await relay.get(id: .other, method: "HEAD")
      #expect(head["content-length"] == "\(relay.audio.count)")
      #expect(relay.library.questions.count == 1)
    }
  }

  @Test(arguments: [1, 100, 16_384, 65_536]) func inlineMetadata(metaint: Int) async throws {
    let audio = metaint < 100 ? RelayFixture.shortAudio : RelayFixture.longAudio
    try await RelayFixture.run(audio: audio) { options in
      options.rules.metaint = metaint
    } _: { relay in
      let answer = try await relay.get("Icy-MetaData: 1")
      #expect(answer.status == 200)
      #expect(answer["icy-metaint"] == "\(metaint)")
      #expect(answer["icy-name"] == "Beyoncé - Déjà Vu")
      #expect(answer["icy-br"] == "128")
      #expect(answer["accept-ranges"] == "none")
      #expect(answer.ending == .complete)
      var parser = IcyParser(interval: metaint)
      parser.read(answer.body)
      #expect(Octets(parser.audio) == Octets(relay.audio))
      #expect(parser.isAtBoundary)
      #expect(parser.blockCount == relay.audio.count / metaint)
      #expect(parser.metadata.map(IcyParser.title) == ["Beyoncé - Déjà Vu"])
    }
  }

  /// mpv and ffmpeg ask so: they can seek, and do.
  @Test(arguments: ["bytes=0-", "bytes=0-99999999", "bytes=0-1,5-6", "lines=1-2", "x"])
  func rangeOfAnyKindMeansThatTheClientSeeks(range: String) async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      let answer = try await relay.get("Icy-MetaData: 1", "Range: \(range)")
      #expect(answer["accept-ranges"] == "bytes" && answer["icy-name"] == "Beyoncé - Déjà Vu")
      #expect(answer["icy-metaint"] == nil)
      #expect(Octets(answer.body) == Octets(relay.audio))
      let forced = try await relay.get(query: "?icy=1", "Range: bytes=0-")
      #expect(forced.status == 200 && forced["icy-metaint"] == "16384")
    }
  }

  @Test func rangesAreRefusedToNoMPD() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      let answer = try await relay.get(agent: RelayFixture.agentOfMPD, "Icy-MetaData: 1")
      #expect(answer["icy-metaint"] == "16384" && answer["accept-ranges"] == nil)
    }
  }

  @Test func hostileTitleInjectsNothing() async throws {
    try await RelayFixture.run { relay in
      var track = try #require(try relay.library.track(.test))
      track.artist = nil
      track.title =
        "x\r\nset-cookie: a=b';StreamUrl='http://evil\u{0}🎵" + String(repeating: "é", count: 5000)
      relay.library.put(track)
      let answer = try await relay.get("Icy-MetaData: 1")
      #expect(answer.status == 200)
      #expect(answer["set-cookie"] == nil)
      #expect(
        answer["icy-name"]?.hasPrefix("x  set-cookie: a=b’;StreamUrl='http://evil 🎵é") == true)
      var parser = IcyParser(interval: 16_384)
      parser.read(answer.body)
      #expect(Octets(parser.audio) == Octets(relay.audio))
      #expect(parser.metadata.count == 1)
      let title = try #require(parser.metadata.first.flatMap(IcyParser.title))
      #expect(title.hasPrefix("x  set-cookie: a=b’;StreamUrl='http://evil 🎵é"))
    }
  }

  @Test func taggedMPDGetsASeekableBody() async throws {
    try await RelayFixture.run { relay in
      relay.service.setPlayerLink(.ours)
      let answer = try await relay.get(agent: RelayFixture.agentOfMPD, "Icy-MetaData: 1")
      #expect(answer["accept-ranges"] == "bytes")
      #expect(!answer.lines.contains { $0.hasPrefix("icy-") })
      #expect(Octets(answer.body) == Octets(relay.audio))
    }
  }

  @Test func queryDecidesAboutMetadata() async throws {
    try await RelayFixture.run { relay in
      let forced = try await relay.get(query: "?icy=1")
      #expect(forced["icy-metaint"] == "16384")
      let refused = try await relay.get(query: "?icy=0", "Icy-MetaData: 1")
      #expect(refused["icy-metaint"] == nil)
    }
  }

  @Test func unknownLengthIsChunkedOrClosedBehind() async throws {
    try await RelayFixture.run { relay in
      var track = try #require(try relay.library.track(.test))
      // The origin's own answer tells the length, so even here it is known in time.
      track.media?.length = nil
      relay.library.put(track)
      let answer = try await relay.get("Range: bytes=-77")
      #expect(answer.status == 206)
      #expect(Octets(answer.body) == Octets(Array(relay.audio.suffix(77))))
    }
  }

  @Test func twentyClientsOfOneTrack() async throws {
    try await RelayFixture.run { options in
      options.maximumStreams = 20
    } _: { relay in
      let bodies = try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<20 {
          group.addTask {
            let start = number * 1000
            let answer = try await relay.get("Range: bytes=\(start)-")
            return Octets(answer.body) == Octets(Array(relay.audio[start...]))
          }
        }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(bodies == 20)
    }
  }
}
