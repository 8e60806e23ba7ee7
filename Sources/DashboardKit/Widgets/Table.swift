/// Columns side by side: some share what the others leave, the least important go first when it gets narrow.
struct Table {
  struct Column {
    var title: String
    /// Cells; 0 for a column that takes a part of the rest.
    var columns: Int
    /// How large its part of the rest is, beside those of the others.
    var share = 1
    var align = Canvas.Alignment.left
    /// The table must be this wide for the column to be shown.
    var from = 0
    /// What a click on the caption sorts by.
    var order: ListOrder?
  }

  /// The content of a cell.
  enum Content {
    /// A piece of text.
    case text(Span)
    /// A bar that is full to a part.
    case bar(Double?, here: [Range<Double>] = [])
    /// Text with a line under that part of it.
    case gauge(Span, Double?)

    init(_ text: String, _ style: Style = .plain) { self = .text(Span(text, style)) }
    init(_ span: Span) { self = .text(span) }
  }

  struct Row {
    /// One a column.
    var cells: [Content]
    /// The player has it.
    var isPlaying = false
    /// It is over.
    var isFaded = false
  }

  var columns: [Column]
  /// The rows, where they are scrolled to, and their order.
  var list: ListState
  /// Whether the columns have their titles above them.
  var hasCaption = true
  /// The keys go to it.
  var isActive = true

  /// Paints the caption and the rows there is room for, asking `row` only for those that are seen.
  ///
  /// - Parameter row: the row with this index in the list's source.
  func paint(in area: Rect, on canvas: inout Canvas, row: (Int) -> Row) -> ListPicture {
    let places = arrange(area)
    var picture = ListPicture()
    picture.targets.reserveCapacity(columns.count + area.rows)
    for (place, column) in zip(places, columns) where place.columns > 0 && hasCaption {
      paintCaption(of: column, at: place, row: area.row, on: &canvas)
      guard let order = column.order else { continue }
      picture.targets.append(
        .init(
          area: Rect(column: place.column, row: area.row, columns: place.columns, rows: 1),
          meaning: .sort(order)))
    }
    let body = area.dropping(hasCaption ? 1 : 0)
    let top = list.top(showing: body.rows)
    picture.list = .init(top: top, rows: body.rows)
    for offset in 0..<body.rows where top + offset < list.sources.count {
      let line = body.line(offset)
      let row = row(list.sources[top + offset])
      for (place, (column, cell)) in zip(places, zip(columns, row.cells)) where place.columns > 0 {
        paint(cell, of: column, at: place, row: line.row, on: &canvas, isFaded: row.isFaded)
      }
      let id = list.ids[top + offset]
      paintMarker(
        row, isMarked: list.marks.contains(id), isSelected: isActive && top + offset == list.index,
        in: line, on: &canvas)
      picture.targets.append(.init(area: line, meaning: .select(id)))
    }
    return picture
  }

  private func paintCaption(
    of column: Column, at place: (column: Int, columns: Int), row: Int, on canvas: inout Canvas
  ) {
    let isSorted = column.order == list.order
    let sign = isSorted ? (list.isReversed ? canvas.glyphs.sortedBack : canvas.glyphs.sorted) : ""
    canvas.write(
      column.title + sign, column: place.column, row: row, columns: place.columns,
      style: Style(isSorted ? .accent : .muted, .bold), align: column.align)
  }

  private func paint(
    _ cell: Content, of column: Column, at place: (column: Int, columns: Int), row: Int,
    on canvas: inout Canvas, isFaded: Bool
  ) {
    func style(_ style: Style) -> Style {
      isFaded && style.role == .text ? Style(.muted, style.attributes) : style
    }
    switch cell {
    case .text(let span):
      canvas.write(
        span.text, column: place.column, row: row, columns: place.columns, style: style(span.style),
        align: column.align)
    case .bar(let fraction, let here):
      guard let fraction else { return }
      ProgressBar(fraction: fraction, columns: place.columns, here: isFaded ? [] : here, isFaded: isFaded)
        .paint(column: place.column, row: row, on: &canvas)
    case .gauge(let span, let fraction):
      canvas.write(
        span.text, column: place.column, row: row, columns: place.columns, style: style(span.style),
        align: column.align)
      guard let fraction, fraction > 0, !isFaded else { return }
      let done = max(1, min(place.columns, Int((fraction * Double(place.columns)).rounded())))
      canvas.underline(Rect(column: place.column, row: row, columns: done, rows: 1))
    }
  }

  private func paintMarker(
    _ row: Row, isMarked: Bool, isSelected: Bool, in line: Rect, on canvas: inout Canvas
  ) {
    let glyphs = canvas.glyphs
    let sign: (text: String, role: Style.Role)? =
      if isMarked {
        (glyphs.mark, .accent)
      } else if row.isPlaying {
        (glyphs.playing, .good)
      } else {
        isSelected ? (glyphs.marker, .accent) : nil
      }
    if let sign {
      canvas.write(
        sign.text, column: line.column, row: line.row, columns: 1, style: Style(sign.role, .bold))
    }
    if isSelected { canvas.select(line) }
  }

  /// The first cell of each column, and how many it has.
  private func arrange(_ area: Rect) -> [(column: Int, columns: Int)] {
    let shown = columns.map { area.columns >= $0.from }
    let fixed = zip(columns, shown).reduce(0) { $0 + ($1.1 && $1.0.columns > 0 ? $1.0.columns + 1 : 0) }
    let parts = zip(columns, shown).filter { $1 && $0.columns == 0 }.map(\.0.share)
    var shares = parts.reduce(0, +)
    // One cell for the marker at the left, and one at the right that stays free.
    var rest = max(1, area.columns - 2 - fixed - max(0, parts.count - 1))
    var next = area.column + 1
    return zip(columns, shown).map { column, isShown in
      guard isShown else { return (next, 0) }
      var width = column.columns
      if width == 0 {
        width = rest * column.share / max(1, shares)
        rest -= width
        shares -= column.share
      }
      defer { next += width + 1 }
      return (next, width)
    }
  }
}
