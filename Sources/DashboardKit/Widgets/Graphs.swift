import TrackKit

/// A curve in one row of cells.
enum Sparkline {
  /// One character a sample, scaled to the largest; nothing at all when every sample is 0.
  static func text(_ samples: ArraySlice<Int64>, glyphs: Glyphs) -> String {
    guard let most = samples.max(), most > 0 else { return "" }
    let levels = glyphs.levels
    return samples.map { sample in
      let level = Int((Double(max(0, sample)) / Double(most) * Double(levels.count - 1)).rounded())
      return levels[level]
    }.joined()
  }
}

/// A curve over several rows, filled below: dots of braille, two samples a cell; with ASCII one sample a cell.
struct AreaGraph {
  /// The values, oldest first.
  var samples: ArraySlice<Int64>
  /// The value at the upper edge.
  var most: Int64

  /// The rows from top to bottom, each `columns` characters long; the newest sample is at the right.
  func rows(_ rows: Int, columns: Int, isASCII: Bool) -> [String] {
    guard rows > 0, columns > 0 else { return [] }
    let width = isASCII ? columns : 2 * columns
    let values = Array(repeating: 0, count: max(0, width - samples.count)) + samples.suffix(width)
    let steps = isASCII ? 3 : 4
    let heights = values.map { height($0, of: rows * steps) }
    return (0..<rows).map { row in
      let floor = (rows - 1 - row) * steps
      return (0..<columns).map { column in
        isASCII
          ? Self.mark(heights[column] - floor)
          : Self.dots(heights[2 * column] - floor, heights[2 * column + 1] - floor)
      }.joined()
    }
  }

  /// Whatever is not nothing is seen.
  private func height(_ value: Int64, of full: Int) -> Int {
    guard value > 0, most > 0 else { return 0 }
    return max(1, min(full, Int((Double(value) / Double(most) * Double(full)).rounded())))
  }

  private static func mark(_ height: Int) -> String {
    switch height {
    case ..<1: " "
    case 1: "."
    case 2: ":"
    default: "#"
    }
  }

  /// The braille cell whose two columns of dots are this high, from its foot (Unicode 16, chapter 21.1).
  private static func dots(_ left: Int, _ right: Int) -> String {
    let leftBits: [UInt32] = [0x40, 0x04, 0x02, 0x01]
    let rightBits: [UInt32] = [0x80, 0x20, 0x10, 0x08]
    var pattern: UInt32 = 0
    for step in 0..<4 {
      if left > step { pattern |= leftBits[step] }
      if right > step { pattern |= rightBits[step] }
    }
    guard pattern != 0, let scalar = Unicode.Scalar(0x2800 + pattern) else { return " " }
    return String(Character(scalar))
  }
}

/// The rate of all streams together over the last minutes, with what the proxy has done so far beside it.
struct RateGraphView {
  let scene: Scene

  private static let factColumns = 24

  func paint(in area: Rect, on canvas: inout Canvas) {
    let state = scene.state
    let columns = area.columns - Self.factColumns - 3
    let most = state.rates.samples.suffix(2 * columns).max() ?? 0
    let scale = Self.scale(most)
    let rows = max(1, area.rows - 1)
    let graph = AreaGraph(samples: state.rates.samples[...], most: scale)
    for (offset, row) in graph.rows(rows, columns: columns, isASCII: canvas.glyphs.ascii).enumerated() {
      let role: Style.Role = offset == 0 ? .working : offset < rows / 2 ? .accent : .good
      canvas.write(row, column: 1, row: area.row + offset, columns: columns, style: Style(role))
    }
    canvas.write(Wording.rate(scale), column: 1, row: area.row, columns: 12, style: .muted)
    let column = area.columns - Self.factColumns
    for (offset, fact) in facts.prefix(rows).enumerated() {
      let row = area.row + offset
      canvas.write(fact.name, column: column, row: row, columns: 12, style: .muted)
      canvas.write(
        fact.value, column: column + 12, row: row, columns: Self.factColumns - 13,
        style: Style(fact.role, .bold), align: .right)
    }
  }

  private var facts: [(name: String, value: String, role: Style.Role)] {
    let gauges = scene.state.gauges
    return [
      ("now", Wording.rate(scene.state.totalRate), .text),
      ("served", "\(gauges.streams.servedTotal)", .good),
      ("failed", "\(gauges.streams.failedTotal)", gauges.streams.failedTotal > 0 ? .bad : .text),
      ("turned away", "\(gauges.streams.rejectedTotal)", gauges.streams.rejectedTotal > 0 ? .warning : .text),
      ("retries", "\(gauges.retriesTotal)", gauges.retriesTotal > 0 ? .warning : .text),
      ("new URLs", "\(gauges.refreshes.succeededTotal)", .working),
    ]
  }

  /// A round number that is at least `most`, so that the curve does not jump with each sample.
  private static func scale(_ most: Int64) -> Int64 {
    var step: Int64 = 1000
    while step < 1_000_000_000_000 {
      for factor in [1, 2, 5] as [Int64] where step * factor >= most { return step * factor }
      step *= 10
    }
    return max(1, most)
  }
}

/// The state of the library's URLs as a bar, and why the resolver rests.
struct GaugesLine {
  let scene: Scene

  func paint(in area: Rect, on canvas: inout Canvas) {
    let tracks = scene.state.gauges.tracks
    var column = canvas.write([Span(" library ", .muted)], in: area)
    if tracks.total > 0 {
      let columns = max(8, min(30, area.columns / 5))
      column = paintBar(tracks, columns: columns, column: column, row: area.row, on: &canvas) + 1
    }
    var spans: [Span] = []
    if tracks.total == 0 { spans.append(Span("empty", .muted)) }
    if tracks.fresh > 0 { spans += [Span("\(tracks.fresh) fresh", Style(.good))] }
    if tracks.expired > 0 { spans += gap(spans) + [Span("\(tracks.expired) expired", Style(.warning))] }
    if tracks.unresolved > 0 { spans += gap(spans) + [Span("\(tracks.unresolved) unresolved", .muted)] }
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
    let resolver = scene.state.gauges.resolver
    guard resolver.state != "ok", let reason = resolver.reason, !reason.isEmpty else {
      return resolver.queue > 0
        ? Span("\(Wording.count(resolver.queue, "track")) wait for yt-dlp", Style(.working)) : nil
    }
    return Span(
      "\(scene.state.resolverName): \(reason)", Style(resolver.state == "probing" ? .warning : .bad))
  }
}
