import DashboardKit
import Testing

@testable import TerminalKit

/// Titles written from right to left.
struct VisualOrderTests {
  @Test(arguments: [
    ("abc", "abc"), ("שלום", "םולש"), ("שלום abc", "abc םולש"), ("abc שלום 12", "abc 12 םולש"),
    ("(שלום) [1]", "[1] (םולש)"),
    // Each letter in its form: initial, medial, final, or alone where its neighbours don't join.
    ("سلام", "\u{FEE1}\u{FE8E}\u{FEE0}\u{FEB3}"), ("دار", "\u{FEAD}\u{FE8D}\u{FEA9}"),
    ("فيروز - حبيتك", "\u{FEDA}\u{FE98}\u{FEF4}\u{FE92}\u{FEA3} - \u{FEAF}\u{FEED}\u{FEAE}\u{FEF4}\u{FED3}"),
  ])
  func `are seen from the left in the order of the Unicode standard`(text: String, seen: String) throws {
    let characters = try #require(VisualOrder.characters(Array(text.unicodeScalars)))
    #expect(String(String.UnicodeScalarView(characters.map(\.scalar))) == seen)
    #expect(characters.count == text.unicodeScalars.count)
  }

  @Test func `are left to terminals that turn text by themselves`() {
    func turns(_ name: String, _ environment: [String: String] = [:]) -> Bool {
      TerminalFeatures(name: name, reportsMouse: true, environment: environment).reordersText
    }
    #expect(!turns("xterm-256color") && !turns("tmux-256color") && !turns("linux"))
    #expect(
      turns("mlterm") && turns("xterm", ["VTE_VERSION": "6800"]) && turns("xterm", ["KONSOLE_VERSION": "1"]))
    #expect(!turns("xterm", ["VTE_VERSION": "5200"]))
  }
}
