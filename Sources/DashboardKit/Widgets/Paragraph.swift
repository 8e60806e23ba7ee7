/// Text that is broken between words.
struct Paragraph {
  private let words: [Substring]

  init(_ text: String) { words = text.split(separator: " ") }

  /// The lines of the text in `columns` cells; a word that is longer stands alone, to be cut.
  func lines(columns: Int, text: DisplayText) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in words {
      let longer = line.isEmpty ? String(word) : "\(line) \(word)"
      if line.isEmpty || text.columns(of: longer) <= columns {
        line = longer
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  /// Paints as many lines as there is room for.
  ///
  /// - Returns: how many rows it took.
  @discardableResult
  func paint(in area: Rect, style: Style, on canvas: inout Canvas) -> Int {
    let lines = lines(columns: area.columns, text: canvas.text).prefix(max(0, area.rows))
    for (offset, line) in lines.enumerated() {
      canvas.write(line, column: area.column, row: area.row + offset, columns: area.columns, style: style)
    }
    return lines.count
  }
}
