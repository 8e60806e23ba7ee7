import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("The help")
struct HelpOverlayTests {
  @Test("The help names every command that has a key")
  func help() {
    let bound = Set(KeyMap.standard.bindings.map(\.command))
    func listed(_ view: any ListModel) -> [Command] {
      HelpSection.all(of: view, tabs: Tab.allCases).flatMap(\.commands)
    }
    #expect(Set(StandardViews.all.flatMap(listed)) == bound)
    for view in StandardViews.all {
      let tab = view.tab
      let listed = listed(view)
      #expect(Set(listed) == bound.filter(view.offers), "\(tab)")
      #expect(Set(listed).count == listed.count, "\(tab)")
      for columns in [90, 160] {
        var state = Sample.state(columns: columns, rows: 120)
        _ = state.type("\(tab.digit)?")
        let screen = Sample.screen(state)
        for command in listed { #expect(screen.contains(view.summary(of: command))) }
      }
    }
  }

  @Test("The help can be read to its end on the smallest screen")
  func helpScrolls() {
    var state = Sample.state(columns: 40, rows: 10)
    _ = state.type("?" + String(repeating: "j", count: 200))
    #expect(Sample.screen(state).contains("quit"))
  }
}
