import TrackKit

/// The rate of all streams together over the last minutes, with what the proxy has done so far beside it.
struct RateGraph {
  let facts: Facts

  private static let factColumns = 24

  func paint(in area: Rect, on canvas: inout Canvas) {
    let columns = area.columns - Self.factColumns - 3
    let most = facts.rates.samples.suffix(2 * columns).max() ?? 0
    let scale = Self.scale(most)
    let rows = max(1, area.rows - 1)
    let graph = AreaGraph(samples: facts.rates.samples[...], most: scale)
    for (offset, row) in graph.rows(rows, columns: columns, isASCII: canvas.glyphs.ascii).enumerated() {
      let role: Style.Role = offset == 0 ? .working : offset < rows / 2 ? .accent : .good
      canvas.write(row, column: 1, row: area.row + offset, columns: columns, style: Style(role))
    }
    canvas.write(Wording.rate(scale), column: 1, row: area.row, columns: 12, style: .muted)
    let column = area.columns - Self.factColumns
    for (offset, fact) in totals.prefix(rows).enumerated() {
      let row = area.row + offset
      canvas.write(fact.name, column: column, row: row, columns: 12, style: .muted)
      canvas.write(
        fact.value, column: column + 12, row: row, columns: Self.factColumns - 13,
        style: Style(fact.role, .bold), align: .right)
    }
  }

  private var totals: [(name: String, value: String, role: Style.Role)] {
    let gauges = facts.gauges
    return [
      ("now", Wording.rate(facts.totalRate), .text),
      ("served", "\(gauges.streams.servedTotal)", .good),
      ("failed", "\(gauges.streams.failedTotal)", gauges.streams.failedTotal > 0 ? .bad : .text),
      ("refused", "\(gauges.streams.rejectedTotal)", gauges.streams.rejectedTotal > 0 ? .warning : .text),
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
