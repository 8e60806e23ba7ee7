/// Where the lines around the view are, and what they leave it.
struct Layout: Sendable, Equatable {
  /// Below this there is one status line and nothing else.
  static let smallest = Size(columns: 40, rows: 10)
  /// A narrower screen with this many rows has a second line for the names of the views.
  private static let sizeForTabRow = Size(columns: 112, rows: 16)

  /// The screen is too small for the views.
  var isTiny: Bool
  var header: Rect
  /// The row of the views, where the first line has no room for their names.
  var tabs: Rect?
  /// The view.
  var body: Rect
  /// The row that says what is filtered.
  var filter: Rect?
  /// A row for each piece of long work under way, as far as there is room.
  var works: Rect
  /// The row of the song, unless the view shows it.
  var player: Rect?
  var keys: Rect

  /// How many rows long work takes on a screen of `size` at most.
  private static func mostWorks(_ size: Size) -> Int { size.rows < 16 ? 1 : 3 }

  /// Divides a screen of `size`.
  ///
  /// - Parameter works: how many pieces of long work are under way.
  init(size: Size, filterRow: Bool, playerRow: Bool = true, works count: Int = 0) {
    func rows(_ row: Int, _ count: Int) -> Rect {
      Rect(column: 0, row: row, columns: size.columns, rows: max(0, count))
    }
    isTiny = size.columns < Self.smallest.columns || size.rows < Self.smallest.rows
    header = rows(0, min(1, size.rows))
    var top = 1
    if size.columns < Self.sizeForTabRow.columns, size.rows >= Self.sizeForTabRow.rows {
      tabs = rows(1, 1)
      top += 1
    }
    keys = rows(size.rows - 1, 1)
    var end = size.rows - 1
    if playerRow {
      end -= 1
      player = rows(end, 1)
    }
    let workRows = min(count, Self.mostWorks(size))
    end -= workRows
    works = rows(end, workRows)
    if filterRow {
      end -= 1
      filter = rows(end, 1)
    }
    body = rows(top, end - top)
  }
}
