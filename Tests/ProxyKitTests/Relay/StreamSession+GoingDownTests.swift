import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// What becomes of a stream when the program goes down and its time is over.
@Suite struct StreamSessionGoingDownTests {
  private static let sentence = "the proxy is going down"
  private static let unavailable = StreamSession.Rejection(
    status: 503, sentence: sentence, retryAfter: 5, word: "going-down")

  private static func mpd(_ request: inout ProxyRequest) {
    request.userAgent = RelayFixture.agentOfMPD
    request.asksForIcy = true
  }

  /// Ways to stand before the first byte.
  @Test(arguments: ["resolving", "fetching", "waiting"])
  func whoHasNothingYetIsToldSo(state: String) {
    for isMPD in [false, true] {
      var harness = SessionHarness(
        state == "resolving" ? SessionHarness.track(age: 30_000) : SessionHarness.track(),
        request: { if isMPD { Self.mpd(&$0) } })
      _ = harness.start()
      if state == "waiting" { _ = harness.fail(.status(503)) }
      let actions = harness.session.goDown()
      #expect(actions.contains(.cancelFetch) == (state == "fetching"))
      #expect(actions.rejection == Self.unavailable)
      #expect(actions.events.map(\.name) == ["streamLost"])
      #expect(harness.session.ending == .failed)
      // It is over.
      #expect(harness.session.goDown().isEmpty)
    }
  }

  /// Ways to stand in mid-body.
  @Test(arguments: ["fetching", "waiting", "resolving", "parked", "idle"])
  func mpdGetsZerosAndOthersAreCutOff(state: String) {
    for client in ["MPD", "MPD with metadata", "mpv", "mpv with metadata"] {
      var rules = SessionHarness.rules
      if client == "MPD with metadata" { rules.icyPolicy = .always }
      var harness = SessionHarness(rules: rules, claim: client.hasPrefix("MPD") ? .tagged : .foreign) {
        if client.hasPrefix("MPD") { Self.mpd(&$0) }
        if client.hasSuffix("metadata") { $0.asksForIcy = true }
      }
      bring(&harness, to: state)
      #expect(harness.session.hasResponded, "\(state)")
      let next = harness.session.next
      let actions = harness.session.goDown()
      let lost = ProxyEvent.Kind.streamLost(
        harness.session.reference, bytes: next, offset: next, reason: Self.sentence,
        failure: GoingDownError().failureClass)
      #expect(actions.events == [lost], "\(client), \(state)")
      #expect(actions.last == (client == "MPD" ? .fill(SessionHarness.length - next) : .abort), "\(client)")
      #expect(harness.session.ending == .failed)
      #expect(actions.contains(.cancelFetch) == (state == "fetching"))
    }
  }

  private func bring(_ harness: inout SessionHarness, to state: String) {
    switch state {
    case "waiting":
      harness.stream(1000)
      _ = harness.fail(.interrupted("reset"))
    case "resolving":
      harness.stream(1000)
      _ = harness.fail(.status(403))
    case "parked":
      harness.stream(1000)
      _ = harness.bytes(500)
      for _ in 0...harness.session.rules.retry.attempts {
        _ = harness.fail(.status(503))
        _ = harness.waited()
      }
      #expect(harness.session.phase == .parked)
    case "idle":
      _ = harness.start()
      _ = harness.head()
      _ = harness.bytes(128 * 1024)
      _ = harness.end()
      #expect(harness.session.phase == .idle)
    default: harness.stream(1000)
    }
  }

  @Test func bodyThatMPDReadsAsItPlaysIsCut() {
    for (length, isFilled) in [(Int64(128 << 20), true), (Int64(128 << 20) + 1, false)] {
      var harness = SessionHarness(SessionHarness.track(length: length), claim: .tagged, request: Self.mpd)
      _ = harness.start()
      _ = harness.head(total: length)
      _ = harness.bytes(1000)
      #expect(harness.session.goDown().last == (isFilled ? .fill(length - 1000) : .abort))
      // What is lost for another reason is filled whatever its length: there is time for it.
      var other = SessionHarness(SessionHarness.track(length: length), claim: .tagged, request: Self.mpd)
      _ = other.start()
      _ = other.head(total: length)
      _ = other.bytes(1000)
      #expect(other.fail(.status(401)).last == .fill(length - 1000))
    }
  }

  @Test func whatHasComeFromTheOriginMayStillReachMPD() {
    for isMPD in [true, false] {
      var harness = SessionHarness(SessionHarness.track(length: 1000), claim: isMPD ? .tagged : .foreign) {
        if isMPD { Self.mpd(&$0) }
      }
      _ = harness.start()
      _ = harness.head(total: 1000)
      _ = harness.bytes(1000)
      #expect(harness.end() == [.finish])
      let actions = harness.session.goDown()
      if isMPD {
        #expect(actions.isEmpty)
        #expect(harness.session.answered(sent: 1000).last == .end(.served))
      } else {
        #expect(actions.last == .abort)
        #expect(harness.session.answered(sent: 1000).isEmpty)
      }
    }
  }

  @Test func whoHasAllIsLeftInPeace() {
    var harness = SessionHarness(SessionHarness.track(length: 1000))
    _ = harness.start()
    _ = harness.fail(.status(401))
    #expect(harness.session.goDown().isEmpty, "an error was answered")
    var head = SessionHarness(request: { $0.isHead = true })
    _ = head.start()
    #expect(head.session.goDown().isEmpty)
  }

  @Test func zerosEndWhenThereIsNoTimeForThem() {
    var harness = SessionHarness(claim: .tagged, request: Self.mpd)
    harness.stream(1000)
    _ = harness.session.goDown()
    #expect(harness.session.phase == .filling)
    #expect(harness.session.goDown().isEmpty)
    // That it is lost is not said twice.
    #expect(harness.session.goDown(hasTime: false) == [.abort])
    #expect(harness.session.isCut && harness.session.ending == .failed)
  }
}
