import TestSupport
import Testing

@testable import LibraryKit
@testable import TrackKit

@Suite struct ResolveQueueTests {
  private let a = testVideo("aaaaaaaaaaa")
  private let b = testVideo("bbbbbbbbbbb")
  private let c = testVideo("ccccccccccc")

  private func queue(_ concurrency: Int = 1) -> ResolveQueue { ResolveQueue(concurrency: concurrency) }

  @Test func callersOfOneVideoShareAJob() {
    var queue = queue(9)
    for waiter in 1...20 {
      queue.join(UInt64(waiter), video: a, rendition: nil, priority: .listener, cause: "\(waiter)")
    }
    let job = queue.startNext()
    #expect(job?.waiters.count == 20 && job?.cause == "1")
    #expect(queue.startNext() == nil)
    queue.join(21, video: a, rendition: nil, priority: .listener, cause: "")
    #expect(queue.finish(job!.id) == Set(1...21))
    #expect(queue.runningCount == 0 && queue.waitingCount == 0)
  }

  @Test func listenersFirstThenInOrder() {
    var queue = queue()
    queue.join(1, video: a, rendition: nil, priority: .background, cause: "")
    queue.join(2, video: b, rendition: nil, priority: .listener, cause: "")
    queue.join(3, video: c, rendition: nil, priority: .listener, cause: "")
    var order: [VideoID] = []
    while let job = queue.startNext() {
      order.append(job.video)
      #expect(queue.startNext() == nil)
      _ = queue.finish(job.id)
    }
    #expect(order == [b, c, a])
  }

  @Test func aListenerRaisesBackgroundWork() {
    var queue = queue()
    queue.join(1, video: a, rendition: nil, priority: .background, cause: "")
    queue.join(2, video: b, rendition: nil, priority: .background, cause: "")
    queue.join(3, video: b, rendition: nil, priority: .listener, cause: "")
    #expect(queue.startNext()?.video == b)
  }

  @Test func noMoreThanItsSlots() {
    var queue = queue(2)
    for (waiter, video) in [a, b, c].enumerated() {
      queue.join(UInt64(waiter), video: video, rendition: nil, priority: .listener, cause: "")
    }
    let first = queue.startNext()
    _ = queue.startNext()
    #expect(queue.startNext() == nil)
    #expect(queue.runningCount == 2 && queue.waitingCount == 1)
    _ = queue.finish(first!.id)
    #expect(queue.startNext()?.video == c)
  }

  @Test func theLastToLeaveCancels() {
    var queue = queue()
    queue.join(1, video: a, rendition: nil, priority: .listener, cause: "")
    queue.join(2, video: a, rendition: nil, priority: .listener, cause: "")
    let job = queue.startNext()!
    #expect(queue.leave(1) == .nothing)
    #expect(queue.leave(2) == .cancel(job.id))
    #expect(queue.leave(2) == .nothing)
    // A run that is being cancelled is no longer joined, but still holds its slot.
    #expect(!queue.canJoin(a, rendition: nil))
    queue.join(3, video: a, rendition: nil, priority: .listener, cause: "")
    #expect(queue.startNext() == nil)
    #expect(queue.finish(job.id) == [])
    #expect(queue.startNext()?.waiters == [3])
  }

  @Test func leavingBeforeTheStartDropsTheJob() {
    var queue = queue()
    queue.join(1, video: a, rendition: nil, priority: .listener, cause: "")
    #expect(queue.leave(1) == .nothing)
    #expect(queue.startNext() == nil && queue.waitingCount == 0)
  }

  @Test func formats() {
    var queue = queue(9)
    queue.join(1, video: a, rendition: Rendition("251"), priority: .listener, cause: "")
    #expect(queue.canJoin(a, rendition: Rendition("251")) && queue.canJoin(a, rendition: nil))
    #expect(!queue.canJoin(a, rendition: Rendition("140")) && !queue.canJoin(b, rendition: nil))
    queue.join(2, video: a, rendition: Rendition("140"), priority: .listener, cause: "")
    #expect(queue.waitingCount == 2)
  }

  @Test func finishingTheWaitingLeavesTheRunning() {
    var queue = queue()
    queue.join(1, video: a, rendition: nil, priority: .listener, cause: "")
    let job = queue.startNext()!
    queue.join(2, video: b, rendition: nil, priority: .listener, cause: "")
    queue.join(3, video: c, rendition: nil, priority: .background, cause: "")
    #expect(queue.finishWaiting() == [2, 3])
    #expect(queue.runningCount == 1 && queue.waitingCount == 0)
    #expect(queue.finish(job.id) == [1])
  }
}
