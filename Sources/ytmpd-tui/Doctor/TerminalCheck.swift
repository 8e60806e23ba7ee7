import TerminalKit

/// Judges the terminal that the dashboard would have.
enum TerminalCheck {
  /// What is known of it.
  struct Facts: Sendable, Equatable {
    /// Standard input and output are a terminal.
    var isTerminal: Bool
    /// TERM.
    var name: String?
    /// What keeps the dashboard off it, in words; `nil` when nothing does.
    var obstacle: TerminalError?
    /// How many colours the terminal database knows of.
    var colours = 0
    /// COLORTERM promises 16 million of them.
    var hasTrueColour = false
    /// NO_COLOR is set.
    var isColourRefused = false
    /// The locale's characters are UTF-8.
    var isUnicode: Bool
    /// The window.
    var columns: Int?
    var rows: Int?
  }

  /// The finding.
  static func findings(_ facts: Facts) -> [Finding] {
    guard facts.isTerminal else {
      return [.ok(.terminal, "none here; `ytmpd-tui serve` needs none")]
    }
    if let obstacle = facts.obstacle {
      return [.error(.terminal, sentence: obstacle.description, otherwise: "use another terminal")]
    }
    let colours =
      facts.isColourRefused
      ? "no colours (NO_COLOR)"
      : facts.hasTrueColour
        ? "16 million colours" : facts.colours > 1 ? "\(facts.colours) colours" : "no colours"
    let size = facts.columns.flatMap { columns in facts.rows.map { ", \(columns)x\($0)" } } ?? ""
    let text = "\(facts.name ?? ""), \(colours), \(facts.isUnicode ? "UTF-8" : "ASCII")\(size)"
    if !facts.isUnicode {
      return [
        .warning(
          .terminal, "\(text): titles lose their letters beyond ASCII",
          cure: "set LANG to a locale with UTF-8, such as C.UTF-8")
      ]
    }
    if let columns = facts.columns, let rows = facts.rows, columns < 40 || rows < 10 {
      return [
        .warning(
          .terminal, "\(text): there is room for a single line only", cure: "make the window 40x10 or larger")
      ]
    }
    return [.ok(.terminal, text)]
  }
}
