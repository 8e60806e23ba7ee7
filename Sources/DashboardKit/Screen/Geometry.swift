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

extension Rect {
  /// Both parts side by side, the left one `count` cells wide.
  func split(columns count: Int) -> (left: Rect, right: Rect) {
    let count = max(0, min(count, columns))
    return (
      Rect(column: column, row: row, columns: count, rows: rows),
      Rect(column: column + count, row: row, columns: columns - count, rows: rows)
    )
  }

  /// Both parts, the upper one `count` rows high.
  func split(rows count: Int) -> (top: Rect, bottom: Rect) {
    let count = max(0, min(count, rows))
    return (Rect(column: column, row: row, columns: columns, rows: count), dropping(count))
  }

  /// What is left when `columns` cells go at both sides, and `rows` above and below.
  func inset(columns across: Int = 0, rows down: Int = 0) -> Rect {
    Rect(
      column: column + across, row: row + down, columns: max(0, columns - 2 * across),
      rows: max(0, rows - 2 * down))
  }
}
