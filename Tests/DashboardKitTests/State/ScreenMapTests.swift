import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("What is pointed at")
struct ScreenMapTests {
  private func click(_ area: Rect) -> Key {
    .mouse(MouseEvent(.press, column: area.column, row: area.row))
  }

  @Test("Painting tells what can be clicked on, and nothing that is hidden")
  func targets() {
    var state = Sample.state()
    _ = state.type("3")
    let meanings = state.screen.targets.map(\.meaning)
    for id in state.list.ids { #expect(meanings.contains(.select(id))) }
    for tab in Tab.allCases { #expect(meanings.contains(.show(tab))) }
    #expect(state.screen.tab == .tracks && state.screen.wheel == .list)
    for overlay: Overlay in [.prompt(.add, LineEditor()), .palette(LineEditor(), index: 0)] {
      state.overlay = overlay
      state.look()
      #expect(state.screen.targets.isEmpty && state.screen.wheel == .nothing)
    }
    for overlay: Overlay in [
      .confirm(question: "?", effect: .quit), .leave(streams: 2), .choice(.radio(of: nil, queued: 2)),
    ] {
      state.overlay = overlay
      state.look()
      let keys = state.screen.targets.map(\.meaning)
      #expect(keys.contains(.press(.escape)) && keys.count >= 2 && state.screen.wheel == .nothing)
    }
    state.overlay = .help(HelpPage())
    state.look()
    #expect(state.screen.targets.first?.meaning == .close && state.screen.wheel == .overlay)
    _ = state.update(.resize(Size(columns: 39, rows: 9)), now: Sample.now)
    state.look()
    #expect(state.screen.targets.isEmpty && state.screen.wheel == .nothing)
  }

  @Test("A click means what was seen there, though the list has moved since")
  func movedRows() throws {
    var state = Sample.state()
    _ = state.type("3")
    let area = try state.area(of: .select(Sample.row(2)))
    _ = state.update(.tracks(Sample.tracks.reversed()), now: Sample.now)
    _ = state.update(.key(click(area)), now: Sample.now)
    #expect(state.list.selected == Sample.row(2))
    // The view that has come up is not the one that was clicked on.
    _ = state.update(.key(.character("6")), now: Sample.now)
    let selected = state.list.selected
    #expect(state.update(.key(click(area)), now: Sample.now + 0.1) == [])
    #expect(state.list.selected == selected)
  }

  @Test("A click closes the help; the history of a stream too, and a tab is shown at once")
  func overlays() throws {
    var state = Sample.state()
    for keys in ["?", "\n"] {
      _ = state.type(keys.map { $0 == "\n" ? .enter : .character($0) })
      #expect(state.overlay != nil)
      #expect(state.type([.mouse(MouseEvent(.press, column: 0, row: 12))]) == [])
      #expect(state.overlay == nil)
    }
    _ = state.type([.enter])
    _ = state.update(.key(click(try state.area(of: .show(.queue)))), now: Sample.now)
    #expect(state.overlay == nil && state.tab == .queue)
  }

  @Test("A page is scrolled to its end and not beyond, however fast the keys come", arguments: [false, true])
  func pages(isPainted: Bool) throws {
    var state = Sample.state(columns: 40, rows: 10)
    func press(_ keys: [Key]) {
      for key in keys {
        _ = state.update(.key(key), now: Sample.now)
        if isPainted { state.look() }
      }
      state.look()
    }
    let problems = (1...9).map {
      PartProblem(part: "part \($0)", problem: "it is gone", cure: "bring it back")
    }
    _ = state.update(.problems(problems), now: Sample.now)
    press([.character("!")] + Array(repeating: .character("j"), count: 500))
    let limit = try #require(state.screen.overlay?.limit)
    #expect(limit > 10 && state.overlay == .problems(scroll: limit))
    press([.character("k")])
    #expect(state.overlay == .problems(scroll: limit - 1))
    press([.home, .pageDown])
    #expect(state.overlay == .problems(scroll: 6))
    press([.end, .pageUp, .mouse(MouseEvent(.wheelUp, column: 1, row: 1))])
    #expect(state.overlay == .problems(scroll: limit - 9))
  }

  @Test("Painting changes nothing, and the same state gives the same screen")
  func purity() {
    let state = Sample.state()
    let first = Sample.renderer.render(state, now: Sample.now)
    let second = Sample.renderer.render(state, now: Sample.now)
    #expect(first.cells == second.cells && first.map == second.map && first.map == state.screen)
  }

  @Test("A list keeps its place while another view is shown")
  func scrollKept() {
    var state = Sample.state(rows: 40)
    let rows = (0..<100).map { TrackRow(Track(id: Sample.id($0), title: "Title \($0)"), staleAt: nil) }
    _ = state.update(.tracks(rows), now: Sample.now)
    _ = state.type("3G")
    _ = state.type([.up, .up])
    let place = (state.list.top, state.list.index)
    _ = state.type("53")
    #expect((state.list.top, state.list.index) == place)
  }
}
