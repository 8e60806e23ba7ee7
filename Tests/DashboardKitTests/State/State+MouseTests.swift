import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("The mouse")
struct MouseTests {
  private func click(_ column: Int, _ row: Int) -> Key {
    .mouse(MouseEvent(.press, column: column, row: row))
  }

  @Test("A click selects, a second one is Return, and later it is only a click again")
  func clicks() throws {
    var state = Sample.state()
    _ = state.type("3")
    let row = try state.area(of: .select(Sample.row(2))).row
    #expect(state.type([click(5, row)]) == [])
    #expect(state.list(of: .tracks).selected == Sample.row(2))
    #expect(state.update(.key(click(5, row)), now: Sample.now + 0.2) == [.play(Sample.id(2))])
    #expect(state.update(.key(click(5, row)), now: Sample.now + 0.3) == [])
    #expect(state.update(.key(click(5, row)), now: Sample.now + 2) == [])
    #expect(state.update(.key(click(5, row + 1)), now: Sample.now + 2.1) == [])
    #expect(state.list(of: .tracks).selected == Sample.row(3))
    #expect(state.type([click(5, 22), click(5, row + 9)]) == [])
    #expect(state.list(of: .tracks).selected == Sample.row(3))
  }

  @Test("A tab is shown by a click on its name", arguments: [40, 80, 120, 200])
  func tabs(columns: Int) throws {
    var state = Sample.state(columns: columns)
    for tab in Tab.allCases.reversed() {
      let area = try state.area(of: .show(tab))
      let line = Array(Sample.renderer.render(state, now: Sample.now).cells.row(area.row))
      #expect(line[area.column].text == String(tab.digit))
      _ = state.type([click(area.column, area.row)])
      #expect(state.tab == tab)
    }
    _ = state.type([click(columns - 1, 1)])
    #expect(state.tab == .now)
  }

  @Test("A caption sorts, and sorts back at the second click")
  func captions() throws {
    var state = Sample.state()
    _ = state.type("3")
    let row = try state.area(of: .sort(ListOrder(TrackOrder.freshness))).row
    let caption = Sample.screen(state).split(separator: "\n", omittingEmptySubsequences: false)[row]
    let column = try #require(caption.range(of: "URL")).lowerBound.utf16Offset(in: caption)
    _ = state.type([click(column, row)])
    #expect(state.list.order == ListOrder(TrackOrder.freshness) && !state.list(of: .tracks).isReversed)
    _ = state.type([click(column, row)])
    #expect(state.list.order == ListOrder(TrackOrder.freshness) && state.list(of: .tracks).isReversed)
    #expect(state.list(of: .tracks).ids == [1, 2, 3].map(Sample.row))
  }

  @Test("The song goes on where its bar is clicked, whatever its name is made of", arguments: [80, 120, 200])
  func songBar(columns: Int) throws {
    for name in ["Thin Brown Layer", "宇多田ヒカル", "e\u{301}tude"] {
      var state = Sample.state(columns: columns)
      var player = Sample.player
      player.title = name
      _ = state.update(.player(player), now: Sample.now)
      state.look()
      let row = state.size.rows - 2
      let cells = Array(Sample.renderer.render(state, now: Sample.now).cells.row(row))
      let bar = cells.indices.filter { ["━", "╸", "▒", "─"].contains(cells[$0].text) }
      let (first, last) = (try #require(bar.first), try #require(bar.last))
      let total = try #require(player.duration) / .seconds(1)
      #expect(state.type([click(first, row)]) == [.seekTo(0)])
      guard case .seekTo(let end)? = state.type([click(last, row)]).first else {
        Issue.record("a click on the bar's end does nothing")
        return
      }
      #expect(end < total && end > total * 0.85)
      #expect(state.type([click(first - 1, row), click(last + 1, row)]) == [])
    }
  }

  @Test("The wheel scrolls the list and keeps the selection in sight")
  func wheel() {
    var state = Sample.state()
    let rows = (0..<100).map { TrackRow(Track(id: Sample.id($0), title: "Title \($0)"), staleAt: nil) }
    _ = state.update(.tracks(rows), now: Sample.now)
    _ = state.type("3g")
    _ = state.type([.mouse(MouseEvent(.wheelDown, column: 5, row: 10))])
    #expect(state.list(of: .tracks).top == 3 && state.list(of: .tracks).index == 3)
    _ = state.type([.mouse(MouseEvent(.wheelUp, column: 5, row: 10))])
    #expect(state.list(of: .tracks).top == 0 && state.list(of: .tracks).index == 3)
    for _ in 0..<100 { _ = state.type([.mouse(MouseEvent(.wheelDown, column: 5, row: 10))]) }
    #expect(state.list(of: .tracks).selected == Sample.row(100 - state.screen.list.rows))
    #expect(Sample.screen(state).contains("Title 99"))
  }
}
