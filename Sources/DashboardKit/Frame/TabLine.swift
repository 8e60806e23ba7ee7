import TrackKit

/// The second line: the tabs, what is missing, and how fast everything together goes.
struct TabLine {
  let scene: Scene

  /// How many samples of the rate it shows at most.
  static let samples = 24

  func paint(in area: Rect, on canvas: inout Canvas) {
    let state = scene.state
    let end = canvas.write(Self.labels(state).flatMap(\.spans), in: area)
    let rate = Wording.rate(state.totalRate)
    let rateColumns = canvas.text.columns(of: rate)
    let badges = badges(columns: area.columns - end - rateColumns - 3, on: canvas)
    let free = area.columns - end - rateColumns - canvas.columns(of: badges) - 3
    let samples = min(Self.samples, max(0, free))
    // A large graph below says more.
    let hasGraph = state.layout.graph != nil
    let curve =
      samples >= 4 && !hasGraph
      ? Sparkline.text(state.rates.samples.suffix(samples), glyphs: canvas.glyphs) : ""
    let right =
      badges + (curve.isEmpty ? [Span(rate)] : [Span(rate), Span(" "), Span(curve, Style(.accent))])
    let start = area.columns - canvas.columns(of: right) - 1
    guard start > end else { return }
    canvas.write(
      right, in: Rect(column: start, row: area.row, columns: area.columns - start, rows: area.rows))
  }

  /// The tab at a column of the line, `nil` beside them.
  static func tab(at column: Int, state: State) -> Tab? {
    var start = 0
    for label in labels(state) {
      let end = start + label.columns
      if (start..<end).contains(column) { return label.tab }
      start = end
    }
    return nil
  }

  private struct Label {
    var tab: Tab
    var spans: [Span]
    /// Tabs have plain names.
    var columns: Int { spans.reduce(0) { $0 + $1.text.utf8.count } }
  }

  /// The tabs, spelled out where there is room for that and the rate.
  private static func labels(_ state: State) -> [Label] {
    let full = labels(state, isSpelled: true)
    let rate = Wording.rate(state.totalRate).utf8.count
    return full.reduce(rate + 2) { $0 + $1.columns } <= state.size.columns
      ? full : labels(state, isSpelled: false)
  }

  private static func labels(_ state: State, isSpelled: Bool) -> [Label] {
    Tab.allCases.map { tab in
      let isShown = tab == state.tab
      let label = isSpelled || isShown ? "\(tab.rawValue) \(tab.title)" : "\(tab.rawValue)"
      return Label(
        tab: tab,
        spans: [
          Span(" "), Span(label, isShown ? Style(.accent, [.bold, .underline]) : .plain),
          Span(tab == Tab.allCases.last ? "" : " "),
        ])
    }
  }

  /// What is missing on this machine; its name where there is room, else how many.
  private func badges(columns: Int, on canvas: Canvas) -> [Span] {
    let problems = scene.state.allProblems
    guard !problems.isEmpty else { return [] }
    let style = Style(.bad, .bold)
    let sign = canvas.glyphs.alarm
    let named = problems.map { Span("\(sign) \($0.part)  ", style) }
    if canvas.columns(of: named) <= columns { return named }
    let short = [Span("\(sign) \(problems.count)  ", style)]
    return canvas.columns(of: short) <= columns ? short : []
  }
}
