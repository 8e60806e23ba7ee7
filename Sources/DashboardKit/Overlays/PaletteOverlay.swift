import TrackKit

/// The commands that fit what is typed in the last line, above it.
struct PaletteOverlay {
  let scene: Scene

  func paint(_ line: LineEditor, index: Int, on canvas: inout Canvas) {
    let layout = scene.state.layout
    let entries = scene.state.paletteEntries(line.text)
    let rows = min(entries.count, max(1, min(12, layout.player.row - layout.tabs.row - 3)))
    guard rows > 0 else { return }
    let columns = min(layout.player.columns, 72)
    let area = Rect(column: 0, row: layout.player.row - rows - 1, columns: columns, rows: rows + 2)
    let box = Box(area: area, title: "Commands", hint: "Tab completes")
    box.paint(on: &canvas)
    let top = max(0, min(index - rows + 1, entries.count - rows))
    for offset in 0..<rows where top + offset < entries.count {
      let entry = entries[top + offset]
      let row = box.inside.row + offset
      let keys = scene.state.keyMap.keys(for: entry.command).first?.name(ascii: canvas.glyphs.ascii) ?? ""
      let inside = box.inside
      canvas.write(
        entry.command.name, column: inside.column, row: row, columns: min(18, inside.columns),
        style: Style(.accent, .bold))
      canvas.write(
        keys, column: inside.column + 19, row: row, columns: min(6, inside.columns - 19), style: .muted)
      let text = entry.argument ?? entry.command.summary(in: scene.state.tab)
      canvas.write(text, column: inside.column + 26, row: row, columns: max(0, inside.columns - 26))
      if top + offset == index {
        canvas.select(Rect(column: inside.column, row: row, columns: inside.columns, rows: 1))
      }
    }
  }
}

/// What a search found, numbered, in a box over the views.
struct ResultsOverlay {
  let scene: Scene

  func paint(_ results: SearchResults, index: Int, on canvas: inout Canvas) {
    let shape = Self.shape(count: results.hits.count, index: index, size: canvas.buffer.size)
    let box = Box(area: shape.area, title: "YouTube: \(results.words)")
    box.paint(on: &canvas)
    let inside = box.inside
    guard !results.hits.isEmpty else {
      canvas.write(
        "Nothing was found.", column: inside.column, row: inside.row, columns: inside.columns, style: .muted)
      return
    }
    for offset in 0..<inside.rows where shape.top + offset < results.hits.count {
      let place = shape.top + offset
      let hit = results.hits[place]
      let row = inside.row + offset
      canvas.write(
        "\(place + 1)", column: inside.column, row: row, columns: 3, style: .muted, align: .right)
      let known = scene.state.library[hit.id]?.playCount != nil
      canvas.write(
        hit.displayName, column: inside.column + 4, row: row, columns: max(0, inside.columns - 13),
        style: known ? Style(.text, .bold) : .plain)
      canvas.write(
        hit.duration.map(Wording.clock) ?? "?", column: inside.column + inside.columns - 8, row: row,
        columns: 8,
        style: .muted, align: .right)
      if place == index {
        canvas.select(Rect(column: inside.column, row: row, columns: inside.columns, rows: 1))
      }
    }
  }

  /// The hit at a place on the screen.
  static func hit(at place: Position, count: Int, index: Int, size: Size) -> Int? {
    let shape = shape(count: count, index: index, size: size)
    let inside = Box(area: shape.area, title: "").inside
    guard inside.contains(place) else { return nil }
    let hit = shape.top + place.row - inside.row
    return hit < count ? hit : nil
  }

  private static func shape(count: Int, index: Int, size: Size) -> (area: Rect, top: Int) {
    let area = Box.centred(columns: 100, rows: max(1, count) + 2, on: size)
    let rows = area.rows - 2
    return (area, max(0, min(index - rows + 1, count - rows)))
  }
}
