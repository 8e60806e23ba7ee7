import TrackKit

/// What happened, newest first.
struct EventsView {
  let scene: Scene

  /// All of it, as a list to move in.
  func paint(in area: Rect, on canvas: inout Canvas) {
    let list = scene.state.eventList
    let caption = list.index == 0 ? "newest first" : "stays at the selected event; g for the newest"
    canvas.write(
      [
        Span(" TIME      KIND     ", Style(.muted, .bold)), Span("EVENT", Style(.muted, .bold)),
        Span("  \(caption)", .muted),
      ],
      in: area.line(0))
    let body = area.dropping(1)
    guard !list.ids.isEmpty else {
      let sentence = scene.state.events.lines.isEmpty ? "Nothing has happened yet." : "No event matches."
      canvas.write(sentence, column: 1, row: body.row, columns: area.columns - 2, style: .muted)
      return
    }
    for offset in 0..<body.rows where list.top + offset < list.ids.count {
      let line = scene.state.events.lines[list.sources[list.top + offset]]
      paint(line, in: body.line(offset), on: &canvas)
      if list.top + offset == list.index { canvas.select(body.line(offset)) }
    }
  }

  /// The latest under a rule, as the first tab shows them.
  func paintLatest(in area: Rect, under rule: Rect, on canvas: inout Canvas) {
    canvas.fill(canvas.glyphs.rule, in: rule, style: .muted)
    canvas.write(
      " \(canvas.glyphs.rule)\(canvas.glyphs.rule) events ", column: 0, row: rule.row, columns: rule.columns,
      style: .muted)
    for (offset, line) in scene.state.events.lines.reversed().prefix(area.rows).enumerated() {
      paint(line, in: area.line(offset), on: &canvas)
    }
  }

  private func paint(_ line: EventLine, in area: Rect, on canvas: inout Canvas) {
    let kind = line.kind + String(repeating: " ", count: max(0, 8 - line.kind.count))
    let end = area.column + area.columns
    let start = canvas.write(
      [Span(" \(scene.clock.time(line.date))  ", .muted), Span(kind, line.weight.style), Span(" ")], in: area
    )
    guard let track = line.track else {
      canvas.write(line.what, column: start, row: area.row, columns: end - start)
      return
    }
    // What happened matters more than the end of a long name, but a name cut to nothing says nothing.
    let outcome = ": \(line.what)"
    let room = end - start - canvas.columns(of: [Span(outcome)])
    let column = canvas.write(
      track.name, column: start, row: area.row,
      columns: min(end - start, max(room, area.columns / Self.leastShareOfName)))
    canvas.write(outcome, column: column, row: area.row, columns: end - column, style: Style(.muted))
  }

  /// A name keeps at least this part of the line.
  private static let leastShareOfName = 4
}

extension EventLine.Weight {
  /// How a word of this weight looks.
  var style: Style {
    switch self {
    case .plain: Style(.muted)
    case .good: Style(.good)
    case .working: Style(.working)
    case .warning: Style(.warning)
    case .bad: Style(.bad, .bold)
    }
  }
}
