import ProxyKit

/// The program's log, newest first.
struct LogView {
  let scene: Scene

  func paint(in area: Rect, on canvas: inout Canvas) {
    let list = scene.state.logList
    canvas.write([Span(" TIME      LINE", Style(.muted, .bold))], in: area.line(0))
    let body = area.dropping(1)
    guard !list.ids.isEmpty else {
      let sentence = scene.state.log.rows.isEmpty ? "Nothing has been logged yet." : "No line matches."
      canvas.write(sentence, column: 1, row: body.row, columns: area.columns - 2, style: .muted)
      return
    }
    for offset in 0..<body.rows where list.top + offset < list.ids.count {
      let entry = scene.state.log.rows[list.sources[list.top + offset]]
      let line = body.line(offset)
      let role: Style.Role =
        switch entry.row.severity {
        case .info: .text
        case .warning: .warning
        case .error: .bad
        }
      canvas.write(
        [Span(" \(scene.clock.time(entry.row.date))  ", .muted), Span(entry.row.text, Style(role))], in: line)
      if list.top + offset == list.index { canvas.select(line) }
    }
  }
}
