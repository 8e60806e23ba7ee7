import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Slots over real sockets.
@Suite(.timeLimit(.minutes(5))) struct RelayArrivalsTests {
  /// Calls `body` with a relay of so many slots, for one of which a request waits so long.
  private static func run(
    slots: Int = 1, wait: Duration = .seconds(30), audio: [UInt8] = RelayFixture.longAudio,
    _ body: (RelayFixture) async throws -> Void
  ) async throws {
    try await RelayFixture.run(audio: audio) { options in
      options.maximumStreams = slots
      options.admissionWait = wait
    } _: { relay in
      try await body(relay)
    }
  }

  /// Opens a stream and reads only its head, so that it keeps its slot.
  private func hold(_ relay: RelayFixture, agent: String = "mpv 0.35", range: String? = nil) async throws -> (
    WireClient, WireAnswer
  ) {
    let client = try relay.connect(receiveBuffer: 8192)
    client.ask("GET", "/proxy/\(VideoID.test)", agent: agent, range.map { ["Range: \($0)"] } ?? [])
    return (client, await client.readHead())
  }

  @Test func tenClientsShareThreeSlotsInOrder() async throws {
    try await Self.run(slots: 3, audio: RelayFixture.shortAudio) { relay in
      var clients: [WireClient] = []
      for number in 0..<10 {
        let client = try relay.connect(receiveBuffer: 8192)
        client.ask("GET", "/proxy/\(VideoID.test)", agent: "client\(number)")
        clients.append(client)
        try await relay.recorder.wait(min(number + 1, 3)) { $0.name == "streamStarted" }
        try await relay.recorder.wait(max(number - 2, 0)) { $0.name == "streamQueued" }
      }
      let streams = try await relay.service.status().streams
      #expect((streams.active, streams.waiting, streams.limit) == (3, 7, 3))
      #expect(
        streams.list.map(\.state) == Array(repeating: .streaming, count: 3)
          + Array(repeating: .queued, count: 7))
      for client in clients {
        let answer = await client.read()
        #expect(Octets(answer.body) == Octets(relay.audio))
      }
      try await relay.recorder.wait(10) { $0.name == "streamFinished" }
      let admitted = relay.recorder.events.compactMap { event in
        if case .streamAdmitted(let stream) = event { stream.client } else { nil }
      }
      #expect(admitted == (0..<10).map { ClientProgram("client\($0)") })
      let after = try await relay.service.status().streams
      #expect((after.active, after.waiting, after.servedTotal) == (0, 0, 10))
    }
  }

  @Test func whoWaitsTooLongIsTurnedAway() async throws {
    try await Self.run(wait: .milliseconds(100)) { relay in
      let (holder, _) = try await hold(relay)
      let answer = try await relay.get(agent: "late")
      #expect(answer.status == 503)
      #expect(answer["retry-after"] == "1")
      try await relay.recorder.wait { $0.name == "streamRejected" }
      #expect(relay.eventNames.suffix(3) == ["limitReached", "streamQueued", "streamRejected"])
      let streams = try await relay.service.status().streams
      #expect((streams.active, streams.waiting, streams.rejectedTotal) == (1, 0, 1))
      // The connection was kept; the turned away may ask again when there is room.
      holder.hangUp()
      try await relay.recorder.wait { $0.name == "streamFinished" }
      let again = try await relay.get(agent: "late")
      #expect(again.status == 200)
    }
  }

  @Test func sevenOfTenAreTurnedAwayWhenNobodyEnds() async throws {
    try await Self.run(slots: 3, wait: .milliseconds(1500)) { relay in
      var holders: [(WireClient, WireAnswer)] = []
      for number in 0..<3 { holders.append(try await hold(relay, agent: "holder\(number)")) }
      try await withThrowingTaskGroup(of: WireAnswer.self) { group in
        for number in 0..<7 { group.addTask { try await relay.get(agent: "late\(number)") } }
        for try await answer in group {
          #expect((answer.status, answer["retry-after"], answer.ending) == (503, "1", .complete))
          #expect(answer.text == "all streams are taken; try again soon\n")
        }
      }
      let streams = try await relay.service.status().streams
      #expect((streams.active, streams.waiting, streams.rejectedTotal) == (3, 0, 7))
      for (client, head) in holders {
        #expect(Octets(await client.readRest(of: head).body) == Octets(relay.audio))
      }
    }
  }

  @Test func clientThatLeavesFreesItsSlot() async throws {
    try await Self.run { relay in
      let (holder, _) = try await hold(relay)
      async let waiting = relay.get(agent: "next")
      try await relay.recorder.wait { $0.name == "streamQueued" }
      holder.hangUp()
      #expect(Octets(try await waiting.body) == Octets(relay.audio))
    }
  }

  @Test func clientThatLeavesTheLineIsPassedOver() async throws {
    try await Self.run { relay in
      let (holder, head) = try await hold(relay)
      let impatient = try relay.connect()
      impatient.ask("GET", "/proxy/\(VideoID.test)", agent: "impatient")
      try await relay.recorder.wait(1) { $0.name == "streamQueued" }
      async let patient = relay.get(agent: "patient")
      try await relay.recorder.wait(2) { $0.name == "streamQueued" }
      impatient.hangUp()
      _ = await holder.readRest(of: head)
      #expect(try await patient.status == 200)
      try await relay.recorder.wait(2) { $0.name == "streamFinished" }
      let streams = try await relay.service.status().streams
      #expect((streams.active, streams.waiting) == (0, 0))
      let admitted = relay.recorder.events.compactMap { event in
        if case .streamAdmitted(let stream) = event { stream.client } else { nil }
      }
      #expect(admitted == ["mpv 0.35", "patient"])
    }
  }

  @Test func waitingCostsNoSecondLookUp() async throws {
    try await Self.run { relay in
      let (holder, _) = try await hold(relay)
      async let waiting = relay.get(agent: "next")
      try await relay.recorder.wait { $0.name == "streamQueued" }
      holder.hangUp()
      #expect(Octets(try await waiting.body) == Octets(relay.audio))
      #expect(relay.library.lookUps == [.test, .test])
    }
  }

  /// The URL was had for another request meanwhile.
  @Test func urlThatCameWhileARequestWaitedSavesItsResolve() async throws {
    try await Self.run { relay in
      let (holder, _) = try await hold(relay)
      async let waiting = relay.get(id: .other, agent: "next")
      try await relay.recorder.wait { $0.name == "streamQueued" }
      let url = try #require(relay.origin.url(for: "\(VideoID.other)"))
      relay.library.put(
        Track(id: .other, title: "First Love", media: RelayFixture.media(url, length: relay.audio.count)))
      holder.hangUp()
      #expect(Octets(try await waiting.body) == Octets(relay.audio))
      #expect(relay.library.questions.isEmpty)
    }
  }

  @Test func unknownTrackAndHEADWaitForNoSlot() async throws {
    try await Self.run { relay in
      let (holder, head) = try await hold(relay)
      #expect(try await relay.get(id: testVideo("aaaaaaaaaaa")).status == 404)
      #expect(try await relay.get(method: "HEAD").status == 200)
      #expect(!relay.eventNames.contains("streamQueued"))
      _ = await holder.readRest(of: head)
    }
  }

  @Test func seekTakesOverTheSlotOfItsOwn() async throws {
    try await Self.run { relay in
      let (first, head) = try await hold(relay)
      #expect(head.status == 200)
      let answer = try await relay.get("Range: bytes=1000000-")
      #expect(Octets(answer.body) == Octets(relay.audio[1_000_000...]))
      let rest = await first.readRest(of: head)
      #expect(rest.ending == .short)
      #expect(!relay.eventNames.contains("streamQueued"))
    }
  }

  @Test(arguments: [Fault.silence, .delay(.seconds(60))])
  func clientThatLeavesBeforeTheFirstByteFreesItsSlot(fault: Fault) async throws {
    try await Self.run { relay in
      relay.origin.script("\(VideoID.test)", [fault])
      let client = try relay.connect()
      client.ask("GET", "/proxy/\(VideoID.test)", agent: "held")
      try await relay.origin.waitForRequests(1)
      client.hangUp()
      let answer = try await relay.get()
      #expect(Octets(answer.body) == Octets(relay.audio))
      // The range is given up with its client.
      try await relay.origin.waitForRequests { $0.first?.ending == .clientLeft }
    }
  }

  @Test func clientThatLeavesWhileItsURLIsResolvedFreesItsSlot() async throws {
    try await Self.run { relay in
      let (asked, continuation) = AsyncStream.makeStream(of: Void.self)
      relay.library.onResolve { _, _ in
        continuation.yield()
        // Until the stream is over and cancels it.
        try await Task.sleep(for: .seconds(3600))
        throw URLRefreshError(kind: .cancelled)
      }
      let client = try relay.connect()
      client.ask("GET", "/proxy/\(VideoID.other)")
      for await _ in asked { break }
      client.hangUp()
      let answer = try await relay.get()
      #expect(answer.status == 200)
    }
  }

  @Test func randomComingsAndGoingsLeaveNothing() async throws {
    try await Self.run(slots: 3, wait: .milliseconds(20), audio: RelayFixture.shortAudio) { relay in
      var generator = SplitMix64(seed: 3)
      for _ in 0..<150 {
        let client = try relay.connect()
        let range =
          Bool.random(using: &generator)
          ? ["Range: bytes=\(Int.random(in: 0..<400_000, using: &generator))-"] : []
        client.ask("GET", "/proxy/\(VideoID.test)", range)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: break
        case 1: _ = await client.readHead()
        case 2: _ = await client.readBytes(Int.random(in: 1..<100_000, using: &generator))
        default: _ = await client.read()
        }
        client.hangUp()
      }
      // Whoever is last comes after everybody else has left or been turned away.
      while try await relay.service.status().streams.list.isEmpty == false { await Task.yield() }
      let streams = try await relay.service.status().streams
      #expect((streams.active, streams.waiting) == (0, 0))
      let answer = try await relay.get()
      #expect(Octets(answer.body) == Octets(relay.audio))
    }
  }
}
