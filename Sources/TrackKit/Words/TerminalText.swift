/// Text from strangers on its way to a terminal or a log.
package enum TerminalText {
  /// `text` on one line: without control characters, which a terminal would take for commands, and without marks
  /// that turn the direction of what follows.
  package static func clean(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09, 0x0A, 0x0D, 0x2028, 0x2029: result.append(" ")
      case 0..<0x20, 0x7F...0x9F: result.append("\u{FFFD}")
      case 0x200E, 0x200F, 0x061C, 0x202A...0x202E, 0x2066...0x2069: continue
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  /// `text` in quotes, for messages.
  package static func quote(_ text: String) -> String { "\"\(clean(text))\"" }

  /// `text` filled up with blanks to `width` characters.
  package static func pad(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
