/// One cell of the screen.
public struct Cell: Sendable, Equatable {
  let glyph: Glyph
  /// How it looks.
  public internal(set) var style: Style

  /// A character with its accents; empty in the second half of a wide one.
  public var text: String { glyph.text }

  /// The character and up to four accents as code points, zeros behind them.
  public var scalars: InlineArray<5, UInt32> { glyph.scalars }

  /// 1 or 2 cells; 0 in the second half of a wide character.
  public var width: Int { glyph.width }

  static let blank = Cell(glyph: .blank, style: .plain)
}

/// A screen as values: painted by the views, compared by tests, drawn by the terminal edge.
///
/// Every row is always exactly as wide as the screen: a wide character that would stick out is a blank, and a
/// wide character that loses one half loses both.
public struct CellBuffer: Sendable, Equatable {
  /// The size of the screen.
  public let size: Size
  /// Where the text cursor is shown, `nil` for nowhere.
  public var cursor: Position?
  /// What the user attends to, such as the selected row: where the terminal's cursor is when no text cursor is shown.
  public var focus: Position?
  private var cells: [Cell]

  /// A blank screen.
  public init(size: Size) {
    self.size = size
    cells = Array(repeating: .blank, count: size.columns * size.rows)
  }

  /// The cell at a place on the screen.
  public subscript(column: Int, row: Int) -> Cell { cells[row * size.columns + column] }

  /// The cells of a row, from left to right.
  public func row(_ row: Int) -> ArraySlice<Cell> {
    cells[row * size.columns..<(row + 1) * size.columns]
  }

  /// The text of a row without the blanks at its end.
  public func text(row index: Int) -> String {
    let text = row(index).map(\.text).joined()
    return String(text.reversed().drop { $0 == " " }.reversed())
  }

  /// The text of all rows.
  public var text: String { (0..<size.rows).map { text(row: $0) }.joined(separator: "\n") }

  /// The columns in which two rows of one length differ, from the first to the last; a wide character is in it with both of
  /// its halves. Empty when there are none.
  package static func difference(between old: ArraySlice<Cell>, and new: ArraySlice<Cell>) -> Range<Int> {
    old.withUnsafeBufferPointer { old in
      new.withUnsafeBufferPointer { new in
        guard var first = new.indices.first(where: { old[$0] != new[$0] }) else { return 0..<0 }
        var end = new.count
        while old[end - 1] == new[end - 1] { end -= 1 }
        func isHalf(_ place: Int) -> Bool { old[place].width == 0 || new[place].width == 0 }
        while first > 0, isHalf(first) { first -= 1 }
        while end < new.count, isHalf(end) { end += 1 }
        return first..<end
      }
    }
  }

  /// Puts a glyph down; outside the screen it is clipped.
  mutating func set(_ glyph: Glyph, column: Int, row: Int, style: Style) {
    guard (0..<size.rows).contains(row), (0..<size.columns).contains(column) else { return }
    let start = row * size.columns + column
    breakWide(at: start)
    guard glyph.width == 2 else {
      cells[start] = Cell(glyph: glyph, style: style)
      return
    }
    guard column + 1 < size.columns else {
      cells[start] = Cell(glyph: .blank, style: style)
      return
    }
    breakWide(at: start + 1)
    cells[start] = Cell(glyph: glyph, style: style)
    cells[start + 1] = Cell(glyph: .half, style: style)
  }

  /// Adds attributes to a part of a row.
  mutating func add(_ attributes: Style.Attributes, to area: Rect) {
    for row in area.row..<area.row + area.rows where (0..<size.rows).contains(row) {
      for column in area.column..<area.column + area.columns where (0..<size.columns).contains(column) {
        cells[row * size.columns + column].style.attributes.formUnion(attributes)
      }
    }
  }

  /// Blanks the wide character that has a half at `index`.
  private mutating func breakWide(at index: Int) {
    switch cells[index].width {
    case 0: blank(index - 1, index)
    case 2: blank(index, index + 1)
    default: break
    }
  }

  private mutating func blank(_ places: Int...) {
    for place in places { cells[place] = Cell(glyph: .blank, style: cells[place].style) }
  }
}
