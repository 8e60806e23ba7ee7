import Testing

@testable import DashboardKit

/// The names of keys in the configuration.
struct KeyNameTests {
  @Test(arguments: [
    ("r", Key.character("r")), ("R", .character("R")), ("?", .character("?")), ("é", .character("é")),
    ("space", .character(" ")), ("ctrl-r", .control("r")), ("Ctrl+R", .control("r")), ("C-r", .control("r")),
    ("^r", .control("r")), ("^", .character("^")), ("-", .character("-")), ("f", .character("f")),
    ("ctrl-i", .tab), ("ctrl-m", .enter), ("ctrl-h", .backspace), ("F5", .function(5)),
    ("f12", .function(12)),
    ("page-up", .pageUp), ("PageUp", .pageUp), ("pgdn", .pageDown), ("shift-tab", .backTab), ("Esc", .escape),
    ("Return", .enter), ("del", .delete),
  ]) func `are known`(name: String, key: Key) {
    #expect(Key(name: name) == key)
  }

  @Test(arguments: ["", "ctrl-", "ctrl-1", "ctrl-rr", "f0", "f13", "alt-x", "\u{1B}", "\n", "rr"])
  func `are refused`(name: String) {
    #expect(Key(name: name) == nil)
  }

  @Test func `are all suggested rightly`() {
    for name in Key.suggestedNames { #expect(Key(name: name) != nil, "\(name)") }
  }
}
