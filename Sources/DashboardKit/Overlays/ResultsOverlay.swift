import TrackKit

/// What a search found, numbered, in a box over the views.
struct ResultsOverlay {
  let scene: Scene

  /// Paints it.
  ///
  /// - Returns: the hits that can be clicked on, and how many rows are seen.
  func paint(
    _ results: SearchResults, index: Int, on canvas: inout Canvas
  ) -> (targets: [ScreenMap.Target], extent: ScreenMap.Extent) {
    let count = results.hits.count
    let area = Box.centred(columns: 100, rows: max(1, count) + 2, on: canvas.buffer.size)
    let box = Box(area: area, title: "YouTube: \(results.words)")
    box.paint(on: &canvas)
    let inside = box.inside
    let top = max(0, min(index - inside.rows + 1, count - inside.rows))
    let extent = ScreenMap.Extent(limit: max(0, count - 1), rows: max(1, inside.rows - 2))
    var targets: [ScreenMap.Target] = []
    guard !results.hits.isEmpty else {
      canvas.write(
        "Nothing found.", column: inside.column, row: inside.row, columns: inside.columns, style: .muted)
      return ([], extent)
    }
    for offset in 0..<inside.rows where top + offset < count {
      let place = top + offset
      let hit = results.hits[place]
      let row = inside.row + offset
      canvas.write(
        "\(place + 1)", column: inside.column, row: row, columns: 3, style: .muted, align: .right)
      let known = scene.facts.library[hit.id]?.playCount != nil
      canvas.write(
        hit.displayName, column: inside.column + 4, row: row, columns: max(0, inside.columns - 13),
        style: known ? Style(.text, .bold) : .plain)
      canvas.write(
        hit.duration.map(Wording.clock) ?? "?", column: inside.column + inside.columns - 8, row: row,
        columns: 8,
        style: .muted, align: .right)
      let line = Rect(column: inside.column, row: row, columns: inside.columns, rows: 1)
      if place == index { canvas.select(line) }
      targets.append(.init(area: line, meaning: .choose(place)))
    }
    return (targets, extent)
  }
}
