/// A frame over the views, with a title above and a hint below.
struct Box {
  /// The whole of it, frame included.
  var area: Rect
  var title: String
  var hint = ""

  /// What is inside the frame, with a free cell at each side.
  var inside: Rect {
    Rect(
      column: area.column + 2, row: area.row + 1, columns: max(0, area.columns - 4),
      rows: max(0, area.rows - 2))
  }

  /// A box of at most this size in the middle of the screen.
  static func centred(columns: Int, rows: Int, on size: Size) -> Rect {
    let columns = max(4, min(columns, size.columns - 2))
    let rows = max(3, min(rows, size.rows - 2))
    return Rect(
      column: max(0, (size.columns - columns) / 2), row: max(0, (size.rows - rows) / 2), columns: columns,
      rows: rows)
  }

  func paint(on canvas: inout Canvas) {
    canvas.clear(area)
    canvas.frame(area, style: .muted)
    canvas.write(
      " \(title) ", column: area.column + 2, row: area.row, columns: area.columns - 4,
      style: Style(.accent, .bold))
    guard !hint.isEmpty else { return }
    canvas.write(
      " \(hint) ", column: area.column + 2, row: area.row + area.rows - 1, columns: area.columns - 4,
      style: .muted)
  }
}
