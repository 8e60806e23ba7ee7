import LoopbackOrigin
import Synchronization
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Whose a request of an MPD is, and what that means for its answer.
@Suite(.timeLimit(.minutes(5))) struct RelayClaimTests {
  /// An MPD that is asked, and answers when the test wants it to.
  private final class Inquiry: Sendable {
    let asked: AsyncStream<VideoID>
    private let asks: AsyncStream<VideoID>.Continuation
    private let answers: AsyncStream<PlayerClaim>
    private let answer: AsyncStream<PlayerClaim>.Continuation

    init() {
      (asked, asks) = AsyncStream.makeStream()
      (answers, answer) = AsyncStream.makeStream()
    }

    var link: PlayerLink {
      PlayerLink(
        player: .init(connected: true, state: .play), claim: { _ in nil },
        inquire: { [self] id in
          asks.yield(id)
          for await claim in answers { return claim }
          return .foreign
        })
    }

    func tell(_ claim: PlayerClaim) { answer.yield(claim) }

    func untilAsked(_ count: Int = 1) async {
      var left = count
      for await _ in asked {
        left -= 1
        if left == 0 { return }
      }
    }
  }

  @Test(
    arguments: [
      (.tagged, false, false), (.untagged, true, true), (.foreign, true, true),
    ] as [(PlayerClaim, Bool, Bool)])
  func mpdGetsItsBodyWhenItIsKnownWhoseItIs(claim: PlayerClaim, isInline: Bool, isNamed: Bool) async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      let inquiry = Inquiry()
      relay.service.setPlayerLink(inquiry.link)
      let client = try relay.connect()
      client.ask("GET", "/proxy/\(VideoID.test)", agent: RelayFixture.agentOfMPD, ["Icy-MetaData: 1"])
      await inquiry.untilAsked()
      // Nothing is sent, and nothing asked for, before that.
      let status = try await relay.service.status().streams
      #expect(status.active == 1 && status.list.map(\.state) == [.holding])
      #expect(relay.origin.requests.isEmpty)
      inquiry.tell(claim)
      let answer = await client.read()
      #expect(answer.status == 200)
      #expect((answer["icy-metaint"] != nil) == isInline)
      #expect((answer["icy-name"] != nil) == isNamed)
      #expect((answer["accept-ranges"] == "bytes") == !isInline)
    }
  }

  @Test func othersWaitForNoMPD() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      let inquiry = Inquiry()
      relay.service.setPlayerLink(inquiry.link)
      let answer = try await relay.get("Icy-MetaData: 1")
      #expect(answer.status == 200 && answer["icy-metaint"] != nil)
    }
  }

  @Test func whoLeavesMeanwhileGivesItsSlotBack() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { options in
      options.maximumStreams = 1
    } _: { relay in
      let inquiry = Inquiry()
      relay.service.setPlayerLink(inquiry.link)
      let client = try relay.connect()
      client.ask("GET", "/proxy/\(VideoID.test)", agent: RelayFixture.agentOfMPD)
      await inquiry.untilAsked()
      client.hangUp()
      try await relay.recorder.wait { $0.name == "streamLeft" }
      #expect(try await relay.get().status == 200)
      inquiry.tell(.tagged)
    }
  }

  @Test func seekTakesOverTheSlotOfARequestThatIsStillUnknown() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { options in
      options.maximumStreams = 1
    } _: { relay in
      let inquiry = Inquiry()
      relay.service.setPlayerLink(inquiry.link)
      let first = try relay.connect()
      first.ask("GET", "/proxy/\(VideoID.test)", agent: RelayFixture.agentOfMPD)
      await inquiry.untilAsked()
      let seek = try relay.connect()
      seek.ask("GET", "/proxy/\(VideoID.test)", agent: RelayFixture.agentOfMPD, ["Range: bytes=1000-"])
      #expect(await first.isClosed())
      inquiry.tell(.tagged)
      inquiry.tell(.tagged)
      let answer = await seek.read()
      #expect(answer.status == 206)
      #expect(Octets(answer.body) == Octets(Array(relay.audio.dropFirst(1000))))
      let streams = try await relay.service.status().streams
      #expect((streams.active, streams.servedTotal, streams.leftTotal) == (0, 1, 1))
    }
  }

  @Test(arguments: [PlayerClaim.tagged, .untagged])
  func mpdThatIsBlockedInLineGetsItsAnswerAtOnce(claim: PlayerClaim) async throws {
    try await RelayFixture.run { options in
      options.maximumStreams = 1
      options.admissionWait = .seconds(3600)
      options.rules.idleTimeout = .milliseconds(200)
    } _: { relay in
      let link = PlayerLink(
        player: .init(connected: true, state: .play), claim: { _ in claim }, isBlocked: { _ in true })
      relay.service.setPlayerLink(link)
      let holder = try relay.connect(receiveBuffer: 8192)
      holder.ask("GET", "/proxy/\(VideoID.test)")
      _ = await holder.readHead()
      let answer = try await relay.get(agent: RelayFixture.agentOfMPD)
      #expect(answer.status == 502)
      #expect(answer.text == "MPD was held up by this song, whose bytes did not come\n")
      let streams = try await relay.service.status().streams
      #expect((streams.active, streams.waiting, streams.failedTotal) == (1, 0, 1))
      // The song that holds the slot is not MPD's.
      #expect(relay.eventNames.filter { $0 == "streamLost" }.count == 1)
    }
  }

  @Test func anotherMPDWaitsInLineAsEverybody() async throws {
    try await RelayFixture.run { options in
      options.maximumStreams = 1
      options.admissionWait = .milliseconds(500)
      options.rules.idleTimeout = .milliseconds(200)
    } _: { relay in
      let link = PlayerLink(
        player: .init(connected: true, state: .play), claim: { _ in .foreign }, isBlocked: { _ in true })
      relay.service.setPlayerLink(link)
      let holder = try relay.connect(receiveBuffer: 8192)
      holder.ask("GET", "/proxy/\(VideoID.test)")
      _ = await holder.readHead()
      #expect(try await relay.get(agent: RelayFixture.agentOfMPD).status == 503)
    }
  }

  @Test func aBlockedMPDGivesUpNoSongOfAnother() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { options in
      options.rules.idleTimeout = .milliseconds(200)
    } _: { relay in
      relay.service.setPlayerLink(
        PlayerLink(
          player: .init(connected: true, state: .play), claim: { _ in .foreign }, isBlocked: { _ in true }))
      // Silent for two ticks, then again what it should be.
      relay.origin.script("\(VideoID.test)", [.silence, .silence])
      let answer = try await relay.get(agent: RelayFixture.agentOfMPD)
      #expect(answer.status == 200)
      #expect(Octets(answer.body) == Octets(relay.audio))
    }
  }
}
