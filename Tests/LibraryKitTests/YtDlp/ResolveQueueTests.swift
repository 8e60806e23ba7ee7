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

  @Test func runsThatAreBegunAnewKeepTheirCallers() throws {
    var queue = queue(2)
    queue.join(1, video: a, rendition: nil, priority: .listener, cause: "")
    queue.join(2, video: b, rendition: nil, priority: .listener, cause: "")
    queue.join(3, video: c, rendition: nil, priority: .listener, cause: "")
    let running = [queue.startNext(), queue.startNext()].compactMap(\.self)
    try #require(running.count == 2)
    queue.leave(2)
    #expect(queue.beginAnew() == running.map(\.id))
    #expect(queue.beginAnew() == [], "each is told once")
    #expect(queue.giveBack(running[0].id) && queue.giveBack(running[1].id))
    // The one that was begun before waits where it was, in front.
    #expect(queue.startNext()?.waiters == [1])
    #expect(queue.startNext()?.waiters == [3])
    #expect(queue.startNext() == nil && queue.waitingCount == 0)
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

  @Test func aRunThatNobodyWaitsForGoesOn() {
    var queue = queue()
    queue.join(1, video: a, rendition: nil, priority: .listener, cause: "")
    let job = queue.startNext()!
    queue.leave(1)
    queue.leave(1)
    #expect(queue.makeWay() == nil && queue.runningCount == 1)
    // Who asks again finds it under way.
    #expect(queue.canJoin(a, rendition: nil))
    queue.join(2, video: a, rendition: nil, priority: .listener, cause: "")
    #expect(queue.startNext() == nil)
    #expect(queue.finish(job.id) == [2])
  }

  @Test func aRunThatNobodyWaitsForMakesWay() {
    var queue = queue(2)
    for (waiter, video) in [a, b].enumerated() {
      queue.join(UInt64(waiter), video: video, rendition: nil, priority: .listener, cause: "")
    }
    let first = queue.startNext()!
    _ = queue.startNext()
    queue.leave(0)
    queue.join(3, video: c, rendition: nil, priority: .background, cause: "")
    #expect(queue.makeWay() == nil)
    queue.join(4, video: c, rendition: nil, priority: .listener, cause: "")
    #expect(queue.makeWay() == first.id && queue.makeWay() == nil)
    #expect(queue.startNext() == nil)
    let isGivenBack = queue.giveBack(first.id)
    #expect(isGivenBack && queue.startNext()?.video == c)
    #expect(queue.runningCount == 2 && queue.waitingCount == 0)
  }

  @Test func whoComesBackInTimeIsServedLater() {
    var queue = queue()
    queue.join(1, video: a, rendition: nil, priority: .listener, cause: "")
    let first = queue.startNext()!
    queue.leave(1)
    queue.join(2, video: b, rendition: nil, priority: .listener, cause: "")
    #expect(queue.makeWay() == first.id)
    queue.join(3, video: a, rendition: nil, priority: .listener, cause: "")
    let isGivenBack = queue.giveBack(first.id)
    #expect(isGivenBack)
    // Its job is the older one.
    let next = queue.startNext()
    #expect(next?.video == a && next?.waiters == [3])
    let isEnding = queue.giveBack(first.id)
    #expect(!isEnding)
  }

  @Test func theBackgroundLeavesAPlaceToListeners() {
    var queue = queue(3)
    for (waiter, video) in [a, b, c].enumerated() {
      queue.join(UInt64(waiter), video: video, rendition: nil, priority: .background, cause: "")
    }
    let running = [queue.startNext(), queue.startNext()].compactMap { $0?.video }
    #expect(running == [a, b] && queue.startNext() == nil)
    queue.join(9, video: testVideo("ddddddddddd"), rendition: nil, priority: .listener, cause: "")
    #expect(queue.startNext()?.priority == .listener)
    // A listener who joins background work lets another one begin when there is room.
    queue.join(10, video: a, rendition: nil, priority: .listener, cause: "")
    #expect(queue.startNext() == nil && queue.makeWay() == nil)
  }

  @Test func aPersonTakesEveryPlaceAndMakesWayForAListener() {
    var queue = queue(2)
    queue.join(1, video: a, rendition: nil, priority: .background, cause: "")
    queue.join(2, video: b, rendition: nil, priority: .person, cause: "")
    queue.join(3, video: c, rendition: nil, priority: .person, cause: "")
    let running = [queue.startNext(), queue.startNext()].compactMap { $0 }
    #expect(running.map(\.video) == [b, c] && queue.startNext() == nil)
    #expect(queue.makeWay() == nil)
    queue.join(4, video: testVideo("ddddddddddd"), rendition: nil, priority: .listener, cause: "")
    #expect(queue.makeWay() == running[1].id && queue.makeWay() == nil)
    let isGivenBack = queue.giveBack(running[1].id)
    #expect(isGivenBack && queue.startNext()?.priority == .listener)
    _ = queue.finish(running[0].id)
    // It is run again, before the work in advance.
    let again = queue.startNext()
    #expect(again?.video == c && again?.waiters == [3])
  }

  @Test func withOnePlaceTheBackgroundMakesWayAndComesBack() {
    var queue = queue(1)
    queue.join(1, video: a, rendition: nil, priority: .background, cause: "")
    let background = queue.startNext()!
    queue.join(2, video: b, rendition: nil, priority: .background, cause: "")
    #expect(queue.makeWay() == nil)
    queue.join(3, video: c, rendition: nil, priority: .listener, cause: "")
    #expect(queue.makeWay() == background.id)
    let isGivenBack = queue.giveBack(background.id)
    #expect(isGivenBack)
    let listener = queue.startNext()!
    #expect(listener.video == c)
    _ = queue.finish(listener.id)
    let again = queue.startNext()
    #expect(again?.video == a && again?.waiters == [1])
  }

  @Test func leavingBeforeTheStartDropsTheJob() {
    var queue = queue()
    queue.join(1, video: a, rendition: nil, priority: .listener, cause: "")
    queue.leave(1)
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
