import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Files whose layout decides whether they may have metadata.
@Suite struct StreamSessionLayoutTests {
  private static let rendition = Rendition("140", length: SessionHarness.length)

  private static func track(_ type: String? = "audio/mp4", length: Int64? = SessionHarness.length) -> Track {
    SessionHarness.track(url: "https://origin.example/videoplayback?itag=140", length: length) {
      $0.formatID = "140"
      $0.contentType = type
    }
  }

  private func harness(
    _ track: Track = track(), known: MediaLayout? = nil, seeks: Bool = false,
    request change: (inout ProxyRequest) -> Void = { _ in }
  ) -> SessionHarness {
    var standing = RelayMemory.Standing()
    standing.layouts = known.map { [.init(rendition: Self.rendition, layout: $0)] } ?? []
    standing.seeks = seeks
    return SessionHarness(track, standing: standing) {
      $0.asksForIcy = true
      change(&$0)
    }
  }

  private func icy(_ plan: ResponsePlan?) -> Bool? { plan.map { $0.interleaver != nil } }

  @Test(arguments: [(MediaLayout.inOrder, true), (.indexBehind, false)])
  func answerWaitsForTheLook(layout: MediaLayout, isInline: Bool) throws {
    var harness = harness()
    let range = try #require(harness.start().fetched)
    #expect(range.looksAtHead && range.first == 0)
    #expect(harness.head(type: "audio/mp4") == [])
    #expect(harness.session.layoutFound(layout) == [.remember(.layout(layout, Self.rendition))])
    let plan = try #require(harness.bytes(1000).plan)
    #expect(plan.status == 200)
    #expect(icy(plan) == isInline)
    #expect(plan.bodyLength == SessionHarness.length + (isInline ? 49 + 60 : 0))
    // What comes later is no longer looked at.
    _ = harness.drain(1000)
    _ = harness.end()
    #expect(harness.session.current?.looksAtHead == false || harness.session.current?.first == 0)
  }

  @Test(arguments: [(MediaLayout.inOrder, true), (.indexBehind, false)])
  func knownLayoutNeedsNoLook(layout: MediaLayout, isInline: Bool) throws {
    var harness = harness(known: layout)
    #expect(try #require(harness.start().fetched).looksAtHead == false)
    _ = harness.head(type: "audio/mp4")
    #expect(icy(harness.bytes(1000).plan) == isInline)
    var head = self.harness(known: layout) { $0.isHead = true }
    #expect(icy(head.start().plan) == isInline)
  }

  /// The look costs a seekable body nothing, and spares the next one.
  @Test func seekableBodyIsLookedAtToo() throws {
    var harness = harness { $0.range = .from(0, to: nil) }
    #expect(try #require(harness.start().fetched).looksAtHead)
    _ = harness.head(type: "audio/mp4")
    #expect(harness.session.layoutFound(.indexBehind).lessons == [.layout(.indexBehind, Self.rendition)])
    #expect(harness.bytes(1000).plan?.status == 206)
  }

  @Test(arguments: ["audio/webm", "audio/mpeg"]) func othersAreNotLookedAt(type: String) throws {
    var harness = harness(Self.track(type))
    #expect(try #require(harness.start().fetched).looksAtHead == false)
  }

  @Test func seekIsNotLookedAt() throws {
    var harness = harness { $0.range = .from(5, to: nil) }
    #expect(try #require(harness.start().fetched).looksAtHead == false)
  }

  @Test func headAnswersWhatAGetWould() throws {
    for (layout, isInline) in [(MediaLayout.inOrder, true), (.indexBehind, false)] {
      var harness = harness { $0.isHead = true }
      let range = try #require(harness.start().fetched)
      #expect(range.looksAtHead && range.count == 4096)
      #expect(harness.head(type: "audio/mp4") == [])
      let actions = harness.session.layoutFound(layout)
      #expect(icy(actions.plan) == isInline)
      #expect(actions.contains(.cancelFetch) && actions.last == .finish)
    }
  }

  /// The look is for nothing once the origin has said what the file is.
  @Test func headOfWhatIsNoMP4AfterAllWaitsForNoLook() throws {
    var harness = harness(Self.track(nil)) { $0.isHead = true }
    #expect(try #require(harness.start().fetched).looksAtHead)
    #expect(icy(harness.head(type: "audio/webm").plan) == true)
  }

  @Test func anotherRenditionIsLookedAtAnew() throws {
    var harness = harness(known: .indexBehind)
    _ = harness.start()
    _ = harness.fail(.status(403))
    let range = try #require(
      harness.resolved(SessionHarness.refreshed { ($0.formatID, $0.contentType) = ("139", "audio/mp4") })
        .fetched)
    #expect(range.looksAtHead)
    #expect(harness.session.mode == .inline)
  }

  @Test func lookIsTakenAgainWhenTheOriginBreaksOff() throws {
    var harness = harness()
    _ = harness.start()
    _ = harness.head(type: "audio/mp4")
    #expect(harness.fail(.interrupted("10 of 131072 bytes")).delay != nil)
    #expect(try #require(harness.waited().fetched).looksAtHead)
  }

  /// The second request for a silent range shows it as well as the first.
  @Test func secondRequestLooksToo() throws {
    var harness = harness()
    let range = try #require(harness.start().fetched)
    harness.advance(.seconds(5))
    let hedges = harness.tick().compactMap { action in
      if case .hedge(let range, let interleaver) = action { (range, interleaver) } else { nil }
    }
    let (second, interleaver) = try #require(hedges.first)
    #expect(second.looksAtHead && range.looksAtHead && interleaver != nil)
    #expect(harness.session.hedgeBrought(.layout(.indexBehind), at: harness.now) == [])
  }

  @Test func unknownLengthIsPlain() throws {
    var harness = harness(Self.track(length: nil))
    _ = harness.start()
    _ = harness.head(total: nil, type: "audio/mp4")
    _ = harness.session.layoutFound(.indexBehind)
    let plan = try #require(harness.bytes(1000).plan)
    #expect(plan.status == 200 && plan.interleaver == nil && plan.bodyLength == nil)
  }
}
