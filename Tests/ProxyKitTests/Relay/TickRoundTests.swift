import NIOCore
import NIOEmbedded
import Testing

@testable import ProxyKit

@Suite struct TickRoundTests {
  private final class Member {}

  private let loop = EmbeddedEventLoop()

  @Test func callsAllAtTheTimeOfTheFirst() {
    let round = TickRound(eventLoop: loop)
    let members = [Member(), Member()]
    var calls: [Int] = []
    round.join(members[0], within: .seconds(2)) { calls.append(0) }
    loop.advanceTime(by: .seconds(1))
    round.join(members[1], within: .seconds(2)) { calls.append(1) }
    #expect(calls.isEmpty)
    loop.advanceTime(by: .seconds(1))
    #expect(calls.sorted() == [0, 1])
    loop.advanceTime(by: .seconds(10))
    #expect(calls.count == 2)
  }

  @Test func whoLeavesIsNotCalled() {
    let round = TickRound(eventLoop: loop)
    let members = [Member(), Member()]
    var calls: [Int] = []
    round.join(members[0], within: .seconds(1)) { calls.append(0) }
    round.join(members[1], within: .seconds(1)) { calls.append(1) }
    round.leave(members[0])
    loop.advanceTime(by: .seconds(1))
    #expect(calls == [1])
  }

  @Test func aMemberMayEndTheOther() {
    let round = TickRound(eventLoop: loop)
    let members = [Member(), Member()]
    var calls = 0
    for (own, other) in [(0, 1), (1, 0)] {
      round.join(members[own], within: .seconds(1)) {
        calls += 1
        round.leave(members[other])
      }
    }
    loop.advanceTime(by: .seconds(1))
    #expect(calls == 1)
  }

  @Test func aMemberMayJoinAgain() {
    let round = TickRound(eventLoop: loop)
    let member = Member()
    var calls = 0
    func join() {
      round.join(member, within: .seconds(1)) {
        calls += 1
        join()
      }
    }
    join()
    loop.advanceTime(by: .seconds(1))
    #expect(calls == 1)
    loop.advanceTime(by: .seconds(3))
    #expect(calls == 4)
  }
}
