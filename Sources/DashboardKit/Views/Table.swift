/// Columns side by side: one takes what the others leave, the least important go first when it gets narrow.
struct Table {
  struct Column {
    var title: String
    /// Cells; 0 for the one column that takes the rest.
    var columns: Int
    var align = Canvas.Alignment.left
    /// The table must be this wide for the column to be shown.
    var from = 0
    var sorted = false
  }

  struct Row {
    /// One a column.
    var cells: [Span]
    var marked = false
  }

  var columns: [Column]
  /// What is said when there is no row.
  var empty: String

  /// Paints the caption and `count` rows from `top`, asking `row` only for those that are seen.
  func paint(
    count: Int, top: Int, selected: Int, in area: Rect, on canvas: inout Canvas, row: (Int) -> Row
  ) {
    let places = arrange(area)
    for (place, column) in zip(places, columns) where place.columns > 0 {
      let title = column.title + (column.sorted ? canvas.glyphs.sorted : "")
      canvas.write(
        title, column: place.column, row: area.row, columns: place.columns, style: Style(.muted, .bold),
        align: column.align)
    }
    let body = area.dropping(1)
    if count == 0 {
      paintEmpty(in: body, on: &canvas)
      return
    }
    for offset in 0..<body.rows where top + offset < count {
      let line = body.line(offset)
      let row = row(top + offset)
      if row.marked {
        canvas.write(
          canvas.glyphs.playing, column: 0, row: line.row, columns: 1, style: Style(.good, .bold))
      }
      for (place, (column, cell)) in zip(places, zip(columns, row.cells)) where place.columns > 0 {
        canvas.write(
          cell.text, column: place.column, row: line.row, columns: place.columns, style: cell.style,
          align: column.align)
      }
      if top + offset == selected {
        if !row.marked {
          canvas.write(
            canvas.glyphs.marker, column: 0, row: line.row, columns: 1, style: Style(.accent, .bold))
        }
        canvas.select(line)
      }
    }
  }

  /// The first cell of each column, and how many it has.
  private func arrange(_ area: Rect) -> [(column: Int, columns: Int)] {
    let shown = columns.map { area.columns >= $0.from }
    let fixed = zip(columns, shown).reduce(0) { $0 + ($1.1 && $1.0.columns > 0 ? $1.0.columns + 1 : 0) }
    // One cell for the marker at the left, and one at the right that stays free.
    let rest = max(1, area.columns - 2 - fixed)
    var next = area.column + 1
    return zip(columns, shown).map { column, isShown in
      guard isShown else { return (next, 0) }
      let width = column.columns > 0 ? column.columns : rest
      defer { next += width + 1 }
      return (next, width)
    }
  }

  private func paintEmpty(in area: Rect, on canvas: inout Canvas) {
    guard area.rows > 0 else { return }
    canvas.write(
      empty, column: area.column + 1, row: area.row, columns: area.columns - 2, style: .muted)
  }
}
