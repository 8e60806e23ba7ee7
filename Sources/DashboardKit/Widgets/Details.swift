/// All of what a row cuts, to be read in full.
struct Details: Sendable {
  var title: String
  /// Lines of any length; they are wrapped.
  var lines: [[Span]]
  /// By how many cells what follows a line's first row is indented.
  var indent = 10

  /// The lines as they are painted in `columns` cells.
  func wrapped(columns: Int, text: DisplayText) -> [[Span]] {
    lines.flatMap { line in
      line.isEmpty ? [[]] : WrappedLine(spans: line, indent: indent).lines(columns: columns, text: text)
    }
  }

  /// Paints title and lines into a pane beside a list.
  func paint(in area: Rect, on canvas: inout Canvas) {
    let pane = Pane(area, "details", isActive: false, on: canvas.buffer.size)
    pane.paint(on: &canvas)
    let inside = pane.inside.inset(columns: 1)
    let head = WrappedLine(spans: [Span(title, Style(.accent, .bold))]).lines(
      columns: inside.columns, text: canvas.text)
    let lines = head + [[]] + wrapped(columns: inside.columns, text: canvas.text)
    for (offset, line) in lines.prefix(inside.rows).enumerated() {
      canvas.write(line, in: inside.line(offset))
    }
  }
}
