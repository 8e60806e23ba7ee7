/// The symbols of the screen, with stand-ins for terminals that can show ASCII only.
struct Glyphs: Sendable {
  let ascii: Bool
  /// The font is that of a console: CP437's symbols and few others.
  let console: Bool

  /// The symbols of a repertoire.
  init(ascii: Bool, console: Bool = false) {
    self.ascii = ascii
    self.console = console
  }

  private func pick(_ ascii: String, _ unicode: String, console: String) -> String {
    self.ascii ? ascii : self.console ? console : unicode
  }

  /// Curves can't be drawn with dots of braille.
  var isCoarse: Bool { ascii || console }
  /// Keys are called by their names: there is no sign for Return.
  var spellsKeys: Bool { ascii || console }
  var ellipsis: String { spellsKeys ? "~" : "…" }
  var active: String { pick("*", "●", console: "•") }
  var waiting: String { pick("o", "◌", console: "○") }
  var retrying: String { pick("!", "↻", console: "!") }
  var refreshing: String { pick("@", "⟳", console: "↕") }
  var marker: String { pick(">", "▸", console: "►") }
  var playing: String { pick("*", "▶", console: "►") }
  var mark: String { pick("+", "◆", console: "♦") }
  var kept: String { pick("*", "★", console: "*") }
  var full: String { ascii ? "#" : "■" }
  var failed: String { pick("x", "✗", console: "x") }
  var done: String { pick("v", "✓", console: "√") }
  var most: String { pick("^", "▴", console: "▲") }
  var alarm: String { pick("!", "⚠", console: "!") }
  var rule: String { ascii ? "-" : "─" }
  var sorted: String { pick("v", "▾", console: "▼") }
  var sortedBack: String { pick("^", "▴", console: "▲") }
  var barDone: String { pick("=", "━", console: "═") }
  var barHead: String { pick(">", "╸", console: "►") }
  var barRest: String { ascii ? "-" : "─" }
  /// What is here already of what is not done yet.
  var barHere: String { ascii ? ":" : "▒" }
  var blockDone: String { ascii ? "#" : "█" }
  var blockRest: String { ascii ? "." : "░" }
  var corners: [String] { console ? squareCorners : ascii ? ["+", "+", "+", "+"] : ["╭", "╮", "╰", "╯"] }
  var squareCorners: [String] { ascii ? ["+", "+", "+", "+"] : ["┌", "┐", "└", "┘"] }
  var note: String { ascii ? "#" : "♪" }
  var side: String { ascii ? "|" : "│" }
  /// From nothing to the most.
  var levels: [String] {
    if console { return [" ", "░", "▒", "▓", "█"] }
    return ascii ? [" ", ".", ":", "-", "=", "+", "*", "#"] : ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  }
}
