import Foundation
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

private let length = SessionHarness.length

/// What happens when the origin fails in the middle of a body.
@Suite struct StreamSessionMidStreamTests {
  private static let mpd: @Sendable (inout ProxyRequest) -> Void = {
    $0.userAgent = "Music Player Daemon 0.23.12"
  }

  @Test(arguments: StreamSessionFailureTests.transient + [.connectTimeout(.seconds(10))])
  func bodyGoesOnWhereItBroke(cause: YouTubeStreamError.Cause) {
    var harness = SessionHarness()
    harness.stream(50_000)
    #expect(harness.fail(cause).delay == .seconds(1))
    harness.advance(.seconds(1))
    #expect(harness.waited().fetched?.first == 50_000)
    #expect(harness.head().isEmpty)
    let actions = harness.bytes(10)
    #expect(actions == [.publish(.streamResumed(SessionHarness.reference, offset: 50_000))])
  }

  @Test func attemptsStartAgainAfterRealProgress() {
    var harness = SessionHarness()
    harness.stream(50_000)
    for _ in 0..<10 {
      #expect(harness.fail(.interrupted("reset")).delay == .seconds(1))
      _ = harness.waited()
      _ = harness.bytes(RelayRules.realProgress)
      _ = harness.drain(RelayRules.realProgress)
    }
  }

  @Test func aFewBytesAreNoProgress() {
    var harness = SessionHarness()
    harness.stream(50_000)
    var delays: [Duration?] = []
    for _ in 0..<3 {
      delays.append(harness.fail(.interrupted("reset")).delay)
      _ = harness.waited()
      _ = harness.bytes(RelayRules.realProgress - 1)
      _ = harness.drain(RelayRules.realProgress - 1)
    }
    #expect(delays == [.seconds(1), .seconds(2), .seconds(4)])
  }

  @Test func exhaustedRetriesRefreshOnceThenGoOnTrying() {
    var harness = SessionHarness()
    harness.stream(200)
    for _ in 0..<3 {
      _ = harness.fail(.status(503))
      _ = harness.waited()
    }
    #expect(harness.fail(.status(503)).resolve != nil)
    #expect(harness.resolved(SessionHarness.refreshed()).fetched?.first == 200)
    for _ in 0..<5 {
      #expect(harness.fail(.status(503)).delay == .seconds(4))
      #expect(harness.waited().fetched?.first == 200)
    }
  }

  @Test func clientWithSomethingToReadIsNoReasonToHammerTheOrigin() {
    var harness = SessionHarness()
    _ = harness.start()
    _ = harness.head()
    _ = harness.bytes(1000)
    for _ in 0..<3 {
      _ = harness.fail(.status(503))
      _ = harness.waited()
    }
    #expect(harness.fail(.status(503)).isEmpty)
    #expect(harness.session.phase == .parked)
    #expect(!harness.session.wantsTicks)
    #expect(harness.drain(999).isEmpty)
    #expect(harness.drain(1).fetched?.first == 1000)
  }

  @Test func silenceIsToldOnceThenTriedAgain() {
    var harness = SessionHarness()
    harness.stream(1000)
    harness.advance(.seconds(2))
    #expect(harness.tick().events.map(\.name) == ["streamHedged"])
    harness.advance(.seconds(1))
    #expect(
      harness.tick() == [.publish(.streamStalled(SessionHarness.reference, silence: .seconds(3)))])
    #expect(harness.session.displayState == .stalled)
    harness.advance(.seconds(1))
    #expect(harness.tick().isEmpty)
    harness.advance(.seconds(16))
    let actions = harness.tick()
    #expect(actions.first == .cancelFetch)
    #expect(actions.delay == .seconds(1))
  }

  @Test func stallThatEndsIsForgotten() {
    var harness = SessionHarness()
    harness.stream(1000)
    harness.advance(.seconds(5))
    _ = harness.tick()
    #expect(
      harness.bytes(10) == [.cancelHedge, .publish(.streamResumed(SessionHarness.reference, offset: 1000))])
    #expect(harness.session.displayState == .streaming)
  }

  @Test func clientThatDoesNotReadStallsNothing() {
    var harness = SessionHarness()
    _ = harness.start()
    _ = harness.head()
    _ = harness.bytes(131_072)
    #expect(harness.end().isEmpty)
    harness.advance(.seconds(600))
    #expect(!harness.session.wantsTicks)
    #expect(harness.tick().isEmpty)
    #expect(harness.drain(131_072).fetched?.first == 131_072)
  }

  @Test func stallLimitEndsTheSong() {
    var harness = SessionHarness()
    harness.stream(1000)
    var actions = harness.fail(.status(503))
    for _ in 0..<200 where harness.session.phase != .ended {
      harness.advance(.seconds(1))
      if case .waiting(let until, _) = harness.session.phase, until <= harness.now.date {
        _ = harness.waited()
        if case .fetching = harness.session.phase { _ = harness.fail(.status(503)) }
        if case .resolving = harness.session.phase {
          #expect(harness.resolveFailed(.other).fetched != nil)
          _ = harness.fail(.status(503))
        }
      }
      actions = harness.tick()
    }
    #expect(actions.last == .abort)
    #expect(
      actions.events == [
        .streamLost(
          SessionHarness.reference, bytes: 1000, offset: 1000, reason: "no byte for 120 s: upstream 503",
          failure: FailureClass("silence", .surroundings))
      ])
  }

  // MARK: Lost

  @Test func lostSongIsFilledUpForMPD() {
    var harness = SessionHarness(request: Self.mpd)
    harness.stream(1000)
    let actions = harness.fail(.status(401))
    #expect(actions.last == .fill(length - 1000))
    #expect(harness.session.phase == .filling)
    #expect(harness.session.displayState == .filling)
  }

  @Test func songThatHoldsMPDUpIsGivenUp() {
    var harness = SessionHarness(request: Self.mpd)
    _ = harness.start()
    _ = harness.head()
    _ = harness.bytes(1000)
    // As long as MPD has something to read, it waits for nothing of ours.
    #expect(!harness.session.mayBlockPlayer)
    #expect(harness.session.playerIsBlocked().isEmpty)
    _ = harness.drain(1000)
    #expect(harness.session.mayBlockPlayer)
    let actions = harness.session.playerIsBlocked()
    #expect(actions.last == .fill(length - 1000))
    #expect(!harness.session.mayBlockPlayer)
  }

  @Test func songThatHoldsMPDUpBeforeItsFirstByteIsRefused() {
    var harness = SessionHarness(request: Self.mpd)
    _ = harness.start()
    let sentence = "MPD was held up by this song, whose bytes did not come"
    #expect(
      harness.session.playerIsBlocked().last
        == .reject(StreamSession.Rejection(status: 502, sentence: sentence, word: "player-blocked")))
  }

  @Test func anotherMPDHoldsNobodyUpHere() {
    var harness = SessionHarness(claim: .foreign, request: Self.mpd)
    harness.stream(1000)
    #expect(!harness.session.mayBlockPlayer)
    #expect(harness.session.playerIsBlocked().isEmpty)
    // It hangs for ever at a short body all the same.
    #expect(harness.fail(.status(401)).last == .fill(length - 1000))
  }

  @Test func otherPlayersHoldNobodyUp() {
    var harness = SessionHarness()
    harness.stream(1000)
    #expect(harness.session.playerIsBlocked().isEmpty)
  }

  @Test func lostRangeIsFilledUpToItsOwnEnd() {
    var harness = SessionHarness { request in
      Self.mpd(&request)
      request.range = .from(1000, to: 1999)
    }
    _ = harness.start()
    _ = harness.head()
    _ = harness.bytes(400)
    #expect(harness.fail(.status(401)).last == .fill(600))
  }

  @Test func lostSongIsCutForEverybodyElse() {
    var harness = SessionHarness()
    harness.stream(1000)
    #expect(harness.fail(.status(401)).last == .abort)
  }

  @Test func lostSongWithMetadataIsCutForMPDToo() {
    var harness = SessionHarness { request in
      Self.mpd(&request)
      request.asksForIcy = true
    }
    harness.stream(1000)
    #expect(harness.fail(.status(401)).last == .abort)
  }

  @Test func rangeOfALostSongIsZerosAtOnce() {
    let failure = FailureClass("refused", .origin)
    var harness = SessionHarness(standing: .init(loss: .init(reason: "why", failure: failure))) { request in
      Self.mpd(&request)
      request.range = .from(900_000, to: nil)
    }
    let actions = harness.start()
    #expect(actions.plan?.status == 206)
    #expect(actions.lessons == [.lost(.init(reason: "why", failure: failure))])
    #expect(
      actions.events == [
        .streamLost(harness.session.reference, bytes: 0, offset: 900_000, reason: "why", failure: failure)
      ])
    #expect(actions.last == .fill(100_000))
    #expect(actions.fetched == nil)
  }

  /// Others get the song if it can be had, and so does MPD from the start.
  @Test(
    arguments: [("mpv 0.35", .from(900_000, to: nil)), (RelayFixture.agentOfMPD, nil)]
      as [(String, RangeHeader?)])
  func lostSongIsTriedAgainBy(agent: String, range: RangeHeader?) {
    var harness = SessionHarness(standing: .init(loss: .init(reason: "why"))) { request in
      request.userAgent = agent
      request.range = range
    }
    #expect(harness.start().fetched != nil)
  }

  // MARK: Refresh

  @Test(arguments: [403, 404, 410]) func deadURLIsReplacedInMidStream(status: Int) {
    var harness = SessionHarness()
    harness.stream(1000)
    let refusal = harness.fail(.status(status))
    #expect(refusal.lessons == [.refused(url: SessionHarness.url)])
    #expect(refusal.resolve?.libraryFirst == true)
    #expect(!harness.session.accepts(stored: SessionHarness.track(), at: harness.now), "the same URL")
    #expect(
      !harness.session.accepts(stored: SessionHarness.track(url: "https://old", age: 20_000), at: harness.now)
    )
    #expect(harness.session.accepts(stored: SessionHarness.refreshed(), at: harness.now))
    #expect(harness.session.displayState == .refreshing)
    let range = harness.resolved(SessionHarness.refreshed()).fetched
    #expect(range?.url.hasSuffix("sig=2") == true)
    #expect(range?.first == 1000)
  }

  @Test func eachStretchWithProgressMayBeRefreshed() {
    var harness = SessionHarness()
    harness.stream(1000)
    for number in 2..<6 {
      #expect(harness.fail(.status(403)).resolve != nil)
      _ = harness.resolved(SessionHarness.refreshed(number))
      _ = harness.bytes(20_000)
      _ = harness.drain(20_000)
    }
  }

  @Test func secondRefusalWithoutProgressIsTheEnd() {
    var harness = SessionHarness()
    harness.stream(1000)
    _ = harness.fail(.status(403))
    _ = harness.resolved(SessionHarness.refreshed())
    #expect(harness.fail(.status(403)).last == .abort)
  }

  @Test(
    arguments: [
      ("140", length, "format 140 instead of 251"),
      ("251", 999_999, "999999 bytes instead of 1000000"),
      // The URL's own itag counts where the format was not told.
      (nil, length, "format 140 instead of 251"),
    ] as [(String?, Int64, String)])
  func otherMediaIsNotJoinedOn(formatID: String?, length: Int64, difference: String) {
    var harness = SessionHarness()
    harness.stream(1000)
    _ = harness.fail(.status(403))
    let other = SessionHarness.track(url: "https://origin.example/?itag=140", length: length) {
      media in
      media.formatID = formatID
    }
    #expect(harness.resolved(other).last == .abort)
    #expect(harness.session.failure == "the refreshed URL leads to different media: \(difference)")
  }

  @Test func otherLengthIsSeenInTheOriginsAnswer() {
    var harness = SessionHarness()
    harness.stream(1000)
    _ = harness.fail(.status(403))
    // The new URL says nothing of its length.
    _ = harness.resolved(SessionHarness.refreshed { $0.length = nil })
    let actions = harness.head(total: 999_999)
    #expect(actions.first == .cancelFetch)
    #expect(actions.last == .abort)
  }

  @Test func provenURLThatTellsAnotherLengthIsAskedAgain() {
    var harness = SessionHarness()
    harness.stream(1000)
    _ = harness.fail(.interrupted("reset"))
    _ = harness.waited()
    let actions = harness.head(total: 999_999)
    #expect(actions.first == .cancelFetch)
    #expect(actions.delay == .seconds(2))
  }

  @Test func failingRefreshKeepsTheClientWaiting() {
    var harness = SessionHarness()
    harness.stream(1000)
    _ = harness.fail(.status(403))
    for delay in [1, 2, 4, 4, 4] {
      #expect(harness.resolveFailed(.timeout).delay == .seconds(delay))
      #expect(harness.waited().resolve != nil)
    }
  }

  @Test(arguments: [URLRefreshError.Kind.privateVideo, .removed, .geoBlocked])
  func hopelessRefreshEndsTheSong(kind: URLRefreshError.Kind) {
    var harness = SessionHarness(request: Self.mpd)
    harness.stream(1000)
    _ = harness.fail(.status(403))
    #expect(harness.resolveFailed(kind).last == .fill(length - 1000))
  }

  @Test func urlThatExpiresInMidStreamIsReplacedBeforeItIsRefused() {
    let url = "https://origin.example/?itag=251&expire=1800001000"
    var harness = SessionHarness(SessionHarness.track(url: url))
    _ = harness.start()
    _ = harness.head()
    _ = harness.bytes(131_072)
    _ = harness.end()
    harness.advance(.seconds(1001))
    let actions = harness.drain(131_072)
    #expect(actions.fetched == nil)
    #expect(actions.lessons == [.refused(url: url)])
    #expect(actions.resolve?.libraryFirst == true)
  }

  @Test func wrongClockAsksForNoURLAfterURL() {
    var harness = SessionHarness(SessionHarness.track(age: 30_000))
    _ = harness.start()
    // By our clock the URL that has just come is a day past its end.
    let stale = SessionHarness.track(
      url: "https://origin.example/?itag=251&expire=1799913600", age: 0)
    #expect(harness.resolved(stale).fetched != nil)
    _ = harness.head()
    _ = harness.bytes(131_072)
    _ = harness.drain(131_072)
    #expect(harness.end().fetched?.first == 131_072)
  }

  @Test func expiryAtTheLastByteEndsTheBodyAllTheSame() {
    var harness = SessionHarness { $0.range = .from(length - 10, to: nil) }
    _ = harness.start()
    _ = harness.head()
    _ = harness.bytes(10)
    #expect(harness.end() == [.finish])
  }
}
