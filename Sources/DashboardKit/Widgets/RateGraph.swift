import TrackKit

/// The rate of all streams together over the last minutes, with what the proxy has done so far below it.
struct RateGraph {
  let facts: Facts

  /// Paints the curve, and the totals in the last row.
  func paint(in area: Rect, on canvas: inout Canvas) {
    let samples = facts.rates.samples.suffix(2 * area.columns)
    let scale = Self.scale(Self.usualMost(samples))
    let rows = max(1, area.rows - 1)
    let graph = AreaGraph(samples: samples, most: scale)
    for (offset, row) in graph.rows(rows, columns: area.columns, isASCII: canvas.glyphs.isCoarse).enumerated()
    {
      let role: Style.Role = offset == 0 ? .working : offset < rows / 2 ? .accent : .good
      canvas.write(
        row, column: area.column, row: area.row + offset, columns: area.columns, style: Style(role))
    }
    canvas.write(Wording.rate(scale), column: area.column, row: area.row, columns: 12, style: .muted)
    canvas.write([Span(" ")] + Self.totals(facts), in: area.line(rows))
  }

  /// What the proxy has done since it came up.
  static func totals(_ facts: Facts) -> [Span] {
    let gauges = facts.gauges
    let totals: [(name: String, value: Int, role: Style.Role)] = [
      ("served", gauges.streams.servedTotal, .good), ("refused", gauges.streams.rejectedTotal, .bad),
      ("lost", gauges.streams.failedTotal, .bad), ("left", gauges.streams.leftTotal, .text),
      ("retries", gauges.retriesTotal, .warning), ("new URLs", gauges.refreshes.succeededTotal, .working),
      ("peak", facts.mostActive, .text),
    ]
    return totals.enumerated().flatMap { place, total in
      [
        Span("\(place == 0 ? "" : "  ")\(total.name) ", .muted),
        Span("\(total.value)", Style(total.value > 0 ? total.role : .text, .bold)),
      ]
    }
  }

  /// The value that 95 of 100 samples with something in them do not exceed: one peak must not flatten all else.
  private static func usualMost(_ samples: ArraySlice<Int64>) -> Int64 {
    let busy = samples.filter { $0 > 0 }.sorted()
    return busy.isEmpty ? 0 : busy[min(busy.count - 1, busy.count * 95 / 100)]
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
