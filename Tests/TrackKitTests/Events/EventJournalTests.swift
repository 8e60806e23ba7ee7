import FoundationEssentials
import Testing
import TrackKit

struct EventJournalTests {
  private static func journal(_ count: UInt64, capacity: Int = 4) -> EventJournal {
    var journal = EventJournal(capacity: capacity)
    for number in 1..<(count + 1) {
      journal.append(ProxyEvent(sequence: number, date: Date(timeIntervalSince1970: 0), kind: .breakerClosed))
    }
    return journal
  }

  @Test(
    arguments: [
      // events so far, from, what comes, lost
      (0, 1, [], 0), (0, 0, [], 0), (0, 9, [], 0),
      (3, 1, [1, 2, 3], 0), (3, 0, [1, 2, 3], 0), (3, 3, [3], 0), (3, 4, [], 0),
      // Of another run: everything is new.
      (3, 5, [1, 2, 3], 0), (3, .max, [1, 2, 3], 0),
      (4, 1, [1, 2, 3, 4], 0), (6, 1, [3, 4, 5, 6], 2), (6, 3, [3, 4, 5, 6], 0), (6, 6, [6], 0),
      (9, 2, [6, 7, 8, 9], 4),
    ] as [(UInt64, UInt64, [UInt64], UInt64)])
  func `gives the events from a number on`(count: UInt64, from: UInt64, expected: [UInt64], lost: UInt64) {
    let replay = Self.journal(count).replay(from: from)
    #expect(replay.events.map(\.sequence) == expected)
    #expect(replay.lost == lost)
  }

  @Test func `knows its ends`() {
    let journal = Self.journal(6)
    #expect(journal.first == 3 && journal.next == 7)
    #expect(EventJournal(capacity: 0).capacity == 1)
  }

  @Test func `who comes back misses nothing and gets nothing twice`() async {
    let hub = EventHub()
    for _ in 1...5 { hub.publish(.breakerClosed) }
    let (events, first, lost) = hub.subscribe(from: 4)
    hub.publish(.breakerClosed)
    hub.finish()
    var numbers: [UInt64] = []
    for await event in events { numbers.append(event.sequence) }
    #expect(numbers == [4, 5, 6] && first == 4 && lost == 0)
  }
}
