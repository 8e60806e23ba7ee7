import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// What the library's answer means for a request.
struct ArrivalTests {
  private static let track = Track(id: .test, title: "T")

  @Test func trackThatIsKnownNeedsASlot() {
    #expect(Arrival.step(for: ProxyRequest(id: .test), after: .success(Self.track)) == .queue(Self.track))
  }

  @Test func headNeedsNone() {
    let request = ProxyRequest(id: .test, isHead: true)
    #expect(Arrival.step(for: request, after: .success(Self.track)) == .begin(Self.track))
  }

  @Test(arguments: [false, true]) func unknownTrackIs404AndNoStream(isHead: Bool) {
    let step = Arrival.step(for: ProxyRequest(id: .test, isHead: isHead), after: .success(nil))
    guard case .reject(let rejection, .uncounted) = step else {
      Issue.record("\(step)")
      return
    }
    #expect(rejection.status == 404)
    #expect(rejection.sentence == TrackNotFoundError(id: .test).sentence)
  }

  @Test func libraryThatCannotBeReadIs500WithoutItsInside() {
    let step = Arrival.step(for: ProxyRequest(id: .test), after: .failure(FakeLibrary.Unreadable()))
    let sentence = "the library of tracks can't be read: try again in a moment"
    #expect(step == .reject(.init(status: 500, sentence: sentence), .failed))
  }

  @Test(arguments: [(.seconds(10), 10), (.milliseconds(100), 1), (.zero, 1)] as [(Duration, Int)])
  func whoWaitsInVainMayAskAgainAfterTheWait(wait: Duration, seconds: Int) {
    let rejection = Arrival.turnedAway(after: wait)
    #expect((rejection.status, rejection.retryAfter) == (503, seconds))
  }
}
