import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("Rows in full")
struct DetailsTests {
  private static let reason = "the answer was " + (1...60).map { "word\($0)" }.joined(separator: " ")

  private func state(columns: Int, rows: Int) -> State {
    var state = Sample.state(columns: columns, rows: rows)
    _ = state.update(
      .events([
        .init(
          sequence: 3, date: Sample.now,
          kind: .refreshFailed(Sample.reference(1, "Tommy Guerrero - Thin Brown Layer"), reason: Self.reason))
      ]), now: Sample.now)
    _ = state.update(
      .log([
        LogRow(
          date: Sample.now, severity: .error,
          text: "[PROXY] lost video_id=track-10001 reason=\"\(Self.reason)\"")
      ]), now: Sample.now)
    return state
  }

  @Test(
    "Every word of an event and of a line of the log can be read", arguments: [(40, 10), (80, 24), (200, 55)])
  func readable(columns: Int, rows: Int) {
    for tab in [Tab.events, .log] {
      var state = state(columns: columns, rows: rows)
      _ = state.type(String(tab.digit))
      _ = state.type([.enter])
      var seen = Sample.screen(state)
      for _ in 0..<60 {
        _ = state.type("j")
        seen += Sample.screen(state)
      }
      for number in 1...60 { #expect(seen.contains("word\(number)"), "\(tab.title) \(number)") }
      #expect(state.type([.enter]) == [] && state.overlay == nil)
    }
  }

  @Test("On a wide screen the selected row is in full beside the list")
  func beside() {
    for tab in [Tab.events, .log] {
      var state = state(columns: 160, rows: 55)
      _ = state.type(String(tab.digit))
      #expect(Sample.screen(state).contains("word60") && Sample.screen(state).contains("╭ details"))
    }
  }

  @Test(
    "A line of the log is told in its parts",
    arguments: [
      (
        "[PROXY] retry video_id=a reason=\"upstream 503, x=y\" n=1",
        ["[PROXY] retry", "video_id=a", "reason=\"upstream 503, x=y\"", "n=1"]
      ),
      ("plain words", ["plain words"]), ("", []), ("= a =b", ["= a =b"]), ("k=\"open end", ["k=\"open end"]),
    ])
  func fields(line: String, parts: [String]) {
    #expect(LogFields.parts(of: line) == parts)
  }

  @Test(
    "Lines are broken between words, long words inside, and what follows is indented",
    arguments: [
      ("one two three", 8, 2, ["one two", "  three"]), ("abcdefghij", 4, 0, ["abcd", "efgh", "ij"]),
      ("宇多田ヒカル", 5, 0, ["宇多", "田ヒ", "カル"]), ("", 5, 0, []), ("a b", 3, 0, ["a b"]),
    ])
  func wrapping(text: String, columns: Int, indent: Int, lines: [String]) {
    let spans = text.isEmpty ? [] : [Span(text)]
    let wrapped = WrappedLine(spans: spans, indent: indent).lines(columns: columns, text: Sample.text)
    #expect(wrapped.map { $0.map(\.text).joined() } == lines)
  }
}
