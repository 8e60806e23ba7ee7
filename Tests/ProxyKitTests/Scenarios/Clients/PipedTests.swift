import Foundation
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Tracks that yt-dlp itself delivers, over real sockets.
@Suite(.timeLimit(.minutes(5))) struct PipedTests {
  /// A transport stream of so many packets: bytes that differ, in packets as decoders expect them.
  private static func stream(_ packets: Int) -> [UInt8] {
    var bytes = patternedBytes(packets * 188)
    for packet in 0..<packets { bytes[packet * 188] = 0x47 }
    return bytes
  }

  private func run(
    _ kind: URLRefreshError.Kind = .noDirectFormat,
    options change: (inout ProxyService.Options) -> Void = { _ in },
    _ body: (RelayFixture, ScriptedPiping) async throws -> Void
  ) async throws {
    let piping = ScriptedPiping()
    try await RelayFixture.run(audio: RelayFixture.shortAudio, piping: piping, options: change) { relay in
      relay.library.onResolve { _, _ in throw URLRefreshError(kind: kind) }
      try await body(relay, piping)
    }
    // Going down leaves nothing of them.
    #expect(!piping.runs.contains { !$0.isOver })
  }

  private func until(_ what: Comment, _ condition: () -> Bool) async throws {
    while !condition() { try await Task.sleep(for: .milliseconds(2)) }
  }

  @Test(
    arguments: ["1.1", "1.0"], [nil, "Icy-MetaData: 1", "Range: bytes=0-", "Range: bytes=5000-"] as [String?])
  func theBodyIsWhatIsDelivered(version: String, field: String?) async throws {
    let audio = Self.stream(2000)
    try await run { relay, piping in
      async let pending = relay.get(id: .other, version: version, field.map { [$0] } ?? [])
      let run = await piping.nextRun()
      for start in stride(from: 0, to: audio.count, by: 10_007) {
        run.deliver(audio[start...].prefix(10_007))
      }
      run.end()
      let answer = try await pending
      #expect(answer.status == 200 && answer["content-type"] == "video/mp2t")
      #expect(answer["content-length"] == nil && answer["accept-ranges"] != "bytes")
      #expect(answer.ending == (version == "1.1" ? .complete : .closed))
      var parser = IcyParser(interval: 16_384)
      let isInline = field?.hasPrefix("Icy") ?? false
      if isInline { parser.read(answer.body) }
      #expect(Octets(isInline ? parser.audio : answer.body) == Octets(audio))
      if isInline {
        #expect(parser.metadata.compactMap(IcyParser.title) == ["宇多田ヒカル - First Love"] && parser.isAtBoundary)
      }
      try await relay.recorder.wait { $0.isEnd(of: .other) }
      #expect(
        relay.eventNames.filter { $0 != "streamStalled" && $0 != "streamResumed" }
          == ["streamAdmitted", "streamPiped", "streamStarted", "streamFinished"])
      #expect(relay.log.lines.count { $0.message == "[PROXY] piped" } == 1)
      let streams = try await relay.service.status().streams
      #expect((streams.active, streams.servedTotal, streams.failedTotal) == (0, 1, 0))
    }
  }

  @Test func twoListenersAreOneRun() async throws {
    let audio = Self.stream(3000)
    try await run { relay, piping in
      async let first = relay.get(id: .other)
      let run = await piping.nextRun()
      run.deliver(audio[..<200_000])
      try await relay.recorder.wait { $0.name == "streamStarted" }
      // From its beginning, with other needs.
      async let second = relay.get(id: .other, "Icy-MetaData: 1")
      try await relay.recorder.wait(2) { $0.name == "streamStarted" }
      run.deliver(audio[200_000...])
      run.end()
      #expect(try await Octets(first.body) == Octets(audio))
      var parser = IcyParser(interval: 16_384)
      parser.read(try await second.body)
      #expect(Octets(parser.audio) == Octets(audio))
      #expect(piping.runs.count == 1)
    }
  }

  @Test func aLiveStreamIsJoinedAtNow() async throws {
    let audio = Self.stream(6000)
    try await run(.live) { relay, piping in
      async let first = relay.get(id: .other)
      let run = await piping.nextRun()
      run.deliver(audio[..<600_000])
      try await until("taken") { run.takenCount == 600_000 }
      async let second = relay.get(id: .other)
      try await relay.recorder.wait(2) { $0.name == "streamPiped" }
      run.deliver(audio[600_000...])
      run.end()
      #expect(try await Octets(first.body) == Octets(audio))
      let joined = try await second.body
      #expect(piping.runs.count == 1)
      // The packet that was under way, or the next one.
      let place = 600_000 / 188 * 188
      #expect([place, place + 188].contains { Octets(joined) == Octets(audio[$0...]) })
    }
  }

  @Test func theLastListenerEndsTheRun() async throws {
    try await run { relay, piping in
      let clients = [try relay.connect(), try relay.connect()]
      for client in clients { client.ask("GET", "/proxy/\(VideoID.other)", agent: "mpv 0.35") }
      let run = await piping.nextRun()
      run.deliver(Self.stream(1000))
      for client in clients { #expect(await client.readBytes(1000).count == 1000) }
      try await relay.recorder.wait(2) { $0.name == "streamStarted" }
      clients[0].hangUp()
      try await relay.recorder.wait { $0.name == "streamFinished" }
      #expect(!run.isOver, "the other one listens")
      clients[1].hangUp()
      try await until("over") { run.isOver }
      #expect(try await relay.service.status().streams.active == 0)
    }
  }

  @Test func aListenerWhoLeavesBeforeTheFirstByteEndsItToo() async throws {
    try await run { relay, piping in
      let client = try relay.connect()
      client.ask("GET", "/proxy/\(VideoID.other)", agent: "mpv 0.35")
      let run = await piping.nextRun()
      client.hangUp()
      try await until("over") { run.isOver }
      try await relay.recorder.wait { $0.name == "streamLeft" }
      #expect(try await relay.service.status().streams.leftTotal == 1)
    }
  }

  @Test(arguments: [RelayFixture.agentOfMPD, "mpv 0.35"]) func aFailureInMidSongCanBeSeen(agent: String)
    async throws
  {
    let audio = Self.stream(1000)
    try await run { relay, piping in
      async let pending = relay.get(id: .other, agent: agent)
      let run = await piping.nextRun()
      run.deliver(audio)
      try await relay.recorder.wait { $0.name == "streamStarted" }
      run.end(URLRefreshError(kind: .network, evidence: "the server is gone"))
      let answer = try await pending
      #expect(answer.ending == .short && Octets(answer.body) == Octets(audio))
      try await relay.recorder.wait { $0.isEnd(of: .other) }
      #expect(
        relay.recorder.events.compactMap { $0.loss(of: .other) }
          == ["yt-dlp could not reach YouTube: the server is gone"])
      #expect(try await relay.service.status().streams.failedTotal == 1)
    }
  }

  @Test func aFailureBeforeTheFirstByteIsAnAnswer() async throws {
    try await run { relay, piping in
      async let pending = relay.get(id: .other)
      await piping.nextRun().end(URLRefreshError(kind: .noFFmpeg))
      let answer = try await pending
      #expect(answer.status == 502 && answer.text == URLRefreshError(kind: .noFFmpeg).sentence + "\n")
      // What may pass is tried again.
      async let again = relay.get(id: .other)
      await piping.nextRun().end(URLRefreshError(kind: .timeout))
      let run = await piping.nextRun()
      run.deliver(Self.stream(100))
      run.end()
      #expect(try await again.body.count == 18_800)
    }
  }

  @Test func nothingAtAllIsNoTrack() async throws {
    try await run { relay, piping in
      async let pending = relay.get(id: .other)
      for _ in 0..<4 { await piping.nextRun().end() }
      let answer = try await pending
      #expect(answer.text == "yt-dlp failed: it brought no audio\n")
    }
  }

  /// A client that reads nothing, and a program that could fill the memory.
  @Test func aPauseHoldsTheRunUp() async throws {
    try await run { relay, piping in
      let client = try relay.connect(receiveBuffer: 4096)
      client.ask("GET", "/proxy/\(VideoID.other)", agent: "mpv 0.35")
      let run = await piping.nextRun()
      let audio = Self.stream(348)
      for _ in 0..<200 { run.deliver(audio) }
      // Until no more is taken: what is in its way is bounded, and far less than 13 MB.
      var last = -1
      while run.takenCount != last || last == 0 {
        last = run.takenCount
        try await Task.sleep(for: .milliseconds(300))
      }
      #expect(last < 4 << 20, "\(last)")
      // When it goes on, all of it comes.
      run.end()
      let answer = await client.read()
      #expect(answer.body.count == 200 * audio.count)
    }
  }

  /// One player pauses, the other one goes on for more than is kept.
  @Test func whoPausesBesideAnotherIsCutOff() async throws {
    try await run { relay, piping in
      let paused = try relay.connect(receiveBuffer: 4096)
      paused.ask("GET", "/proxy/\(VideoID.other)", agent: "paused")
      let run = await piping.nextRun()
      let audio = Self.stream(5000)
      run.deliver(audio)
      try await relay.recorder.wait { $0.name == "streamStarted" }
      async let other = relay.get(id: .other)
      try await relay.recorder.wait(2) { $0.name == "streamStarted" }
      for _ in 0..<14 { run.deliver(audio) }
      run.end()
      #expect(try await other.body.count == 15 * audio.count)
      try await relay.recorder.wait { $0.name == "streamLost" }
      #expect(await paused.read().ending == .short)
      #expect(piping.runs.count == 1)
    }
  }

  @Test func noMoreRunsThanAllowed() async throws {
    try await run(options: { $0.maximumPipes = 1 }) { relay, piping in
      async let first = relay.get(id: .other)
      let run = await piping.nextRun()
      relay.library.put(Track(id: testVideo("zzzzzzzzzzz"), title: "Next"))
      async let second = relay.get(id: testVideo("zzzzzzzzzzz"))
      try await relay.recorder.wait(2) { $0.name == "streamPiped" }
      #expect(piping.runs.count == 1, "the next one waits in line")
      run.deliver(Self.stream(100))
      run.end()
      #expect(try await first.status == 200)
      let next = await piping.nextRun()
      next.deliver(Self.stream(50))
      next.end()
      #expect(try await second.body.count == 9400)
    }
  }

  @Test func goingDownEndsThem() async throws {
    let piping = ScriptedPiping()
    var pending: Task<WireAnswer, any Error>?
    try await RelayFixture.run(piping: piping, options: { $0.drainTime = .milliseconds(100) }) { relay in
      relay.library.onResolve { _, _ in throw URLRefreshError(kind: .live) }
      let client = try relay.connect()
      client.ask("GET", "/proxy/\(VideoID.other)", agent: "mpv 0.35")
      pending = Task { await client.read() }
      await piping.nextRun().deliver(Self.stream(1000))
      try await relay.recorder.wait { $0.name == "streamStarted" }
    }
    #expect(piping.runs.map(\.isOver) == [true])
    #expect(try await pending?.value.ending == .short)
  }
}
