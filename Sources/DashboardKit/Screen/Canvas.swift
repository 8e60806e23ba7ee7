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
    let plain = string.utf8.withContiguousStorageIfAvailable { bytes in
      writePlain(bytes, column: column, row: row, columns: columns, style: style, align: align)
    }
    if let end = plain ?? nil { return end }
    let (glyphs, width) = fit(text.glyphs(of: string), in: columns)
    var place = align == .right ? column + columns - width : column
    // What does not fit is cut off at the end of the text, wherever that is seen.
    for glyph in text.visual(glyphs) {
      buffer.set(glyph, column: place, row: row, style: style)
      place += glyph.width
    }
    return place
  }

  /// Writes ASCII, which is most of what is ever written: each byte is a cell.
  ///
  /// - Returns: the column after the last cell written; `nil` when there is something else in it.
  private mutating func writePlain(
    _ bytes: UnsafeBufferPointer<UInt8>, column: Int, row: Int, columns: Int, style: Style, align: Alignment
  ) -> Int? {
    guard DisplayText.isPlain(bytes) else { return nil }
    let isCut = bytes.count > columns
    var place = align == .right ? column + columns - min(columns, bytes.count) : column
    for byte in bytes.prefix(isCut ? columns - 1 : columns) {
      buffer.set(Glyph(Unicode.Scalar(byte), width: 1), column: place, row: row, style: style)
      place += 1
    }
    guard isCut else { return place }
    buffer.set(ellipsis, column: place, row: row, style: style)
    return place + 1
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
        buffer.set(.blank, column: area.column + column, row: area.row + row, style: style)
      }
    }
  }

  /// Fills `area` with `symbol`, which takes one cell.
  mutating func fill(_ symbol: String, in area: Rect, style: Style) {
    guard let glyph = text.glyphs(of: symbol).first, glyph.width == 1 else { return }
    for row in 0..<max(0, area.rows) {
      for column in 0..<max(0, area.columns) {
        buffer.set(glyph, column: area.column + column, row: area.row + row, style: style)
      }
    }
  }

  /// Draws a line around `area`, just inside it.
  mutating func frame(_ area: Rect, style: Style) {
    guard area.rows > 1, area.columns > 1 else { return }
    let (right, last) = (area.column + area.columns - 1, area.row + area.rows - 1)
    for row in [area.row, last] {
      fill(glyphs.rule, in: Rect(column: area.column, row: row, columns: area.columns, rows: 1), style: style)
    }
    for column in [area.column, right] {
      fill(
        glyphs.side, in: Rect(column: column, row: area.row + 1, columns: 1, rows: area.rows - 2),
        style: style)
    }
    let places = [(area.column, area.row), (right, area.row), (area.column, last), (right, last)]
    for (corner, place) in zip(glyphs.corners, places) {
      fill(corner, in: Rect(column: place.0, row: place.1, columns: 1, rows: 1), style: style)
    }
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

  private var ellipsis: Glyph { Glyph(glyphs.ellipsis.unicodeScalars.first ?? "~", width: 1) }

  private func fit(_ all: [Glyph], in columns: Int) -> ([Glyph], Int) {
    let total = all.reduce(0) { $0 + $1.width }
    guard total > columns else { return (all, total) }
    var kept: [Glyph] = []
    var width = 0
    for glyph in all {
      guard width + glyph.width <= columns - 1 else { break }
      kept.append(glyph)
      width += glyph.width
    }
    kept.append(ellipsis)
    return (kept, width + 1)
  }
}
