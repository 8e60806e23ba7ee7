import Foundation
import Testing
import TrackKit

@Suite struct EventHubTests {
  @Test("Every subscriber gets every event, in one order")
  func everySubscriber() async {
    let hub = EventHub()
    let streams = (0..<3).map { _ in hub.subscribe() }
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<4 {
        group.addTask { for _ in 0..<50 { hub.publish(.notice(.info, "\(number)")) } }
      }
    }
    hub.finish()
    for stream in streams {
      var numbers: [UInt64] = []
      for await event in stream { numbers.append(event.sequence) }
      #expect(numbers == Array(1...200))
    }
  }

  @Test("One that is behind loses the oldest, and can tell how many")
  func behind() async {
    let hub = EventHub()
    let stream = hub.subscribe(bufferingNewest: 2)
    for number in 1...5 { hub.publish(.notice(.info, "\(number)")) }
    hub.finish()
    var numbers: [UInt64] = []
    for await event in stream { numbers.append(event.sequence) }
    #expect(numbers == [4, 5])
  }

  /// Waking a task and cancelling it take the same lock of the task's; with the hub's held as well, two threads
  /// waited for each other for ever.
  @Test("Subscribers may be cancelled while events are published")
  func cancelledWhilePublished() async {
    let hub = EventHub()
    let publishing = Task.detached { while !Task.isCancelled { hub.publish(.notice(.info, "n")) } }
    for _ in 0..<3000 {
      let stream = hub.subscribe()
      let (begun, begin) = AsyncStream.makeStream(of: Void.self)
      let consumer = Task.detached { for await _ in stream { begin.yield() } }
      for await _ in begun { break }
      consumer.cancel()
      await consumer.value
    }
    publishing.cancel()
    await publishing.value
  }
}
