import TrackKit

/// The program's log, newest first.
struct LogView {
  let scene: Scene

  func paint(in area: Rect, on canvas: inout Canvas) {
    let list = scene.state.logList
    canvas.write([Span(" TIME      LINE", Style(.muted, .bold))], in: area.line(0))
    let body = area.dropping(1)
    guard !list.ids.isEmpty else {
      let sentence =
        scene.state.log.rows.isEmpty ? "Nothing has been logged yet." : "No line matches."
      canvas.write(sentence, column: 1, row: body.row, columns: area.columns - 2, style: .muted)
      return
    }
    for offset in 0..<body.rows where list.top + offset < list.ids.count {
      let line = body.line(offset)
      paint(scene.state.log.rows[list.sources[list.top + offset]].row, in: line, on: &canvas)
      if list.top + offset == list.index { canvas.select(line) }
    }
  }

  /// The latest lines alone, beside something else.
  func paintLatest(in area: Rect, on canvas: inout Canvas) {
    canvas.write([Span(" LOG", Style(.muted, .bold))], in: area.line(0))
    let body = area.dropping(1)
    for (offset, entry) in scene.state.log.rows.reversed().prefix(body.rows).enumerated() {
      paint(entry.row, in: body.line(offset), on: &canvas)
    }
  }

  private func paint(_ row: LogRow, in line: Rect, on canvas: inout Canvas) {
    let role: Style.Role =
      switch row.severity {
      case .info: .text
      case .warning: .warning
      case .error: .bad
      }
    canvas.write(
      [Span(" \(scene.clock.time(row.date))  ", .muted), Span(row.text, Style(role))], in: line)
  }
}
