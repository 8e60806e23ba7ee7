/// Every key and what it does, made from the key map, in a box over the views.
struct HelpOverlay {
  let scene: Scene

  private struct Line {
    var keys: String
    var text: String
    var isTitle = false
  }

  /// How far the help can be scrolled on a screen of `size`.
  static func scrollLimit(keyMap: KeyMap, size: Size) -> Int {
    max(0, lines(keyMap, ascii: true).count - max(1, size.rows - 4))
  }

  func paint(scroll: Int, on canvas: inout Canvas) {
    let size = canvas.buffer.size
    let lines = Self.lines(scene.state.keyMap, ascii: canvas.glyphs.ascii)
    let keyColumns = lines.map { canvas.text.columns(of: $0.keys) }.max() ?? 0
    let textColumns = lines.map { canvas.text.columns(of: $0.text) }.max() ?? 0
    let columns = min(size.columns - 2, keyColumns + textColumns + 6)
    let rows = min(size.rows - 2, lines.count + 2)
    let box = Rect(
      column: (size.columns - columns) / 2, row: (size.rows - rows) / 2, columns: columns, rows: rows)
    paintFrame(box, isScrolled: lines.count > rows - 2, on: &canvas)
    for (offset, line) in lines.dropFirst(scroll).prefix(rows - 2).enumerated() {
      let row = box.row + 1 + offset
      if line.isTitle {
        canvas.write(
          line.text, column: box.column + 2, row: row, columns: columns - 4, style: Style(.accent, .bold))
      } else {
        let keys = min(keyColumns, max(6, columns - 4 - 18))
        canvas.write(line.keys, column: box.column + 2, row: row, columns: keys, style: Style(.text, .bold))
        canvas.write(line.text, column: box.column + 4 + keys, row: row, columns: columns - keys - 6)
      }
    }
  }

  private func paintFrame(_ box: Rect, isScrolled: Bool, on canvas: inout Canvas) {
    canvas.clear(box)
    let glyphs = canvas.glyphs
    let corners = glyphs.corners
    let rule = String(repeating: glyphs.rule, count: max(0, box.columns - 2))
    let last = box.row + box.rows - 1
    canvas.write(
      corners[0] + rule + corners[1], column: box.column, row: box.row, columns: box.columns, style: .muted)
    canvas.write(
      corners[2] + rule + corners[3], column: box.column, row: last, columns: box.columns, style: .muted)
    for row in box.row + 1..<last {
      canvas.write(glyphs.side, column: box.column, row: row, columns: 1, style: .muted)
      canvas.write(glyphs.side, column: box.column + box.columns - 1, row: row, columns: 1, style: .muted)
    }
    canvas.write(
      " Keys ", column: box.column + 2, row: box.row, columns: box.columns - 4, style: Style(.accent, .bold))
    canvas.write(
      isScrolled ? " j k scroll, any other key closes " : " any key closes ", column: box.column + 2,
      row: last,
      columns: box.columns - 4, style: .muted)
  }

  private static func lines(_ keyMap: KeyMap, ascii: Bool) -> [Line] {
    KeyMap.sections.flatMap { section -> [Line] in
      let lines = section.commands.compactMap { command -> Line? in
        let keys = keyMap.keys(for: command).map { $0.name(ascii: ascii) }
        guard !keys.isEmpty else { return nil }
        return Line(keys: keys.joined(separator: " "), text: command.summary)
      }
      return lines.isEmpty ? [] : [Line(keys: "", text: section.title, isTitle: true)] + lines
    }
  }
}
