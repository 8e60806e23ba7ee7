import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// How a stream counts when it is over.
struct StreamSessionEndingTests {
  private static let mpd: @Sendable (inout ProxyRequest) -> Void = { $0.userAgent = RelayFixture.agentOfMPD }

  @Test func bodyThatLeftIsServed() {
    var harness = SessionHarness { $0.range = .from(0, to: 999) }
    harness.stream(1000)
    #expect(harness.end() == [.finish])
    #expect(
      harness.session.answered(sent: 1000) == [
        .publish(.streamFinished(SessionHarness.reference, bytes: 1000, clientLeft: false)), .end(.served),
      ])
  }

  @Test func clientThatLeavesInMidBodyIsServed() {
    var harness = SessionHarness()
    harness.stream(1000)
    #expect(
      harness.session.clientLeft(sent: 900) == [
        .publish(.streamFinished(SessionHarness.reference, bytes: 900, clientLeft: true)), .end(.served),
      ])
    #expect(harness.bytes(10).isEmpty, "nothing happens any more")
    #expect(!harness.session.wantsTicks)
  }

  @Test func clientThatLeavesBeforeTheFirstByteWasNotServed() {
    var harness = SessionHarness()
    _ = harness.start()
    #expect(
      harness.session.clientLeft(sent: 0) == [.publish(.streamLeft(SessionHarness.reference)), .end(.left)])
  }

  @Test(arguments: [true, false]) func songThatWasFilledUpHasFailed(stays: Bool) {
    var harness = SessionHarness(request: Self.mpd)
    harness.stream(1000)
    _ = harness.fail(.status(401))
    let actions = stays ? harness.session.answered(sent: 9000) : harness.session.clientLeft(sent: 9000)
    #expect(actions == [.end(.failed)], "that it is lost was said before")
  }

  /// Closing the connection ourselves looks as if the client had left.
  @Test(arguments: [true, false]) func songThatWasCutHasFailedAndNothingElse(stays: Bool) {
    var harness = SessionHarness()
    harness.stream(1000)
    #expect(harness.fail(.status(401)).last == .abort)
    #expect(harness.session.ending == .failed)
    let actions = stays ? harness.session.answered(sent: 1000) : harness.session.clientLeft(sent: 1000)
    #expect(actions.isEmpty)
  }

  @Test(arguments: [true, false]) func headDoesNotCount(stays: Bool) {
    var harness = SessionHarness { $0.isHead = true }
    _ = harness.start()
    let actions = stays ? harness.session.answered(sent: 0) : harness.session.clientLeft(sent: 0)
    #expect(actions == [.end(.uncounted)])
  }

  // MARK: After a wait in line

  @Test func unresolvedTrackIsLookedUpOnceMoreAfterAWait() {
    var track = SessionHarness.track()
    track.media = nil
    var harness = SessionHarness(track, hasWaited: true)
    #expect(harness.start() == [.resolve(cause: "first play", rendition: nil, libraryFirst: true)])
    #expect(harness.session.accepts(stored: SessionHarness.track(), at: harness.now))
    #expect(!harness.session.accepts(stored: track, at: harness.now))
    _ = harness.resolveFailed(.timeout)
    #expect(harness.waited().resolve?.libraryFirst == false)
  }

  @Test func freshTrackIsPlayedAfterAWait() {
    var harness = SessionHarness(hasWaited: true)
    #expect(harness.start().fetched?.first == 0)
  }
}
