/// Lines of text under a caption, the selected one marked: what a table is without cells.
struct LineList {
  var columns: [Table.Column]
  /// What is said behind the caption.
  var note = ""
  var list: ListState

  /// Paints the caption and the lines there is room for, asking `line` only for those that are seen.
  ///
  /// - Parameter line: paints the line with this index in the list's source.
  func paint(
    in area: Rect, on canvas: inout Canvas, line: (Int, Rect, inout Canvas) -> Void
  ) -> ListPicture {
    canvas.write(caption, in: area.line(0))
    let body = area.dropping(1)
    let top = list.top(showing: body.rows)
    var picture = ListPicture()
    picture.list = .init(top: top, rows: body.rows)
    for offset in 0..<body.rows where top + offset < list.sources.count {
      let place = body.line(offset)
      line(list.sources[top + offset], place, &canvas)
      if top + offset == list.index { canvas.select(place) }
      picture.targets.append(.init(area: place, meaning: .select(list.ids[top + offset])))
    }
    return picture
  }

  private var caption: [Span] {
    let titles = columns.map { column in
      column.title + String(repeating: " ", count: max(0, column.columns + 1 - column.title.count))
    }
    let last = columns.last.map { $0.title } ?? ""
    return [
      Span(" " + titles.dropLast().joined(), Style(.muted, .bold)), Span(last, Style(.muted, .bold)),
    ] + (note.isEmpty ? [] : [Span("  \(note)", .muted)])
  }
}
