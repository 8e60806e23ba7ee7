import ControlKit
import FoundationEssentials
import Testing
import TrackKit

struct EventStreamLineTests {
  @Test(arguments: [
    EventStreamLine.opening(instance: "a1", next: 7), .gap(lost: 3),
    .event(ProxyEvent(sequence: 7, date: Date(timeIntervalSince1970: 1000), kind: .breakerClosed)),
  ])
  func `a line reads as it was written`(line: EventStreamLine) throws {
    let bytes = try WireJSON.line(line)
    #expect(bytes.last == 10 && bytes.dropLast().allSatisfy { $0 != 10 })
    #expect(try WireJSON.value(EventStreamLine.self, from: bytes) == line)
  }
}
