import TrackKit

/// The state of the library's URLs as a bar, and why the resolver is paused.
struct GaugesLine {
  let scene: Scene

  func paint(in area: Rect, on canvas: inout Canvas) {
    let tracks = scene.facts.gauges.tracks
    var column = canvas.write([Span(" library ", .muted)], in: area)
    if tracks.total > 0 {
      let columns = max(8, min(30, area.columns / 5))
      column = paintBar(tracks, columns: columns, column: column, row: area.row, on: &canvas) + 1
    }
    var spans: [Span] = []
    if tracks.total == 0 { spans.append(Span("empty", .muted)) }
    if tracks.fresh > 0 { spans += [Span("\(tracks.fresh) ready", Style(.good))] }
    if tracks.expired > 0 { spans += gap(spans) + [Span("\(tracks.expired) stale", Style(.warning))] }
    if tracks.unresolved > 0 { spans += gap(spans) + [Span("\(tracks.unresolved) on demand", .muted)] }
    if let sentence = resolverSentence { spans += [Span("   "), sentence] }
    canvas.write(
      spans, in: Rect(column: column, row: area.row, columns: max(0, area.columns - column - 1), rows: 1))
  }

  private func gap(_ spans: [Span]) -> [Span] { spans.isEmpty ? [] : [Span("  ")] }

  private func paintBar(
    _ tracks: ProxyStatus.Tracks, columns: Int, column: Int, row: Int, on canvas: inout Canvas
  ) -> Int {
    let glyphs = canvas.glyphs
    let parts: [(count: Int, symbol: String, style: Style)] = [
      (tracks.fresh, glyphs.barDone, Style(.good)),
      (tracks.expired, glyphs.barDone, Style(.warning)),
      (tracks.unresolved, glyphs.barRest, .muted),
    ]
    var next = column
    var counted = 0
    for part in parts {
      counted += part.count
      // Ends are rounded, not parts: the bar is always full.
      let end =
        column + Int((Double(counted) / Double(max(tracks.total, counted, 1)) * Double(columns)).rounded())
      guard end > next else { continue }
      next = canvas.write(
        String(repeating: part.symbol, count: end - next), column: next, row: row, columns: end - next,
        style: part.style)
    }
    return next
  }

  private var resolverSentence: Span? {
    let resolver = scene.facts.gauges.resolver
    guard resolver.health != .good, let reason = resolver.reason, !reason.isEmpty else {
      if resolver.queue > 0 {
        return Span("\(Wording.count(resolver.queue, "track")) waiting for yt-dlp", Style(.working))
      }
      guard resolver.runsLastHour > 0 else { return nil }
      let runs = Wording.count(resolver.runsLastHour, "run")
      return Span("\(scene.facts.resolverName): \(runs) in the last hour", .muted)
    }
    return Span(
      "\(scene.facts.resolverName): \(reason)", Style(resolver.health == .probing ? .warning : .bad))
  }
}
