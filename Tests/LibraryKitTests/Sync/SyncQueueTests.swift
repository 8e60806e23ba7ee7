import Testing

@testable import LibraryKit

/// Which sync comes next, and for whom.
@Suite struct SyncQueueTests {
  @Test func tenThatAskMeanwhileShareOneMore() {
    var queue = SyncQueue()
    queue.ask(1, for: .all)
    #expect(queue.begin() == .init(job: .all, callers: [1]))
    for caller in 2...11 { queue.ask(UInt64(caller), for: .all) }
    #expect(queue.begin() == nil)
    #expect(queue.end() == [1])
    #expect(queue.begin() == .init(job: .all, callers: Set(2...11)))
    #expect(queue.end() == Set(2...11))
    #expect(queue.begin() == nil && queue.end() == [])
  }

  @Test func othersWaitForTheirTurn() {
    var queue = SyncQueue()
    queue.ask(1, for: .one("A"))
    queue.ask(2, for: .all)
    queue.ask(3, for: .one("A"))
    queue.ask(4, for: .one("B"))
    var order: [SyncQueue.Run] = []
    while let run = queue.begin() {
      order.append(run)
      _ = queue.end()
    }
    #expect(
      order == [
        .init(job: .one("A"), callers: [1, 3]), .init(job: .all, callers: [2]),
        .init(job: .one("B"), callers: [4]),
      ])
  }

  @Test func whoLeavesTakesNothingFromOthers() {
    var queue = SyncQueue()
    queue.ask(1, for: .all)
    queue.ask(2, for: .all)
    _ = queue.begin()
    queue.ask(3, for: .all)
    queue.ask(4, for: .one("A"))
    #expect(queue.leave(1) == .gone)
    #expect(queue.leave(2) == .last)
    #expect(queue.leave(4) == .gone)
    // Whoever is the last waits for the end.
    #expect(queue.end() == [2])
    #expect(queue.begin()?.callers == [3])
    #expect(queue.end() == [3] && queue.waiting.isEmpty)
  }
}
