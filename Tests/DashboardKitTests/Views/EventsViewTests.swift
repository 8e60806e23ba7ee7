import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("The events")
struct EventsViewTests {
  @Test("Events are picked by kind and by track, and written out as they are shown")
  func eventFilters() {
    var state = Sample.state()
    _ = state.type("6ee")
    #expect(state.list.narrowing.kind == EventGroup.trouble.rawValue)
    #expect(state.list(of: .events).ids.count == 1)
    _ = state.type("E")
    #expect(Sample.screen(state).contains("kind trouble  track Beyoncé - Déjà Vu"))
    #expect(
      state.type("W") == [
        .exportEvents([
          "2026-11-22T13:02:41Z retry Beyoncé - Déjà Vu: upstream 503, next try in 2 s (2/3)"
        ])
      ])
    _ = state.type([.escape])
    #expect(state.list(of: .events).ids.count == 2)
    #expect(state.type("7W").count == 1)
  }

  @Test("The list follows the newest event until another one is selected")
  func following() {
    var state = Sample.state()
    _ = state.type("6")
    func add(_ sequence: UInt64) {
      _ = state.update(
        .events([.init(sequence: sequence, date: Sample.now, kind: .notice(.info, "n\(sequence)"))]),
        now: Sample.now)
    }
    add(3)
    #expect(state.list(of: .events).index == 0)
    _ = state.type("j")
    let selected = state.list(of: .events).selected
    add(4)
    add(5)
    #expect(state.list(of: .events).selected == selected)
    #expect(state.list(of: .events).index == 3)
  }
}
