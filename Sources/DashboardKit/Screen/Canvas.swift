/// A cell buffer to write text on. All text passes through ``DisplayText`` here.
struct Canvas {
  enum Alignment { case left, right }

  private(set) var buffer: CellBuffer
  let text: DisplayText
  let glyphs: Glyphs

  init(size: Size, text: DisplayText) {
    buffer = CellBuffer(size: size)
    self.text = text
    glyphs = Glyphs(ascii: text.repertoire == .ascii, console: text.repertoire == .console)
  }

  /// The cells that the spans take together.
  func columns(of spans: [Span]) -> Int { spans.reduce(0) { $0 + text.columns(of: $1.text) } }

  /// Writes `string` into `columns` cells, cut with an ellipsis when it is longer.
  ///
  /// - Returns: the column after the last cell written.
  @discardableResult
  mutating func write(
    _ string: String, column: Int, row: Int, columns: Int, style: Style = .plain, align: Alignment = .left
  ) -> Int {
    guard columns > 0 else { return column }
    let (glyphs, width) = fit(text.glyphs(of: string), in: columns)
    var place = align == .right ? column + columns - width : column
    // What does not fit is cut off at the end of the text, wherever that is seen.
    for glyph in text.visual(glyphs) {
      buffer.set(glyph, column: place, row: row, style: style)
      place += glyph.width
    }
    return place
  }

  /// Writes spans one after the other into the first row of `area`.
  ///
  /// - Returns: the column after the last cell written.
  @discardableResult
  mutating func write(_ spans: [Span], in area: Rect) -> Int {
    guard area.rows > 0 else { return area.column }
    let end = area.column + area.columns
    var column = area.column
    for span in spans {
      column = write(span.text, column: column, row: area.row, columns: end - column, style: span.style)
    }
    return column
  }

  /// Fills `area` with blanks.
  mutating func clear(_ area: Rect, style: Style = .plain) {
    for row in 0..<area.rows {
      for column in 0..<area.columns {
        buffer.set(
          .init(text: " ", width: 1), column: area.column + column, row: area.row + row, style: style)
      }
    }
  }

  /// Fills the first row of `area` with `symbol`.
  mutating func fill(_ symbol: String, in area: Rect, style: Style) {
    guard area.rows > 0, area.columns > 0 else { return }
    write(
      String(repeating: symbol, count: area.columns), column: area.column, row: area.row,
      columns: area.columns, style: style)
  }

  /// Marks `area` as selected.
  mutating func select(_ area: Rect) { buffer.add(.selected, to: area) }

  /// Lets `area` stand out in a row.
  mutating func emphasise(_ area: Rect) { buffer.add([.bold, .underline], to: area) }

  /// Says where the reader's eyes are, for terminals and screen readers that follow the cursor.
  mutating func placeFocus(_ position: Position) { buffer.focus = position }

  /// Draws a line under `area`.
  mutating func underline(_ area: Rect) { buffer.add(.underline, to: area) }

  /// Shows the text cursor.
  mutating func placeCursor(_ position: Position) { buffer.cursor = position }

  private func fit(_ all: [DisplayText.Glyph], in columns: Int) -> ([DisplayText.Glyph], Int) {
    let total = all.reduce(0) { $0 + $1.width }
    guard total > columns else { return (all, total) }
    var kept: [DisplayText.Glyph] = []
    var width = 0
    for glyph in all {
      guard width + glyph.width <= columns - 1 else { break }
      kept.append(glyph)
      width += glyph.width
    }
    kept.append(.init(text: glyphs.ellipsis, width: 1))
    return (kept, width + 1)
  }
}
