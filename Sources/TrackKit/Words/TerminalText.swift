/// Text from strangers on its way to a terminal or a log.
package enum TerminalText {
  /// `text` on one line: without control characters, which a terminal would take for commands, and without marks
  /// that turn the direction of what follows.
  package static func clean(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.textClass {
      case .blank: result.append(" ")
      case .control: result.append("\u{FFFD}")
      case .direction: continue
      case .plain: result.append(scalar)
      }
    }
    return String(result)
  }

  /// `text` in quotes, for messages.
  package static func quote(_ text: String) -> String { "\"\(clean(text))\"" }

  /// `text` in lines of at most `width` characters, broken at blanks. A word that is longer keeps its line to itself, so
  /// that a path or a command can be copied.
  package static func wrap(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines.isEmpty ? [""] : lines
  }

  /// `text` filled up with blanks to `width` characters.
  package static func pad(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
