import Foundation
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// What happens when the origin fails before the first byte.
@Suite struct StreamSessionFailureTests {
  static let transient: [YouTubeStreamError.Cause] = [
    .status(500), .status(502), .status(503), .status(408), .tooManyRequests(retryAfter: nil),
    .interrupted("reset"),
    .mismatch("the whole file"), .redirectLoop,
    .idle(.seconds(20)),
  ]

  /// The second answer of a server that fails leads to a new URL; what happens then is below.
  static let lasting = transient.filter { if case .status(500...599) = $0 { false } else { true } }

  @Test(arguments: lasting + [.connectTimeout(.seconds(10))]) func threeRetriesAfterOneTwoFourSeconds(
    cause: YouTubeStreamError.Cause
  ) {
    var harness = SessionHarness()
    _ = harness.start()
    let error = YouTubeStreamError(cause, offset: 0)
    let (reason, failure) = (error.sentence, error.failureClass)
    for (number, delay) in [(1, 1), (2, 2), (3, 4)] {
      let actions = harness.fail(cause)
      #expect(
        actions == [
          .publish(
            .streamRetrying(
              SessionHarness.reference, attempt: number, limit: 3, delay: .seconds(delay),
              reason: reason)),
          .wait(.seconds(delay)),
        ])
      #expect(harness.session.displayState == .retrying)
      harness.advance(.seconds(delay))
      #expect(harness.waited().fetched?.first == 0)
    }
    let actions = harness.fail(cause)
    let isTimeout =
      switch cause {
      case .connectTimeout, .idle: true
      default: false
      }
    #expect(
      actions == [
        .publish(.streamLost(SessionHarness.reference, bytes: 0, reason: reason, failure: failure)),
        .reject(.init(status: isTimeout ? 504 : 502, sentence: reason, word: failure.word)),
      ])
    #expect(harness.session.phase == .ended)
  }

  @Test func retriesAreConfigurable() {
    var rules = RelayRules()
    rules.retry = RetryPolicy(attempts: 1, baseDelay: .milliseconds(10))
    var harness = SessionHarness(rules: rules)
    _ = harness.start()
    #expect(harness.fail(.status(503)).delay == .milliseconds(10))
    _ = harness.waited()
    #expect(harness.fail(.status(503)).rejection?.status == 502)
  }

  @Test(
    arguments: [
      .status(401), .status(451), .tls("expired"), .redirect("neither http nor https"),
    ] as [YouTubeStreamError.Cause])
  func permanentAnswerIsNotRepeated(cause: YouTubeStreamError.Cause) {
    var harness = SessionHarness()
    _ = harness.start()
    #expect(harness.fail(cause).rejection?.status == 502)
  }

  @Test func notFoundAtTheStartIsTheEnd() {
    var harness = SessionHarness()
    _ = harness.start()
    let actions = harness.fail(.status(404))
    #expect(actions.rejection == .init(status: 502, sentence: "upstream 404", word: "refused"))
    #expect(actions.lessons == [.refused(url: SessionHarness.url)])
    #expect(actions.resolve == nil)
  }

  @Test(arguments: [403, 410]) func deadURLIsRefreshedOnceThenReadInSmallRanges(status: Int) throws {
    var harness = SessionHarness(rules: RelayRules())
    _ = harness.start()
    #expect(
      harness.fail(.status(status)) == [
        .remember(.refused(url: SessionHarness.url)),
        .resolve(cause: "upstream \(status)", rendition: nil, libraryFirst: true),
      ])
    var range = try #require(harness.resolved(SessionHarness.refreshed()).fetched)
    #expect(range.url.hasSuffix("sig=2"))
    _ = harness.head()
    // A client without a pace would get 1 MiB from an origin that refused nothing.
    while range.first == 0 {
      _ = harness.bytes(range.count)
      _ = harness.drain(range.count, in: .microseconds(10))
      range = try #require(harness.end().fetched)
    }
    #expect(range.count == RelayRules.cautiousChunkBytes)
  }

  @Test(arguments: [403, 410]) func secondRefusalIsTheEnd(status: Int) {
    var harness = SessionHarness()
    _ = harness.start()
    _ = harness.fail(.status(status))
    _ = harness.resolved(SessionHarness.refreshed())
    #expect(harness.fail(.status(status)).rejection?.status == 502)
  }

  @Test func deadURLIsNeverAskedAgainWhenTheRefreshFails() {
    var harness = SessionHarness()
    _ = harness.start()
    _ = harness.fail(.status(403))
    for delay in [1, 2, 4] {
      let actions = harness.resolveFailed(.other)
      #expect(actions.delay == .seconds(delay))
      #expect(actions.fetched == nil)
      let next = harness.waited()
      #expect(next.fetched == nil)
      #expect(next.resolve != nil)
    }
    #expect(harness.resolveFailed(.other).rejection?.status == 502)
  }

  /// What yt-dlp said is why the old URL does not work.
  @Test(
    arguments: [(.privateVideo, 502), (.removed, 502), (.botCheck, 503), (.noDirectFormat, 502)]
      as [(URLRefreshError.Kind, Int)], [403, 404, 410])
  func refusedOldURLAfterAHopelessRefreshIsTheEnd(
    refresh: (kind: URLRefreshError.Kind, status: Int), code: Int
  ) {
    var harness = SessionHarness(SessionHarness.track(age: 20_000))
    _ = harness.start()
    _ = harness.resolveFailed(refresh.kind)
    let actions = harness.fail(.status(code))
    let error = URLRefreshError(kind: refresh.kind)
    let (sentence, failure) = (error.sentence, error.failureClass)
    #expect(actions.rejection?.status == refresh.status)
    #expect(actions.rejection?.word == failure.word)
    #expect(actions.rejection?.sentence == sentence)
    let lost = ProxyEvent.Kind.streamLost(
      SessionHarness.reference, bytes: 0, reason: sentence, failure: failure)
    #expect(actions.events == [lost])
  }

  @Test(arguments: [(7, 7), (120, 120), (3600, 120), (0, 1)])
  func retryAfterIsHonouredUpToTheStallLimit(seconds: Int, waited: Int) {
    var harness = SessionHarness()
    _ = harness.start()
    let actions = harness.fail(.tooManyRequests(retryAfter: .seconds(seconds)))
    #expect(actions.delay == .seconds(waited))
  }

  @Test func silentOriginIsGivenUpAfterTheIdleTimeout() {
    var harness = SessionHarness()
    _ = harness.start()
    harness.advance(.seconds(19))
    #expect(harness.tick().events.map(\.name) == ["streamHedged"])
    harness.advance(.seconds(1))
    let actions = harness.tick()
    #expect(actions.first == .cancelFetch)
    #expect(actions.delay == .seconds(1))
    #expect(harness.session.failure == "no byte from upstream in 20 s")
  }

  @Test func refreshBeforeTheFirstByteMayChangeFormatAndLength() throws {
    var harness = SessionHarness()
    _ = harness.start()
    _ = harness.fail(.status(403))
    let other = SessionHarness.refreshed { media in
      media.formatID = "140"
      media.contentType = "audio/mp4"
      media.length = 5000
    }
    #expect(harness.resolved(other).fetched?.last == 4999)
    _ = harness.head(total: 5000, type: "audio/mp4")
    #expect(harness.bytes(10).plan?.bodyLength == 5000)
  }

  @Test func anotherLengthIsBelievedOnceEveryTryToldIt() throws {
    var harness = SessionHarness()
    _ = harness.start()
    for delay in [1, 2, 4] {
      let actions = harness.head(total: 2_000_000)
      #expect(actions.first == .cancelFetch)
      #expect(actions.delay == .seconds(delay))
      _ = harness.waited()
    }
    #expect(harness.head(total: 2_000_000).isEmpty)
    #expect(harness.bytes(10).plan?.bodyLength == 2_000_000)
  }

  @Test func lengthThatIsAnotherEachTimeIsNotBelieved() throws {
    var harness = SessionHarness()
    _ = harness.start()
    for total in 1...3 {
      _ = harness.head(total: Int64(total) * 1_000_001)
      _ = harness.waited()
    }
    #expect(harness.head(total: 5_000_000).rejection?.status == 502)
  }

  @Test func lengthThatWasWrongOnceIsForgotten() throws {
    var harness = SessionHarness()
    _ = harness.start()
    _ = harness.head(total: 2_000_000)
    _ = harness.waited()
    _ = harness.head()
    #expect(harness.bytes(10).plan?.bodyLength == SessionHarness.length)
  }

  @Test func unsatisfiableRangeInsideTheTrackIsAskedForAgain() {
    var harness = SessionHarness { $0.range = .from(900_000, to: nil) }
    _ = harness.start()
    // Its Content-Range tells the right length.
    #expect(harness.head().isEmpty)
    let actions = harness.fail(.status(416))
    #expect(actions.delay == .seconds(1))
    #expect(harness.waited().fetched?.first == 900_000)
  }

  @Test func lateInputsChangeNothing() {
    var harness = SessionHarness()
    _ = harness.start()
    _ = harness.fail(.status(404))
    let late: [[StreamSession.Action]] = [
      harness.head(), harness.bytes(5), harness.end(), harness.waited(), harness.tick(),
      harness.drain(0),
      harness.resolved(SessionHarness.refreshed()), harness.resolveFailed(.network),
    ]
    #expect(late.flatMap(\.self).isEmpty)
    #expect(!harness.session.wantsTicks)
  }

  @Test func aFormatThatIsGoneIsReplacedBeforeTheFirstByte() {
    var harness = SessionHarness()
    _ = harness.start()
    let resolve = harness.fail(.status(403)).resolve
    #expect(resolve != nil && resolve?.rendition == nil)
    let other = SessionHarness.refreshed {
      $0.formatID = "140"
      $0.length = 500
    }
    #expect(harness.resolved(other).fetched?.first == 0)
    // Where there is none at all, that is final.
    var gone = SessionHarness()
    _ = gone.start()
    _ = gone.fail(.status(403))
    #expect(gone.resolveFailed(.noDirectFormat).rejection?.status == 502)
  }

  @Test func aFormatThatIsGoneIsNotReplacedInTheMiddle() {
    var sought = SessionHarness { $0.range = .from(5000, to: nil) }
    _ = sought.start()
    #expect(sought.fail(.status(403)).resolve?.rendition == SessionHarness.rendition)
    #expect(sought.resolveFailed(.noDirectFormat).rejection?.status == 502)
    var playing = SessionHarness()
    playing.stream(50_000)
    #expect(playing.fail(.status(403)).resolve?.rendition == SessionHarness.rendition)
    #expect(playing.resolveFailed(.noDirectFormat).resolve == nil)
  }

  @Test func aRefusedURLIsNotAskedAgainThoughYtDlpBringsItAgain() {
    var harness = SessionHarness()
    _ = harness.start()
    _ = harness.fail(.status(403))
    let actions = harness.resolved(SessionHarness.track())
    #expect(actions.fetched == nil)
    #expect(actions.rejection?.status == 502)
  }
}
