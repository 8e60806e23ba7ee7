import Testing

@testable import DashboardKit

@Suite("Kinds of events")
struct EventGroupTests {
  @Test("Every kind of event is found by a group of its own", arguments: EventLine.Kind.allCases)
  func kinds(kind: EventLine.Kind) {
    let line = EventLine(id: 1, date: Sample.now, kind: kind, what: "", weight: .plain)
    #expect(kind.rawValue.count <= 8)
    // Told on a stream's own page alone.
    let isListed = kind != .admitted
    #expect(EventGroup.allCases.filter { $0.contains(line) }.count == (isListed ? 2 : 1))
  }
}
