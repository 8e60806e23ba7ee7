import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Clients that ask for several parts of one track at once.
@Suite(.timeLimit(.minutes(5))) struct ManyRangesTests {
  @Test(arguments: [5, 10]) func fiveRangesOfOneTrackAtOnce(limit: Int) async throws {
    try await RelayFixture.run { options in
      options.maximumStreams = limit
    } _: { relay in
      let size = relay.audio.count / 5
      let bodies = try await withThrowingTaskGroup(of: (Int, [UInt8]).self) { group in
        for part in 0..<5 {
          group.addTask {
            let end = part == 4 ? relay.audio.count : (part + 1) * size
            let answer = try await relay.get("Range: bytes=\(part * size)-\(end - 1)")
            #expect((answer.status, answer.ending) == (206, .complete))
            return (part, answer.body)
          }
        }
        return try await group.reduce(into: [Int: [UInt8]]()) { $0[$1.0] = $1.1 }
      }
      #expect(Octets((0..<5).flatMap { bodies[$0] ?? [] }) == Octets(relay.audio))
      #expect(!relay.eventNames.contains("streamQueued"))
    }
  }

  /// With fewer slots than ranges the younger ones are taken for seeks: the older ones end in a way that shows.
  @Test func fewerSlotsThanRanges() async throws {
    try await RelayFixture.run { options in
      options.maximumStreams = 2
      options.admissionWait = .seconds(30)
    } _: { relay in
      var clients: [WireClient] = []
      for part in 1...5 {
        let client = try relay.connect(receiveBuffer: 8192)
        client.ask("GET", "/proxy/\(VideoID.test)", ["Range: bytes=\(part * 100_000)-"])
        try await relay.recorder.wait(part) { $0.name == "streamStarted" }
        clients.append(client)
      }
      var endings: [WireAnswer.Ending] = []
      for (index, client) in clients.enumerated() {
        let answer = await client.read()
        endings.append(answer.ending)
        let start = (index + 1) * 100_000
        #expect(Octets(answer.body) == Octets(relay.audio[start...].prefix(answer.body.count)))
      }
      #expect(endings == [.short, .short, .short, .complete, .complete])
      try await relay.recorder.wait(5) { $0.name == "streamFinished" }
      let streams = try await relay.service.status().streams
      #expect((streams.active, streams.waiting) == (0, 0))
      #expect(!relay.eventNames.contains("streamQueued"))
    }
  }

  @Test func seekGoesBeforeThoseWhoWait() async throws {
    try await RelayFixture.run { options in
      options.maximumStreams = 1
      options.admissionWait = .seconds(30)
    } _: { relay in
      let listener = try relay.connect(receiveBuffer: 8192)
      listener.ask("GET", "/proxy/\(VideoID.test)", agent: "listener")
      try await relay.recorder.wait { $0.name == "streamStarted" }
      async let waiting = relay.get(agent: "waiting")
      try await relay.recorder.wait { $0.name == "streamQueued" }
      let seek = try await relay.get(agent: "listener", "Range: bytes=2000000-")
      #expect(Octets(seek.body) == Octets(relay.audio[2_000_000...]))
      #expect(Octets(try await waiting.body) == Octets(relay.audio))
      let admitted = relay.recorder.events.compactMap { event in
        if case .streamAdmitted(let stream) = event { stream.client } else { nil }
      }
      #expect(admitted == ["listener", "listener", "waiting"])
    }
  }

  /// Another program on the same machine, or the same one with another track, is nobody's seek.
  @Test func seekTakesOnlyItsOwnOlderRequest() async throws {
    try await RelayFixture.run { options in
      options.maximumStreams = 1
      options.admissionWait = .milliseconds(100)
    } _: { relay in
      let listener = try relay.connect(receiveBuffer: 8192)
      listener.ask("GET", "/proxy/\(VideoID.test)", agent: "listener")
      let head = await listener.readHead()
      let stranger = try await relay.get(agent: "stranger", "Range: bytes=1000-")
      let otherTrack = try await relay.get(id: .other, agent: "listener", "Range: bytes=1000-")
      let fromZero = try await relay.get(agent: "listener")
      #expect([stranger.status, otherTrack.status, fromZero.status] == [503, 503, 503])
      #expect([stranger, otherTrack, fromZero].allSatisfy { $0["retry-after"] == "1" })
      let body = await listener.readRest(of: head)
      #expect(Octets(body.body) == Octets(relay.audio))
    }
  }
}
