import TrackKit

/// What the list was narrowed to.
struct FilterLine {
  let scene: Scene

  func paint(in area: Rect, on canvas: inout Canvas) {
    let view = scene.state.view
    let list = scene.state.list
    var spans: [Span] = []
    if !list.filter.isEmpty {
      let shown = list.ids.count
      spans += [
        Span(" / ", Style(.accent, .bold)), Span(list.filter, Style(.text, .bold)),
        Span("  \(shown) of \(max(shown, view.count(scene.facts)))", .muted),
      ]
    }
    if let kind = list.narrowing.kind {
      spans += [Span("  kind ", .muted), Span(kind, Style(.accent, .bold))]
    }
    if let track = list.narrowing.track {
      spans += [Span("  track ", .muted), Span(track.name, Style(.accent, .bold))]
    }
    if view.isMarkable, !list.marks.isEmpty {
      spans += [
        Span("  \(canvas.glyphs.mark) ", Style(.accent, .bold)), Span("\(list.marks.count) marked"),
      ]
    }
    spans.append(Span("   \(escape(list))", .muted))
    canvas.write(spans, in: area)
  }

  /// What Escape does next.
  private func escape(_ list: ListState) -> String {
    let key = scene.state.keyMap.keys(for: .clear).first?.name(ascii: true) ?? ":clear"
    if !list.filter.isEmpty { return "\(key) clears the filter" }
    return list.marks.isEmpty ? "\(key) shows all" : "\(key) clears the marks"
  }
}
