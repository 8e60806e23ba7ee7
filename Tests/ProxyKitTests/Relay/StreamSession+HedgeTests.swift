import Foundation
import NIOCore
import Testing

@testable import ProxyKit
@testable import TrackKit

/// The second request for what a silent range has not brought, by a clock that is moved by hand.
@Suite struct StreamSessionHedgeTests {
  /// Where in the answer the origin falls silent.
  enum Place: String, CaseIterable {
    case firstByte, afterTheHead, middle, end
  }

  /// A session whose range has been silent for `silence`.
  private static func silent(_ place: Place, for silence: Duration, _ mode: FaultMode) -> SessionHarness {
    var harness = SessionHarness(claim: .tagged) {
      $0.userAgent = mode.agent
      $0.asksForIcy = mode == .mpd || mode == .inline
      if mode == .part { $0.range = .from(5000, to: nil) }
    }
    _ = harness.start()
    if place != .firstByte { _ = harness.head() }
    switch place {
    case .firstByte, .afterTheHead: break
    case .middle:
      _ = harness.bytes(1000)
      _ = harness.drain(1000)
    case .end:
      while harness.session.next < SessionHarness.length - 1 {
        guard let range = harness.session.current else { break }
        let count = min(range.last + 1, SessionHarness.length - 1) - harness.session.next
        _ = harness.bytes(count)
        _ = harness.drain(count)
        if harness.session.next <= range.last { break }
        _ = harness.end()
      }
    }
    harness.advance(silence)
    return harness
  }

  @Test(arguments: Place.allCases, FaultMode.allCases)
  func theMissingBytesAreAskedForAfterTwoSeconds(place: Place, mode: FaultMode) {
    var harness = Self.silent(place, for: .milliseconds(1999), mode)
    #expect(harness.tick().isEmpty)
    harness.advance(.milliseconds(1))
    let actions = harness.tick()
    let (next, current) = (harness.session.next, harness.session.current)
    #expect(
      actions.events == [
        .streamHedged(harness.session.reference, silence: .seconds(2), offset: next)
      ])
    let range = actions.hedged
    #expect(range?.first == next && range?.last == current?.last && range?.url == SessionHarness.url)
    #expect(range?.needsFreshConnection == true)
    #expect(actions.count == 2 && actions.fetched == nil)
    // Once is enough.
    harness.advance(.seconds(2))
    #expect(harness.tick().hedged == nil)
    // Both are silent: the limit is what it was.
    harness.advance(.seconds(16))
    let last = harness.tick()
    #expect(last.first == .cancelFetch && last.delay == .seconds(1))
    #expect(harness.waited().fetched?.needsFreshConnection == true)
  }

  @Test(arguments: Place.allCases, FaultMode.allCases) func theSecondAnswersFirst(
    place: Place, mode: FaultMode
  ) {
    var harness = Self.silent(place, for: .seconds(2), mode)
    _ = harness.tick()
    let next = harness.session.next
    let head = RangeHead(total: SessionHarness.length, contentType: "audio/webm")
    #expect(harness.hedge(.head(head)).isEmpty, "a head is no byte")
    #expect(harness.hedge(.bytes(.init(), audio: 1)) == [.takeHedge])
    #expect(harness.session.current?.first == next)
    // Now what it has brought counts.
    #expect(harness.head().isEmpty)
    let actions = harness.bytes(1)
    #expect(actions.events.last == .streamResumed(harness.session.reference, offset: next))
    #expect((actions.plan != nil) == (place == .firstByte || place == .afterTheHead))
    #expect(harness.session.next == next + 1 && harness.session.attempt == 0)
    if place == .end { #expect(harness.end() == [.finish]) }
  }

  @Test(arguments: Place.allCases, FaultMode.allCases) func theFirstAnswersFirst(
    place: Place, mode: FaultMode
  ) {
    var harness = Self.silent(place, for: .seconds(2), mode)
    _ = harness.tick()
    let next = harness.session.next
    if place == .firstByte { #expect(harness.head().isEmpty) }
    #expect(harness.bytes(1).contains(.cancelHedge))
    #expect(harness.session.next == next + 1)
    #expect(harness.hedge(.bytes(.init(), audio: 1)).isEmpty, "it has been cancelled")
  }

  @Test func theNextRangeMayBeHedgedAgain() {
    var harness = Self.silent(.middle, for: .seconds(2), .seekable)
    _ = harness.tick()
    _ = harness.hedge(.bytes(.init(), audio: 1))
    let rest = (harness.session.current?.last ?? 0) + 1 - harness.session.next
    _ = harness.bytes(rest)
    _ = harness.drain(rest)
    #expect(harness.end().fetched?.needsFreshConnection == false)
    harness.advance(.seconds(2))
    #expect(harness.tick().hedged != nil)
  }

  /// The first one ends while the second is under way: that is the next try already.
  @Test(arguments: StreamSessionFailureTests.transient) func theFirstBreaks(cause: YouTubeStreamError.Cause) {
    for place in Place.allCases {
      var harness = Self.silent(place, for: .seconds(2), .mpd)
      _ = harness.tick()
      #expect(harness.fail(cause) == [.takeHedge])
      #expect(harness.session.attempt == 0)
      // What becomes of that one counts as always.
      #expect(harness.fail(cause).delay == .seconds(1))
    }
  }

  @Test(arguments: [403, 404, 410], [true, false])
  func afterARefusalTheURLIsAskedNoMore(status: Int, isOfSecond: Bool) {
    for place in Place.allCases {
      var harness = Self.silent(place, for: .seconds(2), .seekable)
      _ = harness.tick()
      let outcome = RangeOutcome.failed(.status(status))
      let actions = isOfSecond ? harness.hedge(.end(outcome)) : harness.end(outcome)
      // The other one is given up.
      #expect(actions.first == (isOfSecond ? .cancelFetch : .cancelHedge))
      #expect(actions.lessons.first == .refused(url: SessionHarness.url))
      let isLost = status == 404 && (place == .firstByte || place == .afterTheHead)
      #expect((actions.rejection?.status == 502) == isLost)
      #expect((actions.resolve?.libraryFirst == true) == !isLost)
      #expect(actions.fetched == nil && actions.hedged == nil)
    }
  }

  @Test func theURLIsRefusedToAnotherStream() {
    var harness = Self.silent(.middle, for: .seconds(2), .seekable)
    // Before: the missing bytes are asked for of another URL.
    #expect(harness.session.urlWasRefused(SessionHarness.url).isEmpty)
    let actions = harness.tick()
    #expect(actions.first == .cancelFetch && actions.hedged == nil && actions.resolve?.libraryFirst == true)
    // After: the second request is given up, and the first one goes on.
    var hedged = Self.silent(.middle, for: .seconds(2), .seekable)
    _ = hedged.tick()
    #expect(hedged.session.urlWasRefused(SessionHarness.url) == [.cancelHedge])
    #expect(hedged.bytes(10) == [.publish(.streamResumed(SessionHarness.reference, offset: 1000))])
  }

  @Test func aURLPastItsEndIsNotAskedAgain() {
    var harness = SessionHarness(
      SessionHarness.track(
        url: SessionHarness.url + "&expire=\(Int(SessionHarness.epoch.timeIntervalSince1970) + 301)"))
    harness.stream(1000)
    harness.now.date += 302
    harness.advance(.seconds(2))
    let actions = harness.tick()
    #expect(actions.first == .cancelFetch && actions.hedged == nil && actions.resolve != nil)
  }

  @Test(arguments: [
    YouTubeStreamError.Cause.status(503), .connect("unreachable"), .connectTimeout(.seconds(10)),
    .interrupted("reset"), .page("text/html"),
  ]) func theSecondFails(cause: YouTubeStreamError.Cause) {
    // The first has not answered at all, so the try has failed: the next one comes sooner than the end of the silence.
    var harness = Self.silent(.middle, for: .seconds(2), .seekable)
    _ = harness.tick()
    let actions = harness.hedge(.end(.failed(cause)))
    let error = YouTubeStreamError(cause, offset: 0)
    #expect(actions.first == .cancelFetch)
    #expect(actions.delay == .seconds(error.isNetworkAway ? 2 : 1))
    #expect(harness.waited().fetched?.first == 1000)
  }

  @Test func theRangeBehindStaysUnderWay() {
    var rules = SessionHarness.rules
    rules.lookAheadDelay = .zero
    rules.chunkBytes = 64 * 1024
    var harness = SessionHarness(rules: rules)
    _ = harness.start()
    _ = harness.head()
    var actions: [StreamSession.Action] = []
    // Until the client has shown that it is quick.
    while harness.session.ahead == nil, harness.session.next < SessionHarness.length / 2 {
      actions = harness.bytes(32 * 1024)
      _ = harness.drain(32 * 1024, in: .milliseconds(1))
      if let range = harness.session.current, harness.session.next > range.last { _ = harness.end() }
    }
    #expect(harness.session.ahead != nil, "\(actions)")
    harness.advance(.seconds(2))
    #expect(harness.tick().hedged != nil)
    #expect(harness.hedge(.bytes(.init(), audio: 1)) == [.takeHedge])
    #expect(harness.session.ahead != nil)
  }

  @Test func aClientThatHasSomethingToReadNeedsNoSecondRequest() {
    var harness = SessionHarness()
    _ = harness.start()
    _ = harness.head()
    _ = harness.bytes(1000)
    harness.advance(.seconds(10))
    #expect(harness.tick().isEmpty)
    // But at once when it has read that.
    #expect(harness.drain(1000).isEmpty)
    #expect(harness.tick().hedged?.first == 1000)
  }

  @Test func anotherNetworkEndsTheSilence() {
    var harness = Self.silent(.middle, for: .seconds(2), .seekable)
    _ = harness.tick()
    harness.advance(.seconds(3))
    let actions = harness.session.networkMayHaveChanged(at: harness.now)
    #expect(actions.first == .cancelFetch && actions.fetched?.first == 1000)
    #expect(actions.fetched?.needsFreshConnection == true)
    // A range that brings something goes on.
    #expect(harness.session.networkMayHaveChanged(at: harness.now).isEmpty)
  }

  @Test func theLongestSilenceStaysTheUsers() {
    var rules = SessionHarness.rules
    rules.idleTimeout = .seconds(1)
    var harness = SessionHarness(rules: rules)
    harness.stream(1000)
    harness.advance(.seconds(2))
    let actions = harness.tick()
    #expect(actions.first == .cancelFetch && actions.hedged == nil && actions.delay == .seconds(1))
  }

  /// A machine that was asleep for hours: the time awake counts, and the date tells that the URL is past its end.
  @Test func aSuspendIsNoSilence() {
    var harness = SessionHarness()
    harness.stream(1000)
    harness.advance(.seconds(1))
    harness.now.date += 8 * 3600
    #expect(harness.tick().isEmpty)
    harness.advance(.seconds(1))
    #expect(harness.tick().hedged?.first == 1000)
    #expect(harness.hedge(.end(.failed(.status(403)))).resolve != nil)
  }
}
