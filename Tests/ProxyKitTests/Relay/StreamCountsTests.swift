import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Every way out of a stream: it counts once, and status, metrics, events and log say the same of it.
@Suite(.timeLimit(.minutes(5))) struct StreamCountsTests {
  /// A way out, and how it counts.
  struct Way: CustomTestStringConvertible {
    let testDescription: String
    let ending: StreamEnding
    var options: @Sendable (inout ProxyService.Options) -> Void = { _ in }
    /// Has one stream, and returns when it is over.
    let play: @Sendable (RelayFixture) async throws -> Void

    init(
      _ name: String, _ ending: StreamEnding,
      options: @escaping @Sendable (inout ProxyService.Options) -> Void = { _ in },
      play: @escaping @Sendable (RelayFixture) async throws -> Void
    ) {
      testDescription = name
      self.ending = ending
      self.options = options
      self.play = play
    }
  }

  /// An answer with `status`, after the origin has done as `faults` say.
  private static func answer(
    _ name: String, _ ending: StreamEnding, _ status: Int, _ fields: [String] = [], method: String = "GET",
    id: VideoID = .test, agent: String = "mpv 0.35", faults: [Fault?] = [],
    prepare: @escaping @Sendable (RelayFixture) throws -> Void = { _ in }
  ) -> Way {
    Way(name, ending) { relay in
      if !faults.isEmpty { relay.origin.script("\(id)", faults) }
      try prepare(relay)
      let answer = try await relay.get(id: id, method: method, agent: agent, fields)
      #expect(answer.status == status)
    }
  }

  private static func forgetLength(_ relay: RelayFixture) throws {
    guard var track = try relay.library.track(.test), let url = track.media?.url else { return }
    track.media?.length = nil
    track.media?.url = url.replacing("clen=", with: "nolen=")
    relay.library.put(track)
  }

  private static let whole: [Way] = [
    answer("the whole", .served, 200), answer("with metadata", .served, 200, ["Icy-MetaData: 1"]),
    answer("a part", .served, 206, ["Range: bytes=5-9"]),
    answer("after a retry", .served, 200, faults: [.status(503)]),
    answer("outside", .served, 416, ["Range: bytes=999999999-"]),
    answer("outside an unknown length", .served, 416, ["Range: bytes=999999999-"], prepare: forgetLength),
    answer("HEAD", .uncounted, 200, method: "HEAD"),
    answer("HEAD of an unknown length", .uncounted, 200, method: "HEAD", prepare: forgetLength),
    answer("an unknown track", .uncounted, 404, id: testVideo("unknown____")),
  ]

  private static let errors: [Way] = [
    answer("404 of the origin", .failed, 502, faults: [.status(404)]),
    answer("401 of the origin", .failed, 502, faults: [.status(401)]),
    answer("5xx without end", .failed, 502) { $0.origin.script("\(VideoID.test)") { _ in .status(503) } },
    Way("no network", .failed) {
      $0.rules.networkPatience = .seconds(1)
    } play: { relay in
      relay.library.onResolve { _, _ in throw URLRefreshError(kind: .network) }
      let answer = try await relay.get(id: .other)
      #expect(answer.status == 502)
    },
    answer("a private video", .failed, 502, id: .other) { relay in
      relay.library.onResolve { _, _ in throw URLRefreshError(kind: .privateVideo) }
    },
    answer("no answer of yt-dlp", .failed, 504, id: .other) { relay in
      relay.library.onResolve { _, _ in throw URLRefreshError(kind: .timeout) }
    },
    answer("yt-dlp is paused", .failed, 503, id: .other) { relay in
      relay.library.onResolve { _, _ in throw URLRefreshError(kind: .breakerOpen) }
    },
    answer("a HEAD that fails", .failed, 502, method: "HEAD", faults: [.status(404)], prepare: forgetLength),
    answer("an unreadable library", .failed, 500) { $0.library.breakDown() },
  ]

  private static let losses: [Way] = [
    answer("cut short", .failed, 200, faults: [nil, .status(401)]),
    answer("cut short with metadata", .failed, 200, ["Icy-MetaData: 1"], faults: [nil, .status(401)]),
    answer("cut short in a part", .failed, 206, ["Range: bytes=9-"], faults: [nil, .status(401)]),
    answer(
      "completed with zeros", .failed, 200, agent: RelayFixture.agentOfMPD, faults: [nil, .status(401)]),
    Way("no byte for long", .failed) {
      $0.rules.stallLimit = .seconds(1)
    } play: { relay in
      relay.origin.script("\(VideoID.test)") { $0.index == 0 ? nil : .silence }
      let answer = try await relay.get()
      #expect(answer.ending == .short)
    },
    Way("MPD is blocked in mid-song", .failed) { relay in
      relay.origin.script("\(VideoID.test)", [.stall(after: 1000, for: nil)])
      relay.service.setPlayerLink(.blocked)
      let answer = try await relay.get(agent: RelayFixture.agentOfMPD)
      #expect(answer.ending == .complete && answer.body.count == relay.audio.count)
    },
    Way("MPD is blocked before the first byte", .failed) { relay in
      relay.origin.script("\(VideoID.test)", [.silence])
      relay.service.setPlayerLink(.blocked)
      let answer = try await relay.get(agent: RelayFixture.agentOfMPD)
      #expect(answer.status == 502)
    },
    Way("it leaves while it is given zeros", .failed) {
      // Two ranges go into the sockets of a client that does not read.
      $0.rules.chunkBytes = 8 * 1024
    } play: { relay in
      relay.origin.script("\(VideoID.test)", [nil, .status(401)])
      let client = try relay.connect(receiveBuffer: 8192)
      client.ask("GET", "/proxy/\(VideoID.test)", agent: RelayFixture.agentOfMPD)
      try await relay.recorder.wait { $0.name == "streamLost" }
      client.hangUp()
    },
  ]

  private static let departures: [Way] = [
    Way("it leaves in mid-body", .served) { relay in
      let client = try relay.connect(receiveBuffer: 8192)
      client.ask("GET", "/proxy/\(VideoID.test)")
      _ = await client.readHead()
      client.hangUp()
    },
    Way("it leaves before the first byte", .left) { relay in
      relay.origin.script("\(VideoID.test)", [.silence])
      let client = try relay.connect()
      client.ask("GET", "/proxy/\(VideoID.test)")
      try await relay.origin.waitForRequests(1)
      client.hangUp()
    },
    Way("it leaves between two tries", .left) {
      $0.rules.retry.baseDelay = .seconds(3600)
      $0.rules.stallLimit = .seconds(7200)
    } play: { relay in
      relay.origin.script("\(VideoID.test)", [.status(503)])
      let client = try relay.connect()
      client.ask("GET", "/proxy/\(VideoID.test)")
      try await relay.recorder.wait { $0.name == "streamRetrying" }
      client.hangUp()
    },
    Way("it leaves while its URL is had", .left) { relay in
      let (asked, tellsAsked) = AsyncStream.makeStream(of: Void.self)
      relay.library.onResolve { _, _ in
        tellsAsked.yield()
        try await Task.sleep(for: .seconds(3600))
        throw URLRefreshError(kind: .cancelled)
      }
      let client = try relay.connect()
      client.ask("GET", "/proxy/\(VideoID.other)")
      for await _ in asked { break }
      client.hangUp()
    },
  ]

  @Test(arguments: whole + errors + losses + departures) func countsOnce(way: Way) async throws {
    let log = try await RelayFixture.run(audio: RelayFixture.shortAudio, options: way.options) { relay in
      try await way.play(relay)
      try await Self.expect([way.ending], of: relay)
      return relay.log
    }
    // The log is complete when the service has gone.
    Self.expect([way.ending], in: log)
  }

  @Test func eachInLineCountsOnce() async throws {
    let endings: [StreamEnding] = [.served, .left, .rejected]
    let log = try await RelayFixture.run(audio: RelayFixture.longAudio) { options in
      options.maximumStreams = 1
      // However long it takes to notice that one leaves.
      options.admissionWait = .seconds(600)
    } _: { relay in
      let holder = try relay.connect(receiveBuffer: 8192)
      holder.ask("GET", "/proxy/\(VideoID.test)", agent: "holder")
      let head = await holder.readHead()
      let impatient = try relay.connect()
      impatient.ask("GET", "/proxy/\(VideoID.test)", agent: "impatient")
      try await relay.recorder.wait(1) { $0.name == "streamQueued" }
      impatient.hangUp()
      try await relay.recorder.wait { $0.name == "streamLeft" }
      var shorter = ProxyService.Options()
      shorter.rules = RelayFixture.rules
      shorter.maximumStreams = 1
      shorter.admissionWait = .milliseconds(100)
      relay.service.take(shorter)
      #expect(try await relay.get(agent: "patient").status == 503)
      _ = await holder.readRest(of: head)
      try await Self.expect(endings, of: relay)
      return relay.log
    }
    Self.expect(endings, in: log)
  }

  /// A seek that takes the slot of its own older stream.
  @Test func bothOfATakeOverCount() async throws {
    let endings: [StreamEnding] = [.served, .served]
    let log = try await RelayFixture.run { options in
      options.maximumStreams = 1
    } _: { relay in
      let first = try relay.connect(receiveBuffer: 8192)
      first.ask("GET", "/proxy/\(VideoID.test)")
      _ = await first.readHead()
      #expect(try await relay.get("Range: bytes=1000000-").status == 206)
      try await Self.expect(endings, of: relay)
      return relay.log
    }
    Self.expect(endings, in: log)
  }

  /// MPD asks for further ranges of a song that was lost a moment ago.
  @Test func eachRangeOfALostSongCounts() async throws {
    let endings: [StreamEnding] = [.failed, .failed]
    let log = try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      relay.origin.script("\(VideoID.test)", [nil, .status(401)])
      _ = try await relay.get(agent: RelayFixture.agentOfMPD)
      try await relay.recorder.wait { $0.name == "streamLost" }
      let range = try await relay.get(agent: RelayFixture.agentOfMPD, "Range: bytes=300000-")
      #expect(range.status == 206 && range.body.allSatisfy { $0 == 0 })
      try await Self.expect(endings, of: relay)
      #expect(relay.recorder.events.compactMap { $0.loss(of: .test) } == ["upstream 401", "upstream 401"])
      return relay.log
    }
    Self.expect(endings, in: log)
  }

  // MARK: What is said

  private typealias Told = [String: Int]

  private static func told(_ endings: [StreamEnding], _ words: [(StreamEnding, String)]) -> Told {
    Dictionary(uniqueKeysWithValues: words.map { ending, word in (word, endings.count { $0 == ending }) })
  }

  private static func expect(_ endings: [StreamEnding], of relay: RelayFixture) async throws {
    let total = endings.count { $0 != .uncounted }
    let ends = ["streamFinished", "streamLost", "streamRejected", "streamLeft"]
    try await relay.recorder.wait(total) { ends.contains($0.name) }
    relay.library.breakDown(false)
    var status = try await relay.service.status().streams
    // The slot may be free a moment after the event.
    while status.active + status.waiting > 0 || !status.list.isEmpty {
      await Task.yield()
      status = try await relay.service.status().streams
    }
    let counted = [
      "served": status.servedTotal, "failed": status.failedTotal, "rejected": status.rejectedTotal,
      "left": status.leftTotal,
    ]
    let kinds: [(StreamEnding, String)] = [
      (.served, "served"), (.failed, "failed"), (.rejected, "rejected"), (.left, "left"),
    ]
    #expect(counted == told(endings, kinds))
    var whole = ProxyStatus()
    whole.streams = status
    let metrics = MetricsText.text(whole).split(separator: "\n")
    for (word, count) in counted { #expect(metrics.contains("ytmpd_streams_\(word)_total \(count)")) }
    let published = Dictionary(uniqueKeysWithValues: ends.map { ($0, relay.eventNames.count(of: $0)) })
    let events: [(StreamEnding, String)] = [
      (.served, "streamFinished"), (.failed, "streamLost"), (.rejected, "streamRejected"),
      (.left, "streamLeft"),
    ]
    #expect(published == told(endings, events))
  }

  private static func expect(_ endings: [StreamEnding], in log: LogRecorder) {
    let words: [(StreamEnding, String)] = [
      (.served, "finished"), (.failed, "lost"), (.rejected, "rejected"), (.left, "left"),
    ]
    let lines = log.lines.map(\.message)
    let logged = Dictionary(uniqueKeysWithValues: words.map { ($0.1, lines.count(of: "[PROXY] \($0.1)")) })
    #expect(logged == told(endings, words))
  }
}

extension [String] {
  fileprivate func count(of word: String) -> Int { count { $0 == word } }
}
