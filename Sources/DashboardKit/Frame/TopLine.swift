import TrackKit

/// The first line, the same in every view: the streams, the views, what is ill, the rate, the player, the port.
///
/// What is well is not said. Words go before numbers when it gets narrow, and the counts stay to the last.
struct TopLine {
  let scene: Scene

  /// The columns of a rate, such as `44.5 kB/s`.
  private static let rateColumns = 9

  /// How many samples of the rate it shows at most.
  static let samples = 24

  /// What is shown, most first.
  private struct Detail {
    var name = true
    var words = true
    var tabs = TabLabels.Detail.names
    var badges = true
    var rate = true
    var port = true
    var gap = 2
  }

  private static let details: [Detail] = [
    Detail(), Detail(words: false), Detail(name: false, words: false), Detail(words: false, badges: false),
    Detail(words: false, tabs: .shownName), Detail(name: false, words: false, tabs: .shownName),
    Detail(name: false, words: false, tabs: .shownName, rate: false),
    Detail(name: false, words: false, tabs: .shownName, rate: false, port: false, gap: 1),
    Detail(name: false, words: false, tabs: .numbers, rate: false, port: false, gap: 1),
    Detail(name: false, words: false, tabs: .numbers, badges: false, rate: false, port: false, gap: 1),
  ]

  /// Paints it.
  ///
  /// - Parameter row: a second line for the names of the views, where there is one.
  /// - Returns: what can be clicked on, and how many samples of the rate are seen.
  func paint(
    in header: Rect, tabs row: Rect?, on canvas: inout Canvas
  ) -> (targets: [ScreenMap.Target], samples: Int) {
    if let row { return paintBoth(in: header, tabs: row, on: &canvas) }
    for detail in Self.details {
      let labels = labels(detail.tabs)
      let (left, right) = (left(detail, canvas.glyphs), right(detail, canvas.glyphs))
      let fixed = canvas.columns(of: left) + canvas.columns(of: right) + 2 * detail.gap
      guard fixed + labels.columns <= header.columns || detail.badges == false && detail.tabs == .numbers
      else { continue }
      let column = canvas.write(left, in: header) + detail.gap
      let targets = labels.paint(
        column: column, row: header.row, columns: header.columns - column, on: &canvas)
      paintRight(right, in: header, on: &canvas)
      return (targets, 0)
    }
    return ([], 0)
  }

  private func paintBoth(
    in header: Rect, tabs row: Rect, on canvas: inout Canvas
  ) -> (targets: [ScreenMap.Target], samples: Int) {
    let rate = Wording.rate(scene.facts.totalRate)
    // It does not jump from line to line when it gets a digit more.
    let room = row.columns - max(Self.rateColumns, rate.utf8.count) - 3
    // The rate stands beside the names of the views where there is room for it, else above them.
    let isBeside = labels(.names).columns <= room
    for detail in [
      Detail(rate: !isBeside), Detail(words: false, rate: !isBeside),
      Detail(name: false, words: false, rate: false),
    ] {
      let (left, right) = (left(detail, canvas.glyphs), right(detail, canvas.glyphs))
      guard canvas.columns(of: left + right) + detail.gap <= header.columns || !detail.name else { continue }
      canvas.write(left, in: header)
      paintRight(right, in: header, on: &canvas)
      break
    }
    let detail = TabLabels.Detail.allCases.first { labels($0).columns <= row.columns - 2 } ?? .numbers
    let targets = labels(detail).paint(column: 1, row: row.row, columns: row.columns - 2, on: &canvas)
    guard labels(detail).columns <= room else { return (targets, 0) }
    let samples = max(0, min(Self.samples, room - labels(detail).columns - 1))
    var right = [Span(rate)]
    if samples >= 4 {
      let curve = Sparkline.text(scene.facts.rates.samples.suffix(samples), glyphs: canvas.glyphs)
      right += curve.isEmpty ? [] : [Span(" "), Span(curve, Style(.accent))]
    }
    paintRight(right + [Span(" ")], in: row, on: &canvas)
    return (targets, samples >= 4 ? samples : 0)
  }

  private func labels(_ detail: TabLabels.Detail) -> TabLabels {
    TabLabels(tabs: scene.state.views.tabs, shown: scene.state.tab, detail: detail)
  }

  private func paintRight(_ spans: [Span], in line: Rect, on canvas: inout Canvas) {
    let columns = min(line.columns, canvas.columns(of: spans))
    canvas.write(
      spans,
      in: Rect(column: line.column + line.columns - columns, row: line.row, columns: columns, rows: 1))
  }

  // MARK: Streams

  private func left(_ detail: Detail, _ glyphs: Glyphs) -> [Span] {
    let streams = scene.facts.gauges.streams
    let isFull = streams.limit > 0 && streams.active >= streams.limit
    let role: Style.Role = isFull ? .warning : streams.active > 0 ? .good : .muted
    var spans = [Span(" ")]
    if detail.name { spans += [Span("ytmpd-tui", Style(.accent, .bold)), Span(" ")] }
    spans += [
      Span("\(glyphs.active) ", Style(role)),
      Span(streams.slots(), Style(role == .muted ? .text : role, .bold)),
    ]
    let counts: [(symbol: String, count: Int, word: String, role: Style.Role)] = [
      (glyphs.waiting, streams.waiting, "waiting", .warning),
      (glyphs.retrying, scene.facts.retryingCount, "retrying", .warning),
      (glyphs.refreshing, scene.facts.gauges.refreshes.running, "refreshing", .working),
    ]
    for (symbol, count, word, role) in counts where count > 0 {
      spans += [Span(" \(symbol) ", Style(role)), Span("\(count)", Style(role, .bold))]
      if detail.words { spans.append(Span(" \(word)")) }
    }
    return spans
  }

  // MARK: The right side

  private func right(_ detail: Detail, _ glyphs: Glyphs) -> [Span] {
    let player = scene.facts.player
    let gap = Span(String(repeating: " ", count: detail.gap))
    var spans = badges(isNamed: detail.badges, glyphs)
    if detail.rate { spans += [Span(Wording.rate(scene.facts.totalRate)), gap] }
    let sign = player.connected ? glyphs.player(player.state) : "off"
    let role: Style.Role = !player.connected ? .bad : player.state == .play ? .good : .muted
    spans += [Span("\(player.name) "), Span(sign, Style(role, .bold))]
    if detail.port, let port = scene.facts.session.port { spans += [gap, Span(":\(port)", .muted)] }
    return spans + (detail.gap > 1 ? [Span(" ")] : [])
  }

  /// What is ill; its name where there is room, else how much.
  private func badges(isNamed: Bool, _ glyphs: Glyphs) -> [Span] {
    let problems = scene.facts.allProblems.filter { $0.part != scene.facts.player.name }
    guard !problems.isEmpty else { return [] }
    let style = Style(.bad, .bold)
    guard isNamed else { return [Span("\(glyphs.alarm)\(problems.count) ", style)] }
    return problems.map { Span("\(glyphs.alarm) \($0.part.prefix(16))  ", style) }
  }
}
