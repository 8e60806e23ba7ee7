import TrackKit

/// The second line: the tabs, what is missing, and how fast everything together goes.
struct TabLine {
  let scene: Scene

  /// How many samples of the rate it shows at most.
  static let samples = 24

  /// Paints it.
  ///
  /// - Parameter hasGraph: whether a graph below says more of the rate than a curve here could.
  /// - Returns: the tabs, to be clicked on.
  func paint(in area: Rect, hasGraph: Bool, on canvas: inout Canvas) -> [ScreenMap.Target] {
    let rate = Wording.rate(scene.facts.totalRate)
    let labels = labels(columns: area.columns, rate: rate)
    let end = canvas.write(labels.flatMap(\.spans), in: area)
    paintRate(rate, from: end, in: area, hasGraph: hasGraph, on: &canvas)
    var start = area.column
    return labels.map { label in
      defer { start += label.columns }
      return .init(
        area: Rect(column: start, row: area.row, columns: label.columns, rows: 1), meaning: .show(label.tab))
    }
  }

  private func paintRate(
    _ rate: String, from end: Int, in area: Rect, hasGraph: Bool, on canvas: inout Canvas
  ) {
    let rateColumns = canvas.text.columns(of: rate)
    let badges = badges(columns: area.columns - end - rateColumns - 3, on: canvas)
    let free = area.columns - end - rateColumns - canvas.columns(of: badges) - 3
    let samples = min(Self.samples, max(0, free))
    let curve =
      samples >= 4 && !hasGraph
      ? Sparkline.text(scene.facts.rates.samples.suffix(samples), glyphs: canvas.glyphs) : ""
    let right =
      badges + (curve.isEmpty ? [Span(rate)] : [Span(rate), Span(" "), Span(curve, Style(.accent))])
    let start = area.columns - canvas.columns(of: right) - 1
    guard start > end else { return }
    canvas.write(
      right, in: Rect(column: start, row: area.row, columns: area.columns - start, rows: area.rows))
  }

  private struct Label {
    var tab: Tab
    var spans: [Span]
    /// Tabs have plain names.
    var columns: Int { spans.reduce(0) { $0 + $1.text.utf8.count } }
  }

  /// The tabs, spelled out where there is room for that and the rate.
  private func labels(columns: Int, rate: String) -> [Label] {
    let full = labels(isSpelled: true)
    return full.reduce(rate.utf8.count + 2) { $0 + $1.columns } <= columns ? full : labels(isSpelled: false)
  }

  private func labels(isSpelled: Bool) -> [Label] {
    let tabs = scene.state.views.tabs
    return tabs.map { tab in
      let isShown = tab == scene.state.tab
      let label = isSpelled || isShown ? "\(tab.number) \(tab.title)" : "\(tab.number)"
      return Label(
        tab: tab,
        spans: [
          Span(" "), Span(label, isShown ? Style(.accent, [.bold, .underline]) : .plain),
          Span(tab == tabs.last ? "" : " "),
        ])
    }
  }

  /// What is missing on this machine; its name where there is room, else how many.
  private func badges(columns: Int, on canvas: Canvas) -> [Span] {
    let problems = scene.facts.allProblems
    guard !problems.isEmpty else { return [] }
    let style = Style(.bad, .bold)
    let sign = canvas.glyphs.alarm
    let named = problems.map { Span("\(sign) \($0.part)  ", style) }
    if canvas.columns(of: named) <= columns { return named }
    let short = [Span("\(sign) \(problems.count)  ", style)]
    return canvas.columns(of: short) <= columns ? short : []
  }
}
