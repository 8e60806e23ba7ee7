import Foundation
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// When yt-dlp itself delivers a track, and how that ends, by a clock that is moved by hand.
@Suite struct StreamSessionPipingTests {
  private static func harness(
    _ media: Bool = false, request change: (inout ProxyRequest) -> Void = { _ in }
  ) -> SessionHarness {
    var rules = SessionHarness.rules
    rules.pipesAudio = true
    var track = SessionHarness.track(age: 20_000)
    if !media { track.media = nil }
    return SessionHarness(track, rules: rules, request: change)
  }

  /// A session to which yt-dlp has begun to deliver.
  private static func piped(_ mode: FaultMode = .seekable) -> SessionHarness {
    var harness = harness {
      $0.userAgent = mode.agent
      $0.asksForIcy = mode == .mpd || mode == .inline
      if mode == .part { $0.range = .from(5000, to: nil) }
    }
    _ = harness.start()
    _ = harness.resolveFailed(.noDirectFormat)
    harness.session.pipeBegan(type: "video/mp2t")
    return harness
  }

  @Test(arguments: URLRefreshError.Kind.allCases) func onlyWhatHasNoURLIsPiped(kind: URLRefreshError.Kind) {
    var harness = Self.harness()
    _ = harness.start()
    let actions = harness.resolveFailed(kind)
    let isPiped = [.noDirectFormat, .sabrOnly, .live].contains(kind)
    #expect(actions.contains(.pipe(isLive: kind == .live)) == isPiped)
    if isPiped {
      #expect(
        actions.events == [
          .streamPiped(SessionHarness.reference, reason: URLRefreshError(kind: kind).sentence)
        ])
      #expect(harness.session.displayState == .holding && harness.session.wantsTicks)
    }
    // Where nobody can, it is what it was.
    var without = Self.harness()
    without.session = SessionHarness(without.session.track).session
    _ = without.start()
    #expect(without.resolveFailed(kind).contains { if case .pipe = $0 { true } else { false } } == false)
  }

  @Test func aConditionThatDecidesTakesNoRun() {
    var harness = Self.harness {
      $0.conditions = Preconditions(ifMatch: ["\"x\""], ifNoneMatch: [], ifRange: [])
    }
    _ = harness.start()
    let actions = harness.resolveFailed(.noDirectFormat)
    #expect(actions.plan?.status == 412 && actions.contains(.finish))
    #expect(!actions.contains(.pipe(isLive: false)))
  }

  @Test func anOldURLIsTriedFirst() {
    var harness = Self.harness(true)
    #expect(harness.start().resolve != nil)
    #expect(harness.resolveFailed(.noDirectFormat).fetched?.url == SessionHarness.url)
    let actions = harness.fail(.status(403))
    #expect(actions.contains(.pipe(isLive: false)) && actions.rejection == nil)
    #expect(harness.session.track.media == nil && harness.session.next == 0)
  }

  /// A seek must go on in the rendition that the listener has, which is gone.
  @Test func aSeekInAFileIsNotPiped() {
    var rules = SessionHarness.rules
    rules.pipesAudio = true
    var harness = SessionHarness(
      SessionHarness.track(age: 20_000), rules: rules, standing: .init(isURLRefused: true)
    ) { $0.range = .from(5000, to: nil) }
    #expect(harness.start().resolve != nil)
    #expect(harness.resolveFailed(.noDirectFormat).rejection?.status == 502)
  }

  @Test(arguments: FaultMode.allCases) func theBodyHasNoLengthAndNoRanges(mode: FaultMode) {
    var harness = Self.piped(mode)
    let actions = harness.session.pipeBrought(1000, at: harness.now)
    let plan = actions.plan
    #expect(plan?.status == 200 && plan?.bodyLength == nil && plan?.audio == .init(first: 0, end: nil))
    let fields = plan.map { Dictionary(uniqueKeysWithValues: $0.fields.map { ($0.name, $0.value) }) } ?? [:]
    #expect(fields["content-type"] == "video/mp2t")
    #expect(fields["content-length"] == nil && fields["accept-ranges"] != "bytes" && fields["etag"] == nil)
    #expect((plan?.interleaver != nil) == (mode == .inline || mode == .mpd))
    #expect(actions.events == [.streamStarted(harness.session.reference, offset: 0)])
    #expect(harness.drain(1000).isEmpty)
    #expect(harness.session.pipeBrought(500, at: harness.now).isEmpty)
    #expect(harness.session.pipeEnded(nil, at: harness.now) == [.finish])
    #expect(
      harness.session.answered(sent: 1500) == [
        .publish(.streamFinished(harness.session.reference, bytes: 1500, clientLeft: false)), .end(.served),
      ])
  }

  @Test func aHEADStartsNothing() {
    var harness = Self.harness { $0.isHead = true }
    _ = harness.start()
    let actions = harness.resolveFailed(.noDirectFormat)
    #expect(actions.plan?.status == 200 && actions.last == .finish)
    #expect(actions.events.isEmpty)
  }

  @Test(arguments: [URLRefreshError.Kind.removed, .noDirectFormat, .sabrOnly, .noFFmpeg, .breakerOpen])
  func whatFailsForGoodIsLost(kind: URLRefreshError.Kind) {
    let error = URLRefreshError(kind: kind)
    var early = Self.piped()
    #expect(early.session.pipeEnded(error, at: early.now).rejection?.sentence == error.sentence)
    var late = Self.piped(.mpd)
    _ = late.session.pipeBrought(1000, at: late.now)
    let actions = late.session.pipeEnded(error, at: late.now)
    #expect(actions.last == .abort, "nobody knows a length to complete")
    #expect(
      actions.events == [
        .streamLost(
          late.session.reference, bytes: 1000, offset: 1000, reason: error.sentence,
          failure: error.failureClass)
      ])
    #expect(late.session.ending == .failed && late.session.clientLeft(sent: 1000).isEmpty)
  }

  @Test func whatMayPassIsTriedAgainBeforeTheFirstByte() {
    var harness = Self.piped()
    for delay in [1, 2, 4] {
      #expect(
        harness.session.pipeEnded(URLRefreshError(kind: .other), at: harness.now).delay == .seconds(delay))
      #expect(harness.waited().resolve != nil)
      #expect(harness.resolveFailed(.noDirectFormat).contains(.pipe(isLive: false)))
    }
    #expect(
      harness.session.pipeEnded(URLRefreshError(kind: .other), at: harness.now).rejection?.status == 502)
  }

  @Test func thereMayBeAURLTheNextTime() {
    var harness = Self.piped()
    _ = harness.session.pipeEnded(URLRefreshError(kind: .timeout), at: harness.now)
    _ = harness.waited()
    #expect(harness.resolved(SessionHarness.refreshed()).fetched?.first == 0)
    _ = harness.head()
    #expect(harness.bytes(10).plan?.fields.contains(.init(name: "content-type", value: "audio/webm")) == true)
  }

  @Test func theListenerWaitsAsLongAsForAFile() {
    var early = Self.piped()
    early.advance(.seconds(120))
    #expect(early.tick().rejection?.status == 504)
    var late = Self.piped()
    _ = late.session.pipeBrought(1000, at: late.now)
    // A pause is no silence.
    late.advance(.seconds(8 * 3600))
    #expect(late.tick().isEmpty)
    _ = late.drain(1000)
    late.advance(.seconds(3))
    #expect(late.tick().events == [.streamStalled(SessionHarness.reference, silence: .seconds(3))])
    #expect(late.session.displayState == .stalled)
    late.advance(.seconds(117))
    #expect(late.tick().last == .abort)
  }

  @Test func mpdIsNotHeldUp() {
    var harness = Self.piped(.mpd)
    #expect(harness.session.mayBlockPlayer)
    #expect(harness.session.playerIsBlocked().rejection?.status == 502)
    var playing = Self.piped(.mpd)
    _ = playing.session.pipeBrought(1000, at: playing.now)
    #expect(!playing.session.mayBlockPlayer)
    _ = playing.drain(1000)
    #expect(playing.session.mayBlockPlayer && playing.session.playerIsBlocked().last == .abort)
  }

  @Test func aClientThatLeavesIsCountedOnce() {
    var early = Self.piped()
    #expect(early.session.clientLeft(sent: 0).last == .end(.left))
    #expect(early.session.pipeBrought(10, at: early.now).isEmpty)
    var late = Self.piped()
    _ = late.session.pipeBrought(1000, at: late.now)
    #expect(late.session.clientLeft(sent: 500).last == .end(.served))
    #expect(late.session.pipeEnded(nil, at: late.now).isEmpty)
  }

  @Test func aClientThatDoesNotReadGetsNoMore() {
    var harness = Self.piped()
    _ = harness.session.pipeBrought(100_000, at: harness.now)
    #expect(harness.session.hasPipeRoom)
    _ = harness.session.pipeBrought(50_000, at: harness.now)
    #expect(!harness.session.hasPipeRoom)
    _ = harness.drain(30_000)
    #expect(harness.session.hasPipeRoom)
  }
}
