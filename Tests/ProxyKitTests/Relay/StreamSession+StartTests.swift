import Foundation
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

private let length = SessionHarness.length

/// From the request to the first byte, when nothing breaks.
@Suite struct StreamSessionStartTests {
  @Test func freshTrackIsFetchedAtOnce() throws {
    var harness = SessionHarness()
    let range = try #require(harness.start().fetched)
    #expect(range.url == "https://origin.example/videoplayback?itag=251&sig=1")
    #expect((range.first, range.last) == (0, 131_071))
    #expect(harness.head().isEmpty, "no head before the first byte")
    let actions = harness.bytes(1000)
    #expect(actions.plan?.status == 200)
    #expect(actions.events == [.streamStarted(SessionHarness.reference, offset: 0)])
    #expect(actions.lessons == [.plays(SessionHarness.rendition)])
    #expect(actions.count == 3)
  }

  @Test func rangesJoinToTheEndThenFinish() throws {
    var harness = SessionHarness()
    var range = try #require(harness.start().fetched)
    var position: Int64 = 0
    while position < length {
      #expect(range.first == position)
      #expect(range.count <= 1 << 20)
      #expect(range.last < length)
      _ = harness.head()
      _ = harness.bytes(range.count)
      position += range.count
      _ = harness.drain(range.count)
      let actions = harness.end()
      if position == length {
        #expect(actions == [.finish])
      } else {
        range = try #require(actions.fetched)
      }
    }
    #expect(harness.session.phase == .ended)
  }

  @Test func nextRangeIsAskedForBeforeTheLastIsUsedUp() throws {
    var harness = SessionHarness()
    _ = harness.start()
    _ = harness.head()
    _ = harness.bytes(131_072)
    #expect(harness.end().isEmpty, "a full client gets no more")
    #expect(harness.drain(131_071).isEmpty, "nor does one whose pace nobody knows")
    #expect(try #require(harness.drain(1).fetched).first == 131_072)
  }

  @Test func unresolvedTrackIsResolvedFirst() throws {
    var track = SessionHarness.track()
    track.media = nil
    var harness = SessionHarness(track)
    #expect(harness.start() == [.resolve(cause: "first play", rendition: nil, libraryFirst: false)])
    #expect(harness.session.displayState == .resolving)
    #expect(harness.resolved(SessionHarness.track()).fetched?.first == 0)
  }

  @Test(arguments: [
    (SessionHarness.track(age: 18_120), "URL 5 h 02 min old"),
    (
      SessionHarness.track(url: "https://origin.example/?expire=1800000120&itag=251"),
      "URL expires in 2 min"
    ),
  ])
  func expiredURLIsRefreshed(track: Track, cause: String) {
    var harness = SessionHarness(track)
    // The best there is will do.
    #expect(harness.start() == [.resolve(cause: cause, rendition: nil, libraryFirst: false)])
    #expect(harness.session.displayState == .refreshing)
    #expect(harness.resolved(SessionHarness.refreshed()).fetched?.url.hasSuffix("sig=2") == true)
  }

  @Test(arguments: [URLRefreshError.Kind.network, .timeout, .botCheck, .breakerOpen, .privateVideo])
  func failedRefreshFallsBackOnTheOldURL(kind: URLRefreshError.Kind) {
    var harness = SessionHarness(SessionHarness.track(age: 20_000))
    _ = harness.start()
    let actions = harness.resolveFailed(kind)
    let reason = URLRefreshError(kind: kind).sentence
    #expect(actions.events == [.refreshDegraded(SessionHarness.reference.track, reason: reason)])
    #expect(actions.fetched?.url.hasSuffix("sig=1") == true)
  }

  @Test(
    arguments: [
      (.privateVideo, 502, nil), (.botCheck, 503, 60), (.rateLimit, 503, 60),
      (.breakerOpen, 503, 60),
      (.noDirectFormat, 502, nil), (.notInstalled, 502, nil),
    ] as [(URLRefreshError.Kind, Int, Int?)])
  func unresolvableTrackIsRejected(kind: URLRefreshError.Kind, status: Int, retryAfter: Int?) {
    var track = SessionHarness.track()
    track.media = nil
    var harness = SessionHarness(track)
    _ = harness.start()
    let rejection = harness.resolveFailed(kind).rejection
    let sentence = URLRefreshError(kind: kind).sentence
    #expect(
      rejection == .init(status: status, sentence: sentence, retryAfter: retryAfter, word: kind.word))
  }

  @Test(
    arguments: [(.timeout, 504), (.other, 502)] as [(URLRefreshError.Kind, Int)])
  func resolverIsAskedAgainBeforeItIsGivenUp(kind: URLRefreshError.Kind, status: Int) {
    var track = SessionHarness.track()
    track.media = nil
    var harness = SessionHarness(track)
    _ = harness.start()
    for delay in [1, 2, 4] {
      #expect(harness.resolveFailed(kind).delay == .seconds(delay))
      #expect(harness.waited().resolve != nil)
    }
    #expect(harness.resolveFailed(kind).rejection?.status == status)
  }

  @Test func resolverThatBringsNoURLEndsTheRequest() {
    var track = SessionHarness.track()
    track.media = nil
    var harness = SessionHarness(track)
    _ = harness.start()
    #expect(harness.resolved(track).rejection?.status == 502)
  }

  @Test func urlThatIsNotOpenYetIsWaitedFor() {
    let track = SessionHarness.track { $0.availableAt = SessionHarness.epoch + 7 }
    var harness = SessionHarness(track)
    #expect(harness.start() == [.wait(.seconds(7))])
    harness.advance(.seconds(7))
    #expect(harness.waited().fetched?.first == 0)
  }

  @Test func chunkLimitOfTheURLRules() throws {
    var harness = SessionHarness(SessionHarness.track { $0.chunkLimit = 50_000 })
    #expect(try #require(harness.start().fetched).count == 50_000)
  }

  // MARK: Ranges and HEAD

  @Test(
    arguments: [
      (.from(500_000, to: nil), 500_000, length - 1), (.from(10, to: 19), 10, 19),
      (.suffix(100), length - 100, length - 1),
    ] as [(RangeHeader, Int64, Int64)])
  func rangeIsFetchedFromItsStart(range: RangeHeader, first: Int64, last: Int64) throws {
    var harness = SessionHarness { $0.range = range }
    let fetched = try #require(harness.start().fetched)
    #expect(fetched.first == first)
    #expect(fetched.last == min(last, first + 131_071))
    _ = harness.head()
    #expect(harness.bytes(1).plan?.status == 206)
  }

  @Test func headIsAnsweredFromWhatIsKnown() {
    var harness = SessionHarness { $0.isHead = true }
    let actions = harness.start()
    #expect(actions.plan?.status == 200)
    #expect(actions.last == .finish)
    #expect(actions.count == 2)
  }

  @Test func headOfAnUnknownLengthAsksForOneByte() throws {
    var harness = SessionHarness(SessionHarness.track(length: nil)) { $0.isHead = true }
    let fetched = try #require(harness.start().fetched)
    #expect((fetched.first, fetched.last) == (0, 0))
    let actions = harness.head()
    #expect(actions.first == .cancelFetch)
    #expect(actions.plan?.bodyLength == length)
    #expect(actions.last == .finish)
  }

  @Test func rangeOutsideIsAnsweredWithoutTheOrigin() {
    var harness = SessionHarness { $0.range = .from(length, to: nil) }
    let actions = harness.start()
    #expect(actions == [.respond(.unsatisfiable(length: length)), .finish])
  }

  // MARK: Unknown length

  @Test func suffixOfAnUnknownLengthIsFoundByTheFirstAnswer() throws {
    var harness = SessionHarness(SessionHarness.track(length: nil)) { $0.range = .suffix(100) }
    #expect(harness.start().fetched?.first == 0)
    let actions = harness.head()
    #expect(actions.first == .cancelFetch)
    let fetched = try #require(actions.fetched)
    #expect((fetched.first, fetched.last) == (length - 100, length - 1))
    #expect(harness.head().isEmpty)
    #expect(harness.bytes(100).plan?.audio == .init(first: length - 100, end: length))
  }

  @Test func rangeOutsideAnUnknownLengthIs416() {
    var harness = SessionHarness(SessionHarness.track(length: nil)) {
      $0.range = .from(length + 5, to: nil)
    }
    #expect(harness.start().fetched?.first == length + 5)
    // The origin's 416 tells the length first.
    let actions = harness.head()
    #expect(actions == [.cancelFetch, .respond(.unsatisfiable(length: length)), .finish])
  }

  @Test(
    arguments: [.from(.max, to: nil), .from(.max, to: .max), .from(0, to: .max)] as [RangeHeader])
  func hugeOffsetsOverflowNothing(range: RangeHeader) throws {
    var harness = SessionHarness(SessionHarness.track(length: nil)) { $0.range = range }
    let fetched = try #require(harness.start().fetched)
    #expect(fetched.first >= 0 && fetched.last >= fetched.first)
  }

  @Test func closedRangeAsksForNoMoreWhileTheLengthIsUnknown() throws {
    var harness = SessionHarness(SessionHarness.track(length: nil)) { $0.range = .from(0, to: 99) }
    #expect(try #require(harness.start().fetched).count == 100)
    // Nobody knows the length after all: the answer is the whole, which goes on in full ranges.
    _ = harness.head(total: nil)
    #expect(harness.bytes(100).plan?.status == 200)
    _ = harness.drain(100)
    #expect(try #require(harness.end().fetched).count > 1000)
  }

  @Test func trackOfUnknownLengthEndsWhereTheOriginSaysSo() throws {
    var harness = SessionHarness(SessionHarness.track(length: nil))
    _ = harness.start()
    _ = harness.head(total: nil)
    #expect(harness.bytes(131_072).plan?.bodyLength == nil)
    _ = harness.drain(131_072)
    #expect(harness.end().fetched?.first == 131_072)
    #expect(harness.fail(.status(416)) == [.finish])
  }

  @Test func lengthIsReadFromTheURL() {
    let url = "https://origin.example/videoplayback?clen=4321&itag=251"
    var harness = SessionHarness(SessionHarness.track(url: url, length: nil)) { $0.isHead = true }
    #expect(harness.start().plan?.bodyLength == 4321)
  }

  // MARK: Media type

  @Test(
    arguments: [
      ("audio/webm", "audio/mp4", "audio/mp4"),
      ("audio/webm", "application/octet-stream", "audio/webm"),
      ("audio/webm", nil, "audio/webm"), (nil, "audio/mpeg", "audio/mpeg"),
      (nil, nil, "application/octet-stream"),
      ("audio/webm\r\nset-cookie: x", nil, "application/octet-stream"),
      ("", nil, "application/octet-stream"),
    ] as [(String?, String?, String)])
  func contentType(stored: String?, told: String?, sent: String) {
    var harness = SessionHarness(SessionHarness.track { $0.contentType = stored })
    _ = harness.start()
    _ = harness.head(type: told)
    let plan = harness.bytes(1).plan
    #expect(plan?.fields.first { $0.name == "content-type" }?.value == sent)
  }

  @Test func inlineBodyPutsMetadataIntoTheFirstRangeAlready() {
    var harness = SessionHarness { $0.asksForIcy = true }
    guard case .fetch(_, let interleaver)? = harness.start().first else {
      Issue.record("nothing fetched")
      return
    }
    #expect(interleaver == IcyInterleaver(interval: 16_384, title: "Beyoncé - Déjà Vu"))
    _ = harness.head()
    #expect(harness.bytes(1).plan?.interleaver == interleaver)
  }
}
