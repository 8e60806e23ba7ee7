/// The keys of the view that is shown and what they do, made from the key map, in a box over the views.
struct HelpOverlay {
  let scene: Scene

  private struct Line {
    var keys: String
    var text: String
    var isTitle = false
  }

  func paint(scroll: Int, on canvas: inout Canvas) -> ScreenMap.Extent {
    let size = canvas.buffer.size
    let lines = lines(ascii: canvas.glyphs.ascii)
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
    let extent = ScreenMap.Extent(limit: max(0, shown - max(1, inside.rows)), rows: inside.rows)
    let scroll = min(scroll, extent.limit)
    let width = isDouble ? (inside.columns - 3) / 2 : inside.columns
    for offset in 0..<inside.rows {
      let columns = isDouble ? [scroll + offset, shown + scroll + offset] : [scroll + offset]
      for (place, index) in columns.enumerated() where lines.indices.contains(index) {
        // Lines scrolled out of the first column are not shown in it again.
        if isDouble, place == 0, index >= shown { continue }
        paint(
          lines[index], keyColumns: keyColumns,
          in: Rect(
            column: inside.column + place * (width + 3), row: inside.row + offset, columns: width, rows: 1),
          on: &canvas)
      }
    }
    return extent
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

  private func lines(ascii: Bool) -> [Line] {
    let state = scene.state
    let view = state.view
    return HelpSection.all(of: view, tabs: state.views.tabs).flatMap { section -> [Line] in
      let lines = section.commands.compactMap { command -> Line? in
        let keys = state.keyMap.keys(for: command).map { $0.name(ascii: ascii) }
        guard !keys.isEmpty else { return nil }
        return Line(keys: keys.joined(separator: " "), text: view.summary(of: command))
      }
      return lines.isEmpty ? [] : [Line(keys: "", text: section.title, isTitle: true)] + lines
    }
  }
}
