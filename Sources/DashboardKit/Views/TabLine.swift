/// The second line: the tabs, and how fast everything together goes.
struct TabLine {
  let scene: Scene

  func paint(in area: Rect, on canvas: inout Canvas) {
    let rate = Format.rate(scene.state.totalRate)
    let full = tabs(spelled: true)
    let rateColumns = canvas.text.columns(of: rate)
    let spelled = canvas.columns(of: full) + rateColumns + 2 <= area.columns
    let end = canvas.write(spelled ? full : tabs(spelled: false), in: area)
    let free = area.columns - end - rateColumns - 3
    let samples = min(16, max(0, free))
    let curve =
      samples >= 4 ? Sparkline.text(scene.state.rates.samples.suffix(samples), glyphs: canvas.glyphs) : ""
    let right = curve.isEmpty ? [Span(rate)] : [Span(rate), Span(" "), Span(curve, Style(.accent))]
    let start = area.columns - canvas.columns(of: right) - 1
    guard start > end else { return }
    canvas.write(
      right, in: Rect(column: start, row: area.row, columns: area.columns - start, rows: area.rows))
  }

  private func tabs(spelled: Bool) -> [Span] {
    Tab.allCases.flatMap { tab -> [Span] in
      let shown = tab == scene.state.tab
      let label = spelled || shown ? "\(tab.rawValue) \(tab.title)" : "\(tab.rawValue)"
      return [Span(" "), Span(label, shown ? Style(.accent, [.bold, .underline]) : .plain), Span(" ")]
    }.dropLast()
  }
}

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
