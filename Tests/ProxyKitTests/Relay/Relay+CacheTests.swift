import Foundation
import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// The relay with a cache whose disk is memory: over sockets, from a scripted origin.
@Suite(.timeLimit(.minutes(3))) struct RelayCacheTests {
  private static func run(
    _ disk: MemoryBlocks.Control = .init(), ahead: Bool = false, checksBreaches: Bool = true,
    options change: (inout ProxyService.Options) -> Void = { _ in },
    _ body: (RelayFixture) async throws -> Void
  ) async throws {
    try await RelayFixture.run(checksBreaches: checksBreaches) { options in
      options.maximumStreams = 60
      options.connections = ConnectionLimits(streams: 60)
      options.cache = AudioCacheOptions(directory: "", limit: 1 << 30, fillsAhead: ahead)
      options.blockStore = { MemoryBlocks(disk, eventLoop: $0) }
      change(&options)
    } _: {
      try await body($0)
    }
  }

  private static func sent(_ relay: RelayFixture) -> Int64 {
    relay.origin.requests.reduce(0) { $0 + $1.bytesSent }
  }

  /// Hears a whole track, which must be all right.
  private static func hear(_ relay: RelayFixture, _ id: VideoID = .test, _ audio: [UInt8]? = nil) async throws
  {
    let answer = try await relay.get(id: id)
    #expect(answer.status == 200)
    #expect(Octets(answer.body) == Octets(audio ?? relay.audio))
  }

  /// Takes the URL away, and everything that could bring another.
  private static func cutOff(_ relay: RelayFixture) async throws {
    var track = try #require(try relay.library.track(.test))
    track.media = nil
    relay.library.put(track)
    relay.library.onResolve { _, _ in throw URLRefreshError(kind: .network) }
    try await relay.origin.stopListening()
  }

  @Test func secondPlayAsksNobody() async throws {
    try await Self.run { relay in
      try await Self.hear(relay)
      #expect(Self.sent(relay) == Int64(relay.audio.count))
      let etag = try await relay.get(method: "HEAD")["etag"]
      try await Self.cutOff(relay)
      let again = try await relay.get()
      #expect(again.status == 200)
      #expect(Octets(again.body) == Octets(relay.audio))
      #expect(again["etag"] == etag, "the same bytes have the same validator")
      let part = try await relay.get("Range: bytes=1000000-2000000")
      #expect(part.status == 206)
      #expect(Octets(part.body) == Octets(Array(relay.audio[1_000_000...2_000_000])))
      let icy = try await relay.get(agent: "streamripper", "Icy-MetaData: 1")
      var parser = IcyParser(interval: try #require(icy["icy-metaint"].flatMap { Int($0) }))
      parser.read(icy.body)
      #expect(Octets(parser.audio) == Octets(relay.audio))
      #expect(parser.metadata.count == 1)
      #expect(Self.sent(relay) == Int64(relay.audio.count), "the origin was asked once")
    }
  }

  @Test(arguments: ["", "Icy-MetaData: 1"])
  func fiftyListenersAreOneDownload(field: String) async throws {
    try await Self.run { relay in
      relay.library.put(Track(id: .test, title: "Déjà Vu"))
      let bodies = try await withThrowingTaskGroup(of: WireAnswer.self) { group in
        for _ in 0..<50 {
          group.addTask { try await relay.get(field.isEmpty ? [] : [field]) }
        }
        return try await group.reduce(into: [WireAnswer]()) { $0.append($1) }
      }
      #expect(bodies.count == 50)
      for answer in bodies {
        var audio = answer.body
        if let interval = answer["icy-metaint"].flatMap({ Int($0) }) {
          var parser = IcyParser(interval: interval)
          parser.read(answer.body)
          audio = parser.audio
        }
        #expect(Octets(audio) == Octets(relay.audio))
      }
      #expect(Self.sent(relay) == Int64(relay.audio.count))
    }
  }

  /// Listeners at several places, one of which is there twice.
  @Test func seeksShareWhatIsThere() async throws {
    try await Self.run { relay in
      for range in ["100000-", "0-99999", "2000000-2100000", "-50", "0-"] {
        let answer = try await relay.get("Range: bytes=\(range)")
        #expect(answer.status == 206)
        #expect(answer.ending == .complete)
      }
      #expect(Self.sent(relay) == Int64(relay.audio.count), "each byte was asked for once")
    }
  }

  @Test func followersGoOnWithoutTheOneTheyFollowed() async throws {
    try await Self.run { options in
      options.rules.hedgeDelay = .seconds(3600)
    } _: { relay in
      relay.origin.script("\(VideoID.test)") { request in
        request.index == 0 ? .stall(after: 100_000, for: nil) : nil
      }
      let first = try relay.connect()
      first.ask("GET", "/proxy/\(VideoID.test)")
      #expect(await first.readHead().status == 200)
      let second = try relay.connect()
      second.ask("GET", "/proxy/\(VideoID.test)")
      let head = await second.readHead()
      #expect(head.status == 200, "what is there is heard at once")
      #expect(relay.origin.requests.count == 1)
      first.hangUp()
      let answer = await second.readRest(of: head)
      #expect(Octets(answer.body) == Octets(relay.audio))
    }
  }

  @Test func followersFailAsTheOneTheyFollow() async throws {
    try await Self.run { relay in
      relay.origin.script("\(VideoID.test)") { _ in
        .delay(.seconds(3), then: .status(404))
      }
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<10 { group.addTask { try await relay.get().status } }
        return try await group.reduce(into: [Int]()) { $0.append($1) }
      }
      #expect(statuses == Array(repeating: 502, count: 10))
      #expect(relay.origin.requests.count == 1)
    }
  }

  @Test(arguments: [MemoryBlocks.Mood.full, .damaged])
  func failingDiskIsHeardByNobody(mood: MemoryBlocks.Mood) async throws {
    let disk = MemoryBlocks.Control()
    try await Self.run(disk) { relay in
      #expect(
        Octets(try await relay.get("Range: bytes=0-999999").body) == Octets(Array(relay.audio[..<1_000_000])))
      disk.mood = mood
      try await Self.hear(relay)
      disk.mood = .well
      try await Self.hear(relay)
    }
  }

  @Test func silentDiskIsLeftBehind() async throws {
    let disk = MemoryBlocks.Control()
    try await Self.run(disk) { options in
      options.rules.hedgeDelay = .milliseconds(300)
    } _: { relay in
      _ = try await relay.get()
      disk.mood = .silent
      try await Self.hear(relay)
    }
  }

  /// The song goes on where the cache ends, with a URL that is asked for then.
  @Test func goesOnBehindWhatIsThere() async throws {
    try await Self.run { relay in
      _ = try await relay.get("Range: bytes=0-999999")
      let before = relay.library.questions.count
      try relay.age()
      let answer = try await relay.get()
      #expect(Octets(answer.body) == Octets(relay.audio))
      #expect(relay.library.questions.count == before + 1)
      #expect(relay.library.questions.last?.rendition?.length == Int64(relay.audio.count))
      #expect(Self.sent(relay) == Int64(relay.audio.count))
    }
  }

  @Test func songThatPlaysIsFetchedToItsEnd() async throws {
    try await Self.run(ahead: true) { relay in
      var track = try #require(try relay.library.track(.test))
      track.media?.bitrate = 8000
      relay.library.put(track)
      let slow = try relay.connect(receiveBuffer: 4096)
      slow.ask("GET", "/proxy/\(VideoID.test)")
      #expect(await slow.readHead().status == 200)
      _ = try await relay.origin.waitForRequests { records in
        records.reduce(0) { $0 + $1.bytesSent } == Int64(relay.audio.count)
      }
      try await relay.recorder.wait { $0.name == "streamStarted" }
      #expect(relay.eventNames.filter { $0 == "streamStarted" }.count == 1, "nobody hears of the filling")
      try await Self.cutOff(relay)
      try await Self.hear(relay)
    }
  }

  @Test func nextSongsAreFetchedWhole() async throws {
    try await Self.run(ahead: true) { options in
      options.rules.chunkBytes = 256 * 1024
    } _: { relay in
      relay.service.fillAhead([.other, .test])
      _ = try await relay.origin.waitForRequests(1, for: "\(VideoID.other)")
      try await relay.service.fill(.other)
      try await relay.service.fill(.test)
      try await Self.cutOff(relay)
      try await Self.hear(relay)
      try await Self.hear(relay, .other)
      #expect(Self.sent(relay) == 2 * Int64(relay.audio.count))
    }
  }

  @Test func fillingSaysWhyItFails() async throws {
    try await Self.run { relay in
      relay.library.onResolve { _, _ in throw URLRefreshError(kind: .removed) }
      await #expect(throws: URLRefreshError.self) { try await relay.service.fill(.other) }
      await #expect(throws: TrackNotFoundError.self) {
        try await relay.service.fill(testVideo("zzzzzzzzzzz"))
      }
    }
  }

  /// A file that YouTube has replaced is another one.
  @Test func replacedFileIsFetchedAnew() async throws {
    try await Self.run { relay in
      _ = try await relay.get()
      let other = patternedBytes(500_000).reversed().map { $0 }
      relay.origin.register(Asset(id: "\(VideoID.test)", itag: 251, contentType: "audio/webm", bytes: other))
      var track = try #require(try relay.library.track(.test))
      track.media = RelayFixture.media(
        try #require(relay.origin.url(for: "\(VideoID.test)")), length: other.count)
      relay.library.put(track)
      try await Self.hear(relay, .test, other)
      // Until its URL may not be asked any more, and there is none to be had: then what was heard before plays.
      try await Self.hear(relay, .test, other)
    }
  }

  /// What is here as a whole plays where the newer rendition, of which the library has a fresh URL, can't be had.
  @Test func olderRenditionPlaysWithoutNetwork() async throws {
    try await Self.run { relay in
      try await Self.hear(relay)
      let newer = patternedBytes(500_000).reversed().map { $0 }
      relay.origin.register(Asset(id: "\(VideoID.test)", itag: 251, contentType: "audio/webm", bytes: newer))
      var track = try #require(try relay.library.track(.test))
      track.media = RelayFixture.media(
        try #require(relay.origin.url(for: "\(VideoID.test)")), length: newer.count)
      relay.library.put(track)
      try await relay.origin.stopListening()
      try await Self.hear(relay)
      #expect(relay.eventNames.contains("refreshDegraded"))
      #expect(!relay.eventNames.contains("streamRetrying"), "nobody waits for the network")
      let part = try await relay.get("Range: bytes=1000000-2000000")
      #expect(part.status == 206)
      #expect(Octets(part.body) == Octets(Array(relay.audio[1_000_000...2_000_000])))
      // Once it can be had again, the newer one is heard.
      try await relay.origin.resumeListening()
      try await Self.hear(relay, .test, newer)
    }
  }
}
