import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("Filters with fields")
struct FilterQueryTests {
  @Test(
    "A field says where a word must occur",
    arguments: [
      ("artist:beyonce", [2]), ("title:love", [3]), ("album:\"little bit\"", [1]), ("state:ready", [1]),
      ("state:stale", [2]), ("state:\"on demand\"", [3]), ("artist:tommy brown", [1]), ("artist:love", []),
      ("artist:", [1, 2, 3]), ("re:zero", []), ("\"brown layer", []), ("brown", [1]), ("\"thin brown\"", [1]),
      ("\"brown thin\"", []),
      ("reason=\"thin", []),
    ] as [(String, [Int])])
  func fields(filter: String, tracks: [Int]) {
    var state = Sample.state()
    _ = state.type("3/" + filter)
    #expect(state.list.ids == tracks.map(Sample.row), "\(filter)")
  }

  @Test("What a filter found stands out")
  func highlighted() throws {
    var state = Sample.state()
    _ = state.type("3/deja")
    _ = state.type([.enter])
    let cells = Sample.renderer.render(state, now: Sample.now).cells
    let row = try state.area(of: .select(Sample.row(2))).row
    let found = cells.row(row).filter { $0.style.attributes.contains([.bold, .underline]) }.map(\.text)
    #expect(found.joined() == "Déjà")
  }

  @Test("The terminal's cursor is on the selected row")
  func focus() throws {
    var state = Sample.state()
    _ = state.type("3j")
    let screen = Sample.renderer.render(state, now: Sample.now)
    let area = try state.area(of: .select(Sample.row(2)))
    #expect(screen.cells.focus == Position(column: area.column, row: area.row) && screen.cells.cursor == nil)
  }
}
