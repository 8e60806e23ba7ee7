/// Where the lines around the view are, and what they leave it.
struct Layout: Sendable, Equatable {
  /// Below this there is one status line and nothing else.
  static let smallest = Size(columns: 40, rows: 10)
  /// From so many rows on there is room for the gauges.
  private static let rowsForGauges = 16

  /// The screen is too small for the views.
  var isTiny: Bool
  var header: Rect
  var tabs: Rect
  /// The row of the library's state.
  var gauges: Rect?
  /// The view.
  var body: Rect
  /// The row that says what is filtered.
  var filter: Rect?
  var player: Rect
  var keys: Rect

  /// Divides a screen of `size`.
  init(size: Size, filterRow: Bool) {
    func rows(_ row: Int, _ count: Int) -> Rect {
      Rect(column: 0, row: row, columns: size.columns, rows: max(0, count))
    }
    isTiny = size.columns < Self.smallest.columns || size.rows < Self.smallest.rows
    header = rows(0, min(1, size.rows))
    tabs = rows(1, 1)
    player = rows(size.rows - 2, 1)
    keys = rows(size.rows - 1, 1)
    var top = 2
    if size.rows >= Self.rowsForGauges {
      gauges = rows(top, 1)
      top += 1
    }
    body = rows(top, size.rows - 2 - top - (filterRow ? 1 : 0))
    filter = filterRow ? rows(size.rows - 3, 1) : nil
  }
}
