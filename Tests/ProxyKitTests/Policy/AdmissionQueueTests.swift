import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit

@Suite struct AdmissionQueueTests {
  private let song = AdmissionQueue.Claim(
    videoID: .test, address: "127.0.0.1", userAgent: "mpv", startsInside: false)

  private func seek(_ change: (inout AdmissionQueue.Claim) -> Void = { _ in }) -> AdmissionQueue.Claim {
    var claim = song
    claim.startsInside = true
    change(&claim)
    return claim
  }

  /// A queue of `limit` slots with requests 1...`count` in it.
  private func queue(limit: Int, requests count: UInt64) -> AdmissionQueue {
    var queue = AdmissionQueue(limit: limit)
    for id in 0..<count { _ = queue.request(id + 1, claim: song) }
    return queue
  }

  @Test func admitsUpToTheLimitThenQueuesInOrder() {
    var queue = AdmissionQueue(limit: 2)
    let decisions = (1...4).map { queue.request($0, claim: song) }
    #expect(decisions == [.admitted, .admitted, .queued(position: 1), .queued(position: 2)])
    #expect(queue.activeCount == 2)
    #expect(queue.waitingCount == 2)
  }

  @Test func moreSlotsAreForThoseWhoWaitAndFewerTakeNobodysAway() {
    var queue = queue(limit: 1, requests: 4)
    #expect(queue.resize(limit: 3) == [2, 3])
    #expect(queue.activeCount == 3 && queue.waitingCount == 1)
    #expect(queue.resize(limit: 1).isEmpty && queue.activeCount == 3)
    #expect(queue.release(1).isEmpty && queue.release(2).isEmpty)
    #expect(queue.release(3) == [4])
    #expect(queue.resize(limit: 0).isEmpty && queue.limit == 1)
  }

  @Test func slotGoesToWhoWaitsLongest() {
    var queue = queue(limit: 2, requests: 5)
    #expect(queue.release(2) == [3])
    #expect(queue.release(1) == [4])
    #expect(queue.release(3) == [5])
    #expect(queue.release(4).isEmpty)
    #expect(queue.activeCount == 1)
  }

  @Test func releaseTwiceFreesOneSlot() {
    var queue = queue(limit: 1, requests: 3)
    #expect(queue.release(1) == [2])
    #expect(queue.release(1).isEmpty)
    #expect(queue.activeCount == 1)
    #expect(queue.waitingCount == 1)
  }

  @Test func releaseOfAStrangerChangesNothing() {
    var queue = queue(limit: 1, requests: 2)
    #expect(queue.release(77).isEmpty)
    #expect(queue.activeCount == 1)
    #expect(queue.waitingCount == 1)
  }

  @Test func whoGivesUpWaitingIsPassedOver() {
    var queue = queue(limit: 1, requests: 3)
    #expect(queue.release(2).isEmpty)
    #expect(queue.release(1) == [3])
  }

  @Test func seekTakesOverTheOldestOfItsOwnWhenFull() {
    var queue = queue(limit: 2, requests: 2)
    #expect(queue.request(3, claim: seek()) == .takesOver(1))
    #expect(queue.activeCount == 2)
    #expect(queue.release(1).isEmpty)
    #expect(queue.activeCount == 2)
  }

  @Test func seekWithRoomTakesNothingOver() {
    var queue = queue(limit: 3, requests: 2)
    #expect(queue.request(3, claim: seek()) == .admitted)
    #expect(queue.activeCount == 3)
  }

  @Test func seekOvertakesThoseWhoWait() {
    var queue = queue(limit: 1, requests: 2)
    #expect(queue.request(3, claim: seek()) == .takesOver(1))
    #expect(queue.waitingCount == 1)
    #expect(queue.release(3) == [2])
  }

  @Test func onlyTheSameListenersStreamIsTakenOver() {
    let strangers = [
      seek { $0.videoID = .other }, seek { $0.address = "127.0.0.2" }, seek { $0.userAgent = "VLC" },
      seek { $0.startsInside = false },
    ]
    for claim in strangers {
      var queue = queue(limit: 1, requests: 1)
      #expect(queue.request(2, claim: claim) == .queued(position: 1), "\(claim)")
    }
  }

  @Test(arguments: [0, -3]) func thereIsAlwaysOneSlot(limit: Int) {
    var queue = AdmissionQueue(limit: limit)
    #expect(queue.request(1, claim: song) == .admitted)
    #expect(queue.request(2, claim: song) == .queued(position: 1))
  }

  @Test func randomComingsAndGoingsLoseNoSlot() {
    var generator = SplitMix64(seed: 7)
    var queue = AdmissionQueue(limit: 3)
    var present: Set<UInt64> = []
    for id in UInt64(1)...5_000 {
      present.insert(id)
      if case .takesOver(let older) = queue.request(
        id, claim: Bool.random(using: &generator) ? song : seek())
      {
        present.remove(older)
        #expect(queue.release(older).isEmpty)
      }
      while present.count > 6 || Bool.random(using: &generator),
        let gone = present.randomElement(using: &generator)
      {
        present.remove(gone)
        _ = queue.release(gone)
      }
      #expect(queue.activeCount == min(present.count, 3))
      #expect(queue.waitingCount == max(present.count - 3, 0))
    }
    for id in present { _ = queue.release(id) }
    #expect(queue.activeCount == 0)
    #expect(queue.waitingCount == 0)
  }
}
