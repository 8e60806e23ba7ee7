import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

/// The screens as they must look: a file for each view, size and repertoire, with the text and, below it, the
/// looks. Run with `RECORD_SCREENS=1` to write them anew after a change of look; the difference is to be read.
@Suite("Whole screens")
struct GoldenTests {
  /// A screen to look at.
  struct Scenery: Sendable, CustomTestStringConvertible {
    var name: String
    var keys: String
    var prepare: @Sendable (inout State) -> Void = { _ in }

    var testDescription: String { name }
  }

  static let views: [Scenery] =
    Tab.allCases.map { Scenery(name: $0.title.lowercased(), keys: "\($0.digit)j") } + [
      Scenery(name: "filtered", keys: "6/retry"), Scenery(name: "playlist", keys: "4\n"),
      Scenery(name: "details", keys: "6\n"),
      Scenery(name: "marked", keys: "3 "),
      Scenery(name: "detail", keys: "5\n"),
      Scenery(name: "help", keys: "2?"),
      Scenery(name: "palette", keys: "5:re"),
      Scenery(name: "confirm", keys: "5q"),
      Scenery(name: "busy", keys: "3") { state in
        _ = state.update(
          .progress(.init(id: 1, title: "reading Focus", done: 120, total: 500)), now: Sample.now - 30)
        _ = state.update(
          .progress(.init(id: 2, title: "refreshing 40 tracks", done: 7, total: 40)), now: Sample.now - 9)
        _ = state.update(.toast(.warning, "3 failed: see Events for the reasons"), now: Sample.now)
      },
      Scenery(name: "welcome", keys: "5") { state in
        state = State(size: state.size, now: Sample.now)
        _ = state.update(.tracks([]), now: Sample.now)
        _ = state.update(.status(.init()), now: Sample.now)
        _ = state.update(
          .problems([
            .init(part: "yt-dlp", problem: "it is not installed", cure: "python3 -m pip install yt-dlp")
          ]), now: Sample.now)
      },
    ]

  @Test("Every view looks as it did", arguments: views, [(40, 10), (80, 24), (120, 36), (200, 55)])
  func look(scenery: Scenery, size: (columns: Int, rows: Int)) throws {
    for (name, renderer) in [("utf8", Sample.renderer), ("ascii", Sample.asciiRenderer)] {
      var state = Sample.evening(columns: size.columns, rows: size.rows)
      scenery.prepare(&state)
      _ = state.type(scenery.keys.map { $0 == "\n" ? Key.enter : .character($0) })
      let buffer = renderer.render(state, now: Sample.now).cells
      if name == "ascii" { #expect(buffer.text.utf8.allSatisfy { $0 < 0x80 }) }
      let file = Self.folder.appending(path: "\(scenery.name)-\(size.columns)x\(size.rows)-\(name).txt")
      let shown = Self.describe(buffer)
      if ProcessInfo.processInfo.environment["RECORD_SCREENS"] == "1" {
        try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
        try shown.write(to: file, atomically: true, encoding: .utf8)
      } else {
        let expected = try String(contentsOf: file, encoding: .utf8)
        #expect(shown == expected, "\(file.lastPathComponent) looks otherwise:\n\(shown)")
      }
    }
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

  /// The text, then a letter for each cell's role: a capital for bold, and a sign before rows that are selected.
  private static func describe(_ buffer: CellBuffer) -> String {
    let letters: [Style.Role: Character] = [
      .text: ".", .muted: "m", .accent: "a", .good: "g", .working: "w", .warning: "y", .bad: "b",
    ]
    let looks = (0..<buffer.size.rows).map { row -> String in
      let cells = buffer.row(row)
      let roles = cells.map { cell -> String in
        let letter = letters[cell.style.role].map(String.init) ?? "?"
        let sign =
          cell.style.attributes.contains(.bold) ? (letter == "." ? "t" : letter).uppercased() : letter
        return cell.style.attributes.contains(.reverse)
          ? "#" : cell.style.attributes.contains(.underline) ? "_" : sign
      }
      let text = String(roles.joined().reversed().drop { $0 == "." }.reversed())
      return (cells.contains { $0.style.attributes.contains(.selected) } ? ">" : " ") + text
    }
    let cursor = buffer.cursor.map { "cursor \($0.column) \($0.row)\n" } ?? ""
    return buffer.text + "\n---\n" + looks.joined(separator: "\n") + "\n" + cursor
  }
}
