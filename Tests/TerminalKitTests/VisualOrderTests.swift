import DashboardKit
import Testing

@testable import TerminalKit

/// Titles written from right to left.
struct VisualOrderTests {
  @Test(arguments: [
    ("abc", "abc"), ("שלום", "םולש"), ("שלום abc", "abc םולש"), ("abc שלום 12", "abc 12 םולש"),
    ("(שלום)", "(םולש)"),
  ])
  func `are seen from the left in the order of the Unicode standard`(text: String, seen: String) throws {
    let scalars = Array(text.unicodeScalars)
    let places = try #require(VisualOrder.places(scalars))
    var shown = String.UnicodeScalarView()
    for place in places { shown.append(scalars[place]) }
    // Brackets are mirrored by whoever draws them.
    #expect(String(shown).filter { !"()".contains($0) } == seen.filter { !"()".contains($0) })
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
