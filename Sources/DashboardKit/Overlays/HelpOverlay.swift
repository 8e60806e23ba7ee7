/// The keys of the view that is shown and what they do, made from the key map, in a box over the views.
struct HelpOverlay {
  let scene: Scene

  private struct Line {
    var keys: String
    var text: String
    var isTitle = false
  }

  /// How far the help can be scrolled.
  static func scrollLimit(state: State) -> Int {
    let lines = lines(state, ascii: true)
    return max(0, rows(lines, size: state.size) - max(1, state.size.rows - 4))
  }

  func paint(scroll: Int, on canvas: inout Canvas) {
    let size = canvas.buffer.size
    let lines = Self.lines(scene.state, ascii: canvas.glyphs.ascii)
    let keyColumns = min(16, lines.map { canvas.text.columns(of: $0.keys) }.max() ?? 0)
    let textColumns = lines.map { canvas.text.columns(of: $0.text) }.max() ?? 0
    let isDouble = Self.isDouble(size)
    let half = keyColumns + textColumns + 2
    let shown = Self.rows(lines, size: size)
    let area = Box.centred(columns: (isDouble ? 2 * half + 3 : half) + 4, rows: shown + 2, on: size)
    let isScrolled = shown > area.rows - 2
    let box = Box(
      area: area, title: "Keys: \(scene.state.tab.title)",
      hint: isScrolled ? "j k scroll, any other key closes" : "any key closes")
    box.paint(on: &canvas)
    let inside = box.inside
    let width = isDouble ? (inside.columns - 3) / 2 : inside.columns
    for offset in 0..<inside.rows {
      let columns = isDouble ? [scroll + offset, shown + scroll + offset] : [scroll + offset]
      for (place, index) in columns.enumerated() where lines.indices.contains(index) {
        // What was scrolled past the first column does not come up in it again.
        if isDouble, place == 0, index >= shown { continue }
        paint(
          lines[index], keyColumns: keyColumns,
          in: Rect(
            column: inside.column + place * (width + 3), row: inside.row + offset, columns: width, rows: 1),
          on: &canvas)
      }
    }
  }

  private func paint(_ line: Line, keyColumns: Int, in area: Rect, on canvas: inout Canvas) {
    if line.isTitle {
      canvas.write(
        line.text, column: area.column, row: area.row, columns: area.columns, style: Style(.accent, .bold))
      return
    }
    let keys = min(keyColumns, max(6, area.columns - 18))
    canvas.write(line.keys, column: area.column, row: area.row, columns: keys, style: Style(.text, .bold))
    canvas.write(
      line.text, column: area.column + keys + 2, row: area.row, columns: area.columns - keys - 2)
  }

  /// Two columns where there is room for them.
  private static func isDouble(_ size: Size) -> Bool { size.columns >= 124 }

  private static func rows(_ lines: [Line], size: Size) -> Int {
    isDouble(size) ? (lines.count + 1) / 2 : lines.count
  }

  private static func lines(_ state: State, ascii: Bool) -> [Line] {
    KeyMap.sections(for: state.tab).flatMap { section -> [Line] in
      let lines = section.commands.compactMap { command -> Line? in
        let keys = state.keyMap.keys(for: command).map { $0.name(ascii: ascii) }
        guard !keys.isEmpty else { return nil }
        return Line(keys: keys.joined(separator: " "), text: command.summary(in: state.tab))
      }
      return lines.isEmpty ? [] : [Line(keys: "", text: section.title, isTitle: true)] + lines
    }
  }
}
