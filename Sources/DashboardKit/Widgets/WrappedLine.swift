/// A line of several looks, broken between words where it is too long; what follows is indented.
struct WrappedLine {
  let spans: [Span]
  /// By how many cells the lines after the first are indented.
  var indent = 0

  /// The lines in `columns` cells. A word that is longer than a line is broken inside.
  func lines(columns: Int, text: DisplayText) -> [[Span]] {
    guard columns > 0 else { return [] }
    let indent = indent < columns / 2 ? indent : 0
    var lines: [[Span]] = []
    var line: [Span] = []
    var used = 0
    var isFirst: Bool { lines.isEmpty }
    func append(_ piece: String, _ style: Style) {
      if let last = line.last, last.style == style {
        line[line.count - 1].text += piece
      } else {
        line.append(Span(piece, style))
      }
      used += text.columns(of: piece)
    }
    func breakLine() {
      while let last = line.last, last.text.hasSuffix(" "), lines.isEmpty || line.count > 1 || used > indent {
        line[line.count - 1].text.removeLast()
        used -= 1
        if line[line.count - 1].text.isEmpty { line.removeLast() }
      }
      lines.append(line)
      line = indent > 0 ? [Span(String(repeating: " ", count: indent))] : []
      used = indent
    }
    for span in spans {
      for piece in Self.pieces(of: text.sanitise(span.text)) {
        let width = text.columns(of: piece)
        if used + width <= columns {
          append(piece, span.style)
        } else if piece.first == " " {
          breakLine()
        } else {
          if used > (isFirst ? 0 : indent) { breakLine() }
          for character in piece {
            if used + text.columns(of: String(character)) > columns { breakLine() }
            append(String(character), span.style)
          }
        }
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  /// Words, and the blanks between them.
  private static func pieces(of text: String) -> [String] {
    var pieces: [String] = []
    for character in text {
      if let last = pieces.last?.last, (last == " ") == (character == " ") {
        pieces[pieces.count - 1].append(character)
      } else {
        pieces.append(String(character))
      }
    }
    return pieces
  }
}
