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

  @Test("The help is searched, and Enter runs what is selected")
  func searched() {
    var state = Sample.state(columns: 100, rows: 30)
    #expect(state.type("3?/stale") == [])
    let screen = Sample.screen(state)
    #expect(screen.contains("refresh every stale URL") && !screen.contains("volume up"))
    #expect(state.type([.enter]) == [.refreshExpired] && state.overlay == nil)
    _ = state.type("?/xyzzy")
    #expect(Sample.screen(state).contains("No key or command matches."))
    #expect(state.type([.enter, .escape]) == [] && state.overlay == nil)
    _ = state.type("?/vol")
    #expect(state.type([.escape]) == [] && state.overlay == .help(HelpPage()))
    #expect(state.type([.escape]) == [] && state.overlay == nil)
  }

  @Test("A command in the help is selected by a click, and run by a second one")
  func clicked() throws {
    var state = Sample.state(columns: 100, rows: 60)
    _ = state.type("3?")
    let place = try #require(state.helpCommands(HelpPage()).firstIndex(of: .refreshExpired))
    let area = try state.area(of: .choose(place))
    let click = Key.mouse(MouseEvent(.press, column: area.column, row: area.row))
    #expect(state.type([click]) == [] && state.overlay == .help(HelpPage(index: place)))
    #expect(state.type([click]) == [.refreshExpired] && state.overlay == nil)
  }

  @Test("The help can be read to its end on the smallest screen")
  func helpScrolls() {
    var state = Sample.state(columns: 40, rows: 10)
    _ = state.type("?" + String(repeating: "j", count: 200))
    #expect(Sample.screen(state).contains("quit"))
  }
}
