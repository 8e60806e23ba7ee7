/// A size in terminal cells.
public struct Size: Sendable, Hashable {
  /// Cells from left to right.
  public var columns: Int
  /// Cells from top to bottom.
  public var rows: Int

  /// A size; negative numbers count as 0.
  public init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }
}

/// A place on the screen, counted from 0.
public struct Position: Sendable, Hashable {
  /// From the left edge.
  public var column: Int
  /// From the upper edge.
  public var row: Int

  /// A place.
  public init(column: Int, row: Int) {
    self.column = column
    self.row = row
  }
}

/// A part of the screen.
struct Rect: Sendable, Hashable {
  var column: Int
  var row: Int
  var columns: Int
  var rows: Int

  /// Whether `place` is in it.
  func contains(_ place: Position) -> Bool {
    (column..<column + columns).contains(place.column) && (row..<row + rows).contains(place.row)
  }

  /// The row `offset` rows down, one cell high; empty when outside.
  func line(_ offset: Int) -> Rect {
    Rect(column: column, row: row + offset, columns: columns, rows: (0..<rows).contains(offset) ? 1 : 0)
  }

  /// What is left below the first `count` rows.
  func dropping(_ count: Int) -> Rect {
    Rect(column: column, row: row + count, columns: columns, rows: max(0, rows - count))
  }
}
