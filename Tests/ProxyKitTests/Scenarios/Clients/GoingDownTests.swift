import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// The end of the service, with clients in every state.
@Suite(.timeLimit(.minutes(5))) struct GoingDownTests {
  /// What a stream gets that the origin keeps waiting.
  private func interrupted(
    _ relay: RelayFixture, by faults: [Fault] = [.stall(after: 100_000, for: nil)], version: String = "1.1",
    agent: String, _ fields: [String] = []
  ) async throws -> (client: WireClient, answer: WireAnswer) {
    relay.origin.script("\(VideoID.test)", faults)
    let client = try relay.connect()
    client.ask("GET", "/proxy/\(VideoID.test)", version: version, agent: agent, fields)
    let head = await client.readHead()
    try await relay.recorder.wait { $0.name == "streamStarted" }
    // It reads from before then: what it takes is all that is waited for.
    async let rest = client.readRest(of: head)
    try await relay.goDown()
    return (client, await rest)
  }

  private func expectOneLoss(_ relay: RelayFixture) async throws {
    try await relay.isDown()
    try await relay.recorder.wait { $0.name == "streamLost" }
    #expect(relay.eventNames.filter { $0 == "streamLost" }.count == 1)
    #expect(relay.eventNames.filter { $0 == "streamFinished" } == [])
    let lines = relay.log.lines.map(\.text).filter { $0.contains("[PROXY] lost") }
    #expect(lines.count == 1 && lines[0].contains("the proxy is going down"), "\(lines)")
  }

  private static let rules: @Sendable (inout ProxyService.Options) -> Void = {
    $0.drainTime = .milliseconds(100)
    $0.rules.idleTimeout = .seconds(3600)
    // On a busy machine what is missing would come by a second request.
    $0.rules.hedgeDelay = .seconds(3600)
  }

  @Test func mpdGetsZeros() async throws {
    try await RelayFixture.run(options: Self.rules) { relay in
      relay.service.setPlayerLink(.ours)
      let (_, answer) = try await interrupted(relay, agent: RelayFixture.agentOfMPD)
      #expect(answer.ending == .complete)
      #expect(Octets(answer.body.prefix(100_000)) == Octets(relay.audio[..<100_000]))
      #expect(answer.body.dropFirst(100_000).allSatisfy { $0 == 0 })
      try await expectOneLoss(relay)
    }
  }

  @Test(arguments: [[], ["Icy-MetaData: 1"]]) func othersSeeThatItIsNotAll(fields: [String]) async throws {
    try await RelayFixture.run(options: Self.rules) { relay in
      let (_, answer) = try await interrupted(relay, agent: "mpv 0.35", fields)
      #expect(answer.ending == .short)
      #expect(answer.body.count >= 100_000 && answer.body.count < 110_000)
      try await expectOneLoss(relay)
    }
  }

  /// Where the end of the connection is the end of the body, only a reset is another end.
  @Test(arguments: ["1.0", "1.1"]) func bodyWithoutALengthIsNotTakenForComplete(version: String) async throws
  {
    try await RelayFixture.run(options: Self.rules) { relay in
      var track = try #require(try relay.library.track(.test))
      track.media?.length = nil
      track.media?.url.replace("clen=", with: "nolen=")
      relay.library.put(track)
      let (client, answer) = try await interrupted(
        relay, by: [.unknownTotal, .silence], version: version, agent: "mpv 0.35")
      #expect(answer["content-length"] == nil)
      #expect(version == "1.0" ? client.isReset : answer.ending == .short)
      try await expectOneLoss(relay)
    }
  }

  @Test func headersThatAreHeldBecome503() async throws {
    try await RelayFixture.run(options: Self.rules) { relay in
      relay.service.setPlayerLink(.ours)
      relay.origin.script("\(VideoID.test)") { _ in .silence }
      let client = try relay.connect()
      client.ask("GET", "/proxy/\(VideoID.test)", agent: RelayFixture.agentOfMPD)
      try await relay.origin.waitForRequests(1)
      try await relay.goDown()
      let answer = await client.read()
      #expect((answer.status, answer.text) == (503, "the proxy is going down\n"))
      #expect(answer["retry-after"] == "5" && answer["connection"] == "close")
      try await expectOneLoss(relay)
    }
  }

  @Test func lineIsSentAwayAtOnce_andStateIsTold() async throws {
    try await RelayFixture.run { options in
      options.maximumStreams = 1
      options.drainTime = .seconds(3600)
      options.admissionWait = .seconds(3600)
    } _: { relay in
      relay.origin.script("\(VideoID.test)") { $0.index == 0 ? .stall(after: 100_000, for: nil) : nil }
      let holder = try relay.connect()
      holder.ask("GET", "/proxy/\(VideoID.test)")
      let head = await holder.readHead()
      var line: [WireClient] = []
      for number in 1...3 {
        let client = try relay.connect()
        client.ask("GET", "/proxy/\(VideoID.test)", agent: "client \(number)")
        line.append(client)
        try await relay.recorder.wait(number) { $0.name == "streamQueued" }
      }
      try await relay.goDown()
      for client in line { #expect(await client.read().status == 503) }
      #expect(relay.eventNames.filter { $0 == "streamLost" }.count == 3)
      // New ones, too; but whoever asks how it goes is told.
      #expect(try await relay.get(agent: "new").status == 503)
      #expect(try await relay.get(method: "HEAD", agent: "new").status == 503)
      for (path, status, text) in [
        ("/livez", 200, "ok\n"), ("/readyz", 503, "going down\n"), ("/status", 200, nil),
        ("/events", 503, "the proxy is going down\n"),
      ] as [(String, Int, String?)] {
        let client = try relay.connect()
        client.ask("GET", path)
        let answer = await client.read()
        #expect(answer.status == status, "\(path)")
        if let text { #expect(answer.text == text) }
        #expect(await client.isClosed())
      }
      let streams = try await relay.service.status().streams
      #expect((streams.active, streams.waiting, streams.failedTotal) == (1, 0, 3))
      // As long as its client is there the stream has all its time.
      relay.service.hurry()
      let answer = await holder.readRest(of: head)
      #expect(answer.ending == .short)
      try await relay.isDown()
    }
  }

  @Test func streamEndsAtItsOwnPace_withoutALimit() async throws {
    try await RelayFixture.run { relay in
      relay.service.willGoDown(.init(patience: nil, freesPort: true))
      let client = try relay.connect(receiveBuffer: 8192)
      client.ask("GET", "/proxy/\(VideoID.test)", ["Icy-MetaData: 1"])
      let head = await client.readHead()
      try await relay.goDown()
      // Another instance may listen here by now.
      while true {
        do { _ = try relay.connect() } catch { break }
      }
      let answer = await client.readRest(of: head)
      #expect(answer.ending == .complete)
      try await relay.isDown()
      try await relay.recorder.wait { $0.name == "streamFinished" }
      #expect(relay.eventNames.filter { $0 == "streamFinished" || $0 == "streamLost" } == ["streamFinished"])
    }
  }

  @Test func hurryThatComesBeforeCountsToo() async throws {
    // As little as a busy machine takes in the time there is.
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { options in
      options.drainTime = .seconds(3600)
      options.rules.idleTimeout = .seconds(3600)
      options.rules.hedgeDelay = .seconds(3600)
    } _: { relay in
      relay.service.setPlayerLink(.ours)
      relay.service.hurry()
      let (_, answer) = try await interrupted(relay, agent: RelayFixture.agentOfMPD)
      #expect(answer.ending == .complete && answer.body.count == relay.audio.count)
      try await expectOneLoss(relay)
    }
  }

  @Test func whoTakesNoZerosIsNotWaitedForLonger() async throws {
    try await RelayFixture.run(options: Self.rules) { relay in
      relay.service.setPlayerLink(.ours)
      relay.service.hurry()
      relay.origin.script("\(VideoID.test)", [.stall(after: 100_000, for: nil)])
      let client = try relay.connect(receiveBuffer: 4096)
      client.ask("GET", "/proxy/\(VideoID.test)", agent: RelayFixture.agentOfMPD)
      let head = await client.readHead()
      try await relay.goDown()
      try await expectOneLoss(relay)
      #expect(await client.readRest(of: head).ending == .short)
    }
  }
}
