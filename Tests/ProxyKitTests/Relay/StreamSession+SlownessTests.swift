import Foundation
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// An origin that sends more slowly than the song plays, by a clock that is moved by hand.
@Suite struct StreamSessionSlownessTests {
  /// A million bytes in 100 s: 10,000 bytes a second.
  private static func harness(_ mode: FaultMode = .seekable, at place: FaultPlace = .middle) -> SessionHarness
  {
    var track = SessionHarness.track()
    track.duration = .seconds(100)
    var harness = SessionHarness(track, claim: .tagged) {
      $0.userAgent = mode.agent
      $0.asksForIcy = mode == .mpd || mode == .inline
      switch place {
      case .middle: $0.range = mode == .part ? .from(5000, to: nil) : nil
      case .end: $0.range = .from(SessionHarness.length - 100_000, to: nil)
      default: break
      }
    }
    _ = harness.start()
    _ = harness.head()
    if place == .middle {
      _ = harness.bytes(100_000)
      _ = harness.drain(100_000)
    }
    return harness
  }

  /// Lets `pace` bytes come in each second, until something is done about it or `seconds` are over.
  private static func trickle(
    _ harness: inout SessionHarness, _ pace: Int64, seconds: Int
  ) -> (second: Int, actions: [StreamSession.Action])? {
    for second in 1...seconds {
      harness.advance(.seconds(1))
      if let range = harness.session.current, harness.session.next + pace <= range.last {
        _ = harness.bytes(pace)
        _ = harness.drain(pace)
      }
      let actions = harness.tick()
      if !actions.isEmpty { return (second, actions) }
    }
    return nil
  }

  @Test(arguments: [FaultPlace.head, .middle, .end], FaultMode.allCases)
  func aNewConnectionThenANewURL(place: FaultPlace, mode: FaultMode) {
    var harness = Self.harness(mode, at: place)
    let first = Self.trickle(&harness, 1000, seconds: 60)
    let sentence = "upstream sends 1.0 kB a second, and the song needs 10.0 kB"
    // The first look begins the time.
    #expect(first?.second == 16)
    let next = harness.session.next
    #expect(
      first?.actions.events == [
        .streamRetrying(
          harness.session.reference, attempt: 1, limit: 2, delay: .zero, offset: next, reason: sentence)
      ])
    #expect(first?.actions.contains(.cancelFetch) == true)
    #expect(first?.actions.fetched?.first == next && first?.actions.fetched?.needsFreshConnection == true)
    _ = harness.head()
    #expect(harness.bytes(1) == [.publish(.streamResumed(harness.session.reference, offset: next))])
    _ = harness.drain(1)

    let second = Self.trickle(&harness, 1000, seconds: 60)
    #expect(second?.second == 15)
    #expect(second?.actions.resolve?.cause == sentence && second?.actions.resolve?.libraryFirst == false)
    #expect(harness.resolved(SessionHarness.refreshed()).fetched?.url.hasSuffix("sig=2") == true)
    // A network that is slow as a whole is not made quicker by more of it.
    _ = harness.head()
    #expect(Self.trickle(&harness, 600, seconds: 60) == nil)
  }

  @Test func aPaceThatSufficesIsLeftAlone() {
    var harness = Self.harness()
    for _ in 0..<60 {
      harness.advance(.seconds(1))
      if harness.session.next + 10_000 > harness.session.current?.last ?? 0 { _ = harness.end() }
      _ = harness.bytes(10_000)
      _ = harness.drain(10_000)
      #expect(harness.tick().isEmpty)
    }
  }

  @Test(arguments: [URLRefreshError.Kind.network, .timeout, .noDirectFormat, .breakerOpen])
  func withoutANewURLTheOldOneIsUsed(kind: URLRefreshError.Kind) {
    var harness = Self.harness()
    _ = Self.trickle(&harness, 1000, seconds: 20)
    _ = harness.head()
    _ = Self.trickle(&harness, 1000, seconds: 20)
    #expect(harness.session.displayState == .refreshing)
    #expect(harness.resolveFailed(kind).fetched?.url == SessionHarness.url)
  }

  /// It was for the better: another rendition is not, and costs no song.
  @Test func anotherRenditionIsNotTaken() {
    var harness = Self.harness()
    _ = Self.trickle(&harness, 1000, seconds: 20)
    _ = harness.head()
    _ = Self.trickle(&harness, 1000, seconds: 20)
    let actions = harness.resolved(SessionHarness.refreshed { $0.length = 5 })
    #expect(actions.events.map(\.name) == ["refreshDegraded"])
    #expect(actions.fetched?.url == SessionHarness.url)
  }

  @Test func aClientThatReadsSlowlyIsNoSlowOrigin() {
    var harness = Self.harness()
    for _ in 0..<30 {
      harness.advance(.seconds(1))
      _ = harness.bytes(1000)
      _ = harness.drain(min(500, harness.session.unsent))
      #expect(harness.tick().isEmpty)
    }
  }

  @Test func aPauseIsNoSlowness() {
    var harness = Self.harness()
    #expect(Self.trickle(&harness, 1000, seconds: 10) == nil)
    // Nobody looks meanwhile.
    harness.advance(.seconds(600))
    #expect(Self.trickle(&harness, 1000, seconds: 15) == nil)
    #expect(Self.trickle(&harness, 1000, seconds: 2) != nil)
  }

  /// Length and duration, the stated bit rate, or the thinnest there is; never more than any song needs.
  @Test(
    arguments: [
      (1_000_000, 100, 128, 10_000), (nil, 100, 128, 16_000), (nil, nil, 128, 16_000), (nil, nil, nil, 4000),
      (1_000_000, 100_000, 128, 4000), (1 << 40, 1, 128, 125_000), (nil, nil, 999_999, 125_000),
      (1_000_000, nil, 128, 16_000),
    ] as [(Int64?, Int?, Int?, Int64)])
  func whatASongNeeds(length: Int64?, duration: Int?, bitrate: Int?, need: Int64) {
    var track = SessionHarness.track(length: length) { $0.bitrate = bitrate }
    track.duration = duration.map { .seconds($0) }
    #expect(SessionHarness(track).session.neededPace == need)
  }
}
