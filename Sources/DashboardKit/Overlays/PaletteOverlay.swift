/// The commands that fit what is typed in the last line, above it.
struct PaletteOverlay {
  let scene: Scene

  /// Paints it at the foot of `room`.
  func paint(_ line: LineEditor, index: Int, in room: Rect, on canvas: inout Canvas) {
    let entries = scene.state.paletteEntries(line.text)
    let rows = min(entries.count, max(1, min(12, room.rows - 2)))
    guard rows > 0 else { return }
    let columns = min(room.columns, 72)
    let area = Rect(column: 0, row: room.row + room.rows - rows - 1, columns: columns, rows: rows + 2)
    let view = scene.state.view
    let box = Box(area: area, title: "Commands", hint: "Tab completes")
    box.paint(on: &canvas)
    let top = max(0, min(index - rows + 1, entries.count - rows))
    for offset in 0..<rows where top + offset < entries.count {
      let entry = entries[top + offset]
      let row = box.inside.row + offset
      let keys =
        scene.state.keyMap.keys(for: entry.command).first?.name(ascii: canvas.glyphs.spellsKeys) ?? ""
      let inside = box.inside
      canvas.write(
        entry.command.name, column: inside.column, row: row, columns: min(18, inside.columns),
        style: Style(.accent, .bold))
      canvas.write(
        keys, column: inside.column + 19, row: row, columns: min(6, inside.columns - 19), style: .muted)
      let text = entry.argument ?? view.summary(of: entry.command)
      canvas.write(text, column: inside.column + 26, row: row, columns: max(0, inside.columns - 26))
      if top + offset == index {
        canvas.select(Rect(column: inside.column, row: row, columns: inside.columns, rows: 1))
      }
    }
  }
}
