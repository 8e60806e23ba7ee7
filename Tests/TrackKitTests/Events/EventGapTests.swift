import FoundationEssentials
import Testing

@testable import TrackKit

/// Events that a subscriber has lost.
@Suite struct EventGapTests {
  private func event(_ number: UInt64) -> ProxyEvent {
    ProxyEvent(sequence: number, date: .now, kind: .breakerClosed)
  }

  @Test func gapsAreCounted() {
    var gap = EventGap()
    let numbers: [UInt64] = [7, 8, 11, 12, 1012, 1, 2, .max]
    let lost = numbers.map { gap.lost(before: event($0)) }
    // Another hub, of a program that was started again, counts from the start.
    #expect(lost == [0, 0, 2, 0, 999, 0, 0, .max])
  }

  @Test func slowSubscriberKnowsWhatItLost() async {
    let hub = EventHub()
    let events = hub.subscribe(bufferingNewest: 3)
    var gap = EventGap()
    var iterator = events.makeAsyncIterator()
    hub.publish(.breakerClosed)
    if let first = await iterator.next() { #expect(gap.lost(before: first) == 0) }
    for _ in 0..<10 { hub.publish(.breakerClosed) }
    if let next = await iterator.next() { #expect(gap.lost(before: next) == 7) }
  }
}
