/// The commands of the view that is shown with their keys, made from the key map, in a box over the views.
struct HelpOverlay {
  let scene: Scene

  private enum Line {
    case title(String)
    /// A command, and its place among those that can be selected.
    case command(keys: String, text: String, place: Int)
  }

  /// Paints it.
  ///
  /// - Returns: the commands that can be clicked on, and how many rows are seen.
  func paint(
    _ page: HelpPage, on canvas: inout Canvas
  ) -> (targets: [ScreenMap.Target], extent: ScreenMap.Extent) {
    let size = canvas.buffer.size
    let lines = lines(page, ascii: canvas.glyphs.spellsKeys)
    let (keyColumns, textColumns) = widths(of: lines, canvas)
    let isDouble = Self.isDouble(size)
    let half = keyColumns + textColumns + 2
    let rows = isDouble ? (lines.count + 1) / 2 : lines.count
    let area = Box.centred(
      columns: max(44, (isDouble ? 2 * half + 3 : half) + 4), rows: max(1, rows) + 2, on: size)
    let box = Box(
      area: area, title: "Keys: \(scene.state.tab.title)",
      hint: page.search == nil ? hint(ascii: canvas.glyphs.spellsKeys) : "")
    box.paint(on: &canvas)
    let inside = box.inside
    let top = top(of: lines, rows: rows, seen: inside.rows, selected: page.index)
    let width = isDouble ? (inside.columns - 3) / 2 : inside.columns
    var targets: [ScreenMap.Target] = []
    for offset in 0..<inside.rows {
      for column in 0...(isDouble ? 1 : 0) {
        let row = top + offset
        let index = column * rows + row
        guard row < rows, lines.indices.contains(index) else { continue }
        let place = Rect(
          column: inside.column + column * (width + 3), row: inside.row + offset, columns: width, rows: 1)
        if let target = paint(
          lines[index], keyColumns: keyColumns, selected: page.index, in: place, on: &canvas)
        {
          targets.append(target)
        }
      }
    }
    if lines.isEmpty {
      canvas.write(
        "No key or command matches.", column: inside.column, row: inside.row, columns: inside.columns,
        style: .muted)
    }
    return (targets, ScreenMap.Extent(limit: max(0, rows - max(1, inside.rows)), rows: inside.rows))
  }

  private func hint(ascii: Bool) -> String {
    let keys = scene.state.keyMap
    let hints: [(Command, String)] = [(.activate, "runs"), (.filter, "searches"), (.clear, "closes")]
    return hints.compactMap { command, word in
      keys.keys(for: command).first.map { "\($0.name(ascii: ascii)) \(word)" }
    }.joined(separator: ", ")
  }

  private func widths(of lines: [Line], _ canvas: Canvas) -> (keys: Int, text: Int) {
    var (keys, text) = (0, 0)
    for line in lines {
      switch line {
      case .title(let title): text = max(text, canvas.text.columns(of: title))
      case .command(let names, let summary, _):
        keys = max(keys, canvas.text.columns(of: names))
        text = max(text, canvas.text.columns(of: summary))
      }
    }
    return (min(16, keys), text)
  }

  /// The first row that is seen: the selected command is in sight.
  private func top(of lines: [Line], rows: Int, seen: Int, selected: Int) -> Int {
    guard seen > 0, rows > seen else { return 0 }
    let index =
      lines.firstIndex { if case .command(_, _, selected) = $0 { true } else { false } } ?? 0
    return max(0, min(index % max(1, rows) - seen / 2, rows - seen))
  }

  private func paint(
    _ line: Line, keyColumns: Int, selected: Int, in area: Rect, on canvas: inout Canvas
  ) -> ScreenMap.Target? {
    switch line {
    case .title(let title):
      canvas.write(
        title, column: area.column, row: area.row, columns: area.columns, style: Style(.accent, .bold))
      return nil
    case .command(let names, let summary, let place):
      let keys = min(keyColumns, max(6, area.columns - 18))
      canvas.write(names, column: area.column, row: area.row, columns: keys, style: Style(.text, .bold))
      canvas.write(
        summary, column: area.column + keys + 2, row: area.row, columns: area.columns - keys - 2)
      if place == selected {
        canvas.select(area)
        canvas.placeFocus(Position(column: area.column, row: area.row))
      }
      return .init(area: area, meaning: .choose(place))
    }
  }

  /// Two columns where there is room for them.
  private static func isDouble(_ size: Size) -> Bool { size.columns >= 100 }

  private func lines(_ page: HelpPage, ascii: Bool) -> [Line] {
    let state = scene.state
    let view = state.view
    var place = 0
    return state.helpSections(page).flatMap { section -> [Line] in
      [.title(section.title)]
        + section.commands.map { command in
          defer { place += 1 }
          let keys = state.keyMap.keys(for: command).map { $0.name(ascii: ascii) }
          return .command(keys: keys.joined(separator: " "), text: view.summary(of: command), place: place)
        }
    }
  }
}
