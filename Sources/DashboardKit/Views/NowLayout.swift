/// How the first view divides its room, from everything side by side down to a few lines.
struct NowLayout: Sendable, Equatable {
  /// From this width on there are two columns of panes.
  private static let columnsForTwo = 100
  /// From so many rows on the song has a pane with a cover, and its source a pane of its own.
  private static let rowsForPanes = 14

  /// The song.
  var song: Rect
  /// Where its sound comes from: a pane, or one line.
  var source: Rect
  /// What comes after it.
  var next: Rect
  /// The latest events: a pane, or one line.
  var events: Rect

  /// Divides `body`; without `hasBorders` every pane is as small as it can be.
  init(_ body: Rect, hasBorders: Bool) {
    guard hasBorders, body.rows >= Self.rowsForPanes else {
      let (head, rest) = body.split(rows: max(2, min(5, body.rows / 2)))
      (song, source) = (head.split(rows: head.rows - 1).top, head.line(head.rows - 1))
      (next, events) = rest.split(rows: rest.rows - 1)
      return
    }
    if body.columns >= Self.columnsForTwo {
      // A song's pane has a cover of five rows and more, a line for the volume, and its border.
      let (top, bottom) = body.split(rows: max(9, min(20, body.rows * 3 / 10)))
      let left = body.columns * 7 / 12
      (song, source) = top.split(columns: left)
      (next, events) = bottom.split(columns: left)
      return
    }
    let (top, rest) = body.split(rows: body.rows < 20 ? 6 : 8)
    song = top
    let (middle, bottom) = rest.split(rows: body.rows < 20 ? 3 : 5)
    source = middle
    (next, events) = bottom.split(rows: bottom.rows - 1)
  }
}
