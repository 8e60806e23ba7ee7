/// The symbols of the screen, with stand-ins for terminals that can show ASCII only.
struct Glyphs: Sendable {
  let ascii: Bool
  var ellipsis: String { ascii ? "~" : "…" }
  var active: String { ascii ? "*" : "●" }
  var waiting: String { ascii ? "o" : "◌" }
  var retrying: String { ascii ? "!" : "↻" }
  var refreshing: String { ascii ? "@" : "⟳" }
  var marker: String { ascii ? ">" : "▸" }
  var playing: String { ascii ? "*" : "▶" }
  var mark: String { ascii ? "+" : "◆" }
  var kept: String { ascii ? "*" : "★" }
  var full: String { ascii ? "#" : "■" }
  var failed: String { ascii ? "x" : "✗" }
  var done: String { ascii ? "v" : "✓" }
  var most: String { ascii ? "^" : "▴" }
  var alarm: String { ascii ? "!" : "⚠" }
  var rule: String { ascii ? "-" : "─" }
  var sorted: String { ascii ? "v" : "▾" }
  var sortedBack: String { ascii ? "^" : "▴" }
  var barDone: String { ascii ? "=" : "━" }
  var barHead: String { ascii ? ">" : "╸" }
  var barRest: String { ascii ? "-" : "─" }
  /// What is here already of what is not done yet.
  var barHere: String { ascii ? ":" : "▒" }
  var blockDone: String { ascii ? "#" : "█" }
  var blockRest: String { ascii ? "." : "░" }
  var corners: [String] { ascii ? ["+", "+", "+", "+"] : ["╭", "╮", "╰", "╯"] }
  var squareCorners: [String] { ascii ? ["+", "+", "+", "+"] : ["┌", "┐", "└", "┘"] }
  var note: String { ascii ? "#" : "♪" }
  var side: String { ascii ? "|" : "│" }
  /// From nothing to the most.
  var levels: [String] {
    ascii ? [" ", ".", ":", "-", "=", "+", "*", "#"] : ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  }
}
