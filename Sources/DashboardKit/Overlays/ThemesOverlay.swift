/// The themes to choose from, in a box at the right, so that the views show what each is like.
struct ThemesOverlay {
  let scene: Scene

  /// Paints it into `body`.
  ///
  /// - Returns: what can be clicked on.
  func paint(index: Int, in body: Rect, on canvas: inout Canvas) -> [ScreenMap.Target] {
    let themes = scene.state.themes
    let longest = themes.map { canvas.text.columns(of: $0.name) }.max() ?? 0
    let columns = min(body.columns, max(22, longest + 12))
    let rows = max(3, min(themes.count + 2, body.rows))
    let box = Box(
      area: Rect(
        column: body.column + body.columns - columns, row: body.row, columns: columns, rows: rows),
      title: "Theme", hint: "\(Key.enter.name(ascii: canvas.glyphs.spellsKeys)) takes, Esc not")
    box.paint(on: &canvas)
    let inside = box.inside
    let top = max(0, min(index - inside.rows + 1, themes.count - inside.rows))
    var targets: [ScreenMap.Target] = []
    for offset in 0..<inside.rows where top + offset < themes.count {
      let place = top + offset
      let line = Rect(column: inside.column, row: inside.row + offset, columns: inside.columns, rows: 1)
      canvas.write(themes[place].name, column: line.column, row: line.row, columns: line.columns)
      if place == index {
        canvas.select(line)
        canvas.placeFocus(Position(column: line.column, row: line.row))
      }
      targets.append(.init(area: line, meaning: .choose(place)))
    }
    return targets
  }
}
