import Foundation
import Testing

@testable import ProxyKit
@testable import TrackKit

/// What a stream does while there is no network, and how long it waits before its first byte, by a clock that is moved
/// by hand.
@Suite struct StreamSessionNetworkTests {
  /// How it shows that there is no network.
  static let signs: [YouTubeStreamError.Cause] = [
    .connect("Couldn't resolve host name"), .connect("Couldn't connect to server"), .page("text/html"),
    .status(511),
  ]

  private static func unresolved(_ rules: RelayRules = SessionHarness.rules) -> SessionHarness {
    var track = SessionHarness.track()
    track.media = nil
    return SessionHarness(track, rules: rules)
  }

  // MARK: Before the first byte

  @Test(arguments: signs) func headersAreHeldForFortySeconds(cause: YouTubeStreamError.Cause) {
    var harness = SessionHarness()
    var actions = harness.start()
    var tries = 0
    var resolves = 0
    while harness.session.phase != .ended {
      if actions.fetched != nil { actions = harness.fail(cause) }
      if let resolve = actions.resolve {
        resolves += 1
        #expect(!resolve.libraryFirst)
        // Without a network yt-dlp brings nothing, and the old URL goes on being tried.
        actions = harness.resolveFailed(.network)
        continue
      }
      guard let delay = actions.delay else { break }
      tries += 1
      #expect(delay == .seconds(2))
      #expect(harness.session.displayState == .retrying)
      harness.advance(delay)
      actions = harness.waited()
    }
    let sentence = YouTubeStreamError(cause, offset: 0).sentence
    let failure = FailureClass("network", .surroundings)
    #expect(actions.rejection == .init(status: 502, sentence: sentence, word: "network"))
    let lost = ProxyEvent.Kind.streamLost(
      SessionHarness.reference, bytes: 0, reason: sentence, failure: failure)
    #expect(actions.events == [lost])
    #expect(tries == 20 && resolves == 1)
    #expect(harness.session.elapsed(at: harness.now) == .seconds(40))
  }

  @Test func theTriesAreCountedOnTheirOwn() {
    var harness = SessionHarness()
    _ = harness.start()
    for (cause, attempt, limit, delay) in [
      (.connect("refused"), 1, 20, 2), (.status(503), 1, 3, 1), (.connect("refused"), 2, 20, 2),
      (.idle(.seconds(20)), 2, 3, 2), (.page("text/html"), 3, 20, 2), (.interrupted("reset"), 3, 3, 4),
    ] as [(YouTubeStreamError.Cause, Int, Int, Int)] {
      guard case .streamRetrying(_, let number, let most, let wait, _, _)? = harness.fail(cause).events.first
      else {
        Issue.record("no retry")
        return
      }
      #expect((number, most, wait) == (attempt, limit, .seconds(delay)))
      _ = harness.waited()
    }
    #expect(harness.fail(.interrupted("reset")).rejection != nil)
  }

  @Test func theSongPlaysOnceTheNetworkIsBack() {
    var harness = SessionHarness()
    _ = harness.start()
    #expect(harness.session.networkMayHaveChanged(at: harness.now).isEmpty, "it is not waited for")
    _ = harness.fail(.connect("unreachable"))
    harness.advance(.milliseconds(300))
    #expect(harness.session.networkMayHaveChanged(at: harness.now).fetched?.first == 0)
    _ = harness.head()
    #expect(harness.bytes(20_000).plan?.status == 200)
    // What was, is forgotten.
    #expect(
      harness.fail(.connect("unreachable")).events.first
        == .streamRetrying(
          SessionHarness.reference, attempt: 1, limit: 60, delay: .seconds(2), offset: 20_000,
          reason: "no connection to upstream: unreachable"))
  }

  /// The URL is bound to the address that the machine had before.
  @Test func aURLThatIsRefusedAfterAChangeOfNetworkIsReplaced() {
    var harness = SessionHarness()
    _ = harness.start()
    for _ in 0..<3 {
      _ = harness.fail(.connect("unreachable"))
      _ = harness.waited()
    }
    #expect(harness.fail(.connect("unreachable")).resolve != nil)
    #expect(harness.resolveFailed(.network).fetched != nil)
    // The refresh that found no network was none.
    #expect(harness.fail(.status(403)).resolve != nil)
    _ = harness.resolved(SessionHarness.refreshed())
    #expect(harness.fail(.status(403)).rejection?.sentence == "upstream 403")
  }

  @Test func aResolverWithoutANetworkIsAskedAgainForFortySeconds() {
    var harness = Self.unresolved()
    _ = harness.start()
    var runs = 1
    var actions: [StreamSession.Action] = []
    while harness.session.phase != .ended {
      // What a run takes that finds no name server.
      harness.advance(.milliseconds(3500))
      actions = harness.resolveFailed(.network)
      guard let delay = actions.delay else { break }
      #expect(delay == .seconds(2))
      harness.advance(delay)
      #expect(harness.waited().resolve != nil)
      runs += 1
    }
    // The last one began within the time, and was allowed to end.
    #expect(runs == 8 && harness.session.elapsed(at: harness.now) == .seconds(42))
    #expect(actions.rejection?.status == 502)
  }

  @Test func aResolverWithoutANetworkIsAskedAtOnceWhenItIsBack() {
    var harness = Self.unresolved()
    _ = harness.start()
    _ = harness.resolveFailed(.network)
    #expect(harness.session.networkMayHaveChanged(at: harness.now).resolve != nil)
    #expect(harness.resolved(SessionHarness.track()).fetched?.first == 0)
  }

  @Test func aCertificateThatIsWrongFromTheStartIsNoNetwork() {
    var harness = SessionHarness()
    _ = harness.start()
    #expect(harness.fail(.tls("expired")).rejection?.status == 502)
    // But for a song that its listener has been hearing.
    var sought = SessionHarness(standing: .init(rendition: SessionHarness.rendition)) {
      $0.range = .from(5000, to: nil)
    }
    _ = sought.start()
    #expect(sought.fail(.tls("expired")).delay == .seconds(2))
  }

  // MARK: In mid-stream

  @Test(arguments: signs + [.tls("it has expired")])
  func theListenerIsKeptWaitingUpToTheStallLimit(cause: YouTubeStreamError.Cause) {
    var harness = SessionHarness()
    harness.stream(1000)
    var actions = harness.fail(cause)
    var (retries, resolves) = (0, 0)
    for _ in 0..<400 where harness.session.phase != .ended {
      if actions.resolve != nil {
        resolves += 1
        actions = harness.resolveFailed(.network)
      } else if actions.fetched != nil {
        actions = harness.fail(cause)
      } else {
        if actions.delay != nil { retries += 1 }
        harness.advance(.seconds(1))
        actions = harness.tick()
        if case .waiting(let until, _) = harness.session.phase, until <= harness.now.date {
          actions = harness.waited()
        }
      }
    }
    #expect(actions.last == .abort)
    let reason = YouTubeStreamError(cause, offset: 0).sentence
    #expect(
      actions.events == [
        .streamLost(
          SessionHarness.reference, bytes: 1000, offset: 1000, reason: "no byte for 120 s: \(reason)",
          failure: FailureClass("silence", .surroundings))
      ])
    #expect((55...61).contains(retries) && resolves == 1)
  }

  @Test func aListenerWithSomethingToReadIsNoReasonToTryForEver() {
    var harness = SessionHarness()
    _ = harness.start()
    _ = harness.head()
    _ = harness.bytes(1000)
    for _ in 0..<3 {
      #expect(harness.fail(.connect("unreachable")).delay == .seconds(2))
      _ = harness.waited()
    }
    #expect(harness.fail(.connect("unreachable")).isEmpty)
    #expect(harness.session.phase == .parked)
    #expect(harness.session.networkMayHaveChanged(at: harness.now).fetched?.first == 1000)
  }

  @Test func aDeadURLIsReplacedOnceTheNetworkIsBack() {
    var harness = SessionHarness()
    harness.stream(1000)
    _ = harness.fail(.status(403))
    for _ in 0..<5 {
      #expect(harness.resolveFailed(.network).delay == .seconds(2))
      #expect(harness.waited().resolve != nil)
    }
    _ = harness.resolveFailed(.network)
    #expect(harness.session.networkMayHaveChanged(at: harness.now).resolve != nil)
    #expect(harness.resolved(SessionHarness.refreshed()).fetched?.first == 1000)
  }

  // MARK: The time before the first byte

  @Test func aResolverThatHangsHoldsNoListenerForMinutes() {
    var harness = Self.unresolved()
    _ = harness.start()
    var actions: [StreamSession.Action] = []
    // 45 s a run, and the waits between them.
    for second in 1...200 where harness.session.phase != .ended {
      harness.advance(.seconds(1))
      if case .waiting(let until, _) = harness.session.phase, until <= harness.now.date {
        _ = harness.waited()
      }
      if second == 45 || second == 91 { _ = harness.resolveFailed(.timeout) }
      actions = harness.tick()
    }
    #expect(harness.session.elapsed(at: harness.now) == .seconds(120))
    let sentence = URLRefreshError(kind: .timeout).sentence
    #expect(actions.rejection == .init(status: 504, sentence: sentence, word: "timeout"))
  }

  @Test(arguments: [10, 60]) func theLimitIsTheUsers(seconds: Int) {
    var rules = SessionHarness.rules
    rules.stallLimit = .seconds(seconds)
    var harness = Self.unresolved(rules)
    _ = harness.start()
    harness.advance(.seconds(seconds - 1))
    #expect(harness.tick().isEmpty)
    harness.advance(.seconds(1))
    #expect(harness.tick().rejection?.status == 504)
  }

  @Test func whatYtDlpSaidIsTold() {
    var rules = SessionHarness.rules
    rules.stallLimit = .seconds(10)
    var harness = Self.unresolved(rules)
    _ = harness.start()
    harness.advance(.seconds(5))
    let error = URLRefreshError(kind: .other, evidence: "the extractor is confused")
    _ = harness.session.resolveFailed(error, at: harness.now)
    _ = harness.waited()
    harness.advance(.seconds(5))
    #expect(harness.tick().rejection == .init(status: 502, sentence: error.sentence, word: "other"))
    // In mid-song, too.
    var playing = SessionHarness(rules: rules)
    playing.stream(1000)
    _ = playing.fail(.status(403))
    _ = playing.session.resolveFailed(error, at: playing.now)
    playing.advance(.seconds(10))
    #expect(
      playing.tick().events == [
        .streamLost(
          SessionHarness.reference, bytes: 1000, offset: 1000, reason: "no byte for 10 s: \(error.sentence)",
          failure: FailureClass("silence", .surroundings))
      ])
  }

  @Test func aWaitThatDoesNotFitIsNotBegun() {
    var rules = SessionHarness.rules
    rules.stallLimit = .seconds(30)
    var harness = SessionHarness(rules: rules)
    _ = harness.start()
    harness.advance(.seconds(20))
    let actions = harness.fail(.tooManyRequests(retryAfter: .seconds(25)))
    #expect(actions.delay == nil && actions.rejection?.status == 502)
  }

  @Test func silenceCountsAsWell() {
    var rules = SessionHarness.rules
    (rules.stallLimit, rules.idleTimeout) = (.seconds(30), .seconds(60))
    var harness = SessionHarness(rules: rules)
    _ = harness.start()
    harness.advance(.seconds(30))
    let actions = harness.tick()
    #expect(actions.first == .cancelFetch)
    #expect(actions.rejection == .init(status: 504, sentence: "no byte for 30 s", word: "silence"))
  }

  // MARK: Another server

  @Test(arguments: [500, 502, 503, 504]) func theSecondFailureOfAServerLeadsToANewURL(status: Int) {
    var harness = SessionHarness()
    _ = harness.start()
    #expect(harness.fail(.status(status)).delay == .seconds(1))
    #expect(harness.waited().fetched?.url == SessionHarness.url)
    #expect(harness.fail(.status(status)).delay == .seconds(2))
    let resolve = harness.waited().resolve
    #expect(resolve?.cause == "upstream \(status) twice" && resolve?.libraryFirst == false)
    #expect(harness.resolved(SessionHarness.refreshed()).fetched?.url.hasSuffix("sig=2") == true)
    #expect(harness.fail(.status(status)).delay == .seconds(4))
    #expect(harness.waited().fetched != nil)
    #expect(harness.fail(.status(status)).rejection?.sentence == "upstream \(status)")
  }

  @Test func withoutANewURLTheOldServerIsAskedAgain() {
    for kind in [URLRefreshError.Kind.network, .timeout, .other, .breakerOpen, .noDirectFormat] {
      var harness = SessionHarness()
      _ = harness.start()
      _ = harness.fail(.status(503))
      _ = harness.waited()
      _ = harness.fail(.status(503))
      _ = harness.waited()
      #expect(harness.resolveFailed(kind).fetched?.url == SessionHarness.url)
      #expect(harness.fail(.status(503)).delay == .seconds(4))
      _ = harness.waited()
      let isVideos = kind == .noDirectFormat
      #expect(
        harness.fail(.status(503)).rejection?.sentence
          == (isVideos ? URLRefreshError(kind: kind).sentence : "upstream 503"))
    }
  }

  @Test func inMidSongAServerHasMoreTime() {
    var harness = SessionHarness()
    harness.stream(1000)
    for _ in 0..<3 {
      _ = harness.fail(.status(503))
      #expect(harness.waited().fetched != nil)
    }
    #expect(harness.fail(.status(503)).resolve != nil)
  }
}
