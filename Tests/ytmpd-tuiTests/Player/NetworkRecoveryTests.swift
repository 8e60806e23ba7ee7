import Testing
import TrackKit

@testable import ytmpd_tui

@Suite(.timeLimit(.minutes(5))) struct NetworkRecoveryTests {
  @Test(arguments: [NetworkChange.addresses, .routes, .resumed(after: .seconds(3600))])
  func `every change of the network is a reason to try, and nothing else`(change: NetworkChange) async {
    let events = EventHub()
    let (tries, tried) = AsyncStream.makeStream(of: NetworkChange.self)
    let recovery = NetworkRecovery(events) { tried.yield($0) }
    let task = Task { await recovery.run() }
    events.publish(.breakerClosed)
    events.publish(.networkChanged(change))
    events.publish(.notice(.info, "-"))
    events.finish()
    await task.value
    tried.finish()
    let seen = await tries.reduce(into: [NetworkChange]()) { $0.append($1) }
    #expect(seen == [change])
  }
}
