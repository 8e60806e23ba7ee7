import FoundationEssentials
import TrackKit

/// The streams that run, wait, or ended a moment ago; below them the latest events, and on a large screen the rate.
struct StreamsView: TableView {
  let tab = Tab.streams
  let commands = [
    ViewCommand(.activate, "show the stream's details"), ViewCommand(.refresh, "refresh the track's URL"),
    ViewCommand(.push, "append the track to the queue"), ViewCommand(.radio, Command.radio.summary),
    ViewCommand(.copy, Command.copy.summary),
  ]
  let keyHints = [KeyHint(.activate, "info"), KeyHint(.radio, "radio")]

  // MARK: Rows

  private enum Order: Int, CaseIterable { case age, track, client, state, sent, rate }

  let orders = ListOrder.all(Order.self)

  func count(_ facts: Facts) -> Int { facts.gauges.streams.list.count }

  func arrange(_ list: ListState, _ facts: inout Facts, now: Date) -> [Int] {
    let all = facts.book.entries
    let shown = all.indices.filter { StreamBook.isShown(all[$0], now: now) }
    func sorted<Key: Comparable>(_ key: (ProxyStatus.Stream) -> Key) -> [Int] {
      let keys = Dictionary(uniqueKeysWithValues: shown.map { ($0, key(all[$0].stream)) })
      return shown.sorted { left, right in
        guard let first = keys[left], let second = keys[right], first != second else { return left < right }
        return first < second
      }
    }
    switch list.order.of(Order.self) ?? .age {
    case .age: return shown
    case .track: return sorted { String(decoding: Folding.fold($0.displayName), as: UTF8.self) }
    case .client: return sorted(\.client)
    case .state: return sorted(\.state.urgency)
    case .sent: return sorted { -$0.bytesSent }
    case .rate: return sorted { -$0.bytesPerSecond }
    }
  }

  func id(of row: Int, _ facts: Facts) -> RowID { .number(facts.book.entries[row].id) }

  func searchTexts(of row: Int, _ facts: Facts) -> [String] {
    let stream = facts.book.entries[row].stream
    return [stream.displayName, stream.client.description, stream.state.rawValue]
  }

  func track(of row: Int, _ facts: Facts) -> VideoID? { facts.book.entries[row].stream.videoID }

  func isAffected(by change: Change, _ list: ListState) -> Bool { change == .streams }

  func isOutdated(_ list: ListState, _ facts: Facts, now: Date) -> Bool {
    list.sources.contains { !StreamBook.isShown(facts.book.entries[$0], now: now) }
  }

  func nextChange(of rows: ArraySlice<Int>, _ facts: Facts, now: Date) -> Double? {
    // Tenths of a second are counted down as long as the next try lies ahead.
    let isCounting = facts.gauges.streams.list.contains {
      $0.state == .retrying && ($0.retryAt.map { $0 > now } ?? false)
    }
    let departure = facts.book.nextDeparture(now: now)?.timeIntervalSince(now)
    return [isCounting ? 0.1 : nil, departure].compactMap { $0 }.min()
  }

  func perform(_ command: Command, on list: inout ListState, _ facts: Facts) -> Response? {
    guard command == .activate else { return nil }
    guard let row = list.selectedSource else { return .nothingSelected }
    return .show(.stream(facts.book.entries[row].id, scroll: 0))
  }

  // MARK: Columns

  func columns(width: Int, _ scene: Scene) -> [Table.Column] {
    [
      .init(title: "TRACK", columns: 0, order: .init(Order.track)),
      .init(title: "CLIENT", columns: width < 110 ? 11 : 16, from: 72, order: .init(Order.client)),
      .init(title: "STATE", columns: stateColumns(width), order: .init(Order.state)),
      .init(title: "PROGRESS", columns: max(10, min(24, width / 8)), from: 104),
      .init(title: "SENT", columns: 10, from: 60, order: .init(Order.sent)),
      .init(title: "RATE", columns: 5, align: .right, order: .init(Order.rate)),
      .init(title: "", columns: 8, from: 92),
      .init(title: "AGE", columns: 5, align: .right, from: 50, order: .init(Order.age)),
    ]
  }

  private func stateColumns(_ width: Int) -> Int {
    switch width {
    case ..<80: 14
    case ..<120: 17
    case ..<160: 30
    default: 44
    }
  }

  func row(_ row: Int, width: Int, _ scene: Scene, _ glyphs: Glyphs) -> Table.Row {
    let entry = scene.facts.book.entries[row]
    let stream = entry.stream
    let fraction = stream.fraction
    return Table.Row(
      cells: [
        .init(stream.displayName),
        .init(stream.client.description, .muted),
        .init(StreamWords(now: scene.now, room: stateColumns(width)).describe(entry)),
        .bar(fraction),
        .gauge(Span(Wording.bytes(stream.bytesSent, of: stream.length)), fraction),
        .init(Wording.shortRate(stream.bytesPerSecond)),
        .init(Sparkline.text(entry.rates.samples.suffix(8), glyphs: glyphs), Style(.accent)),
        .init(Wording.shortClock(entry.age(now: scene.now)), .muted),
      ], isFaded: entry.end != nil)
  }

  func emptyPage(_ scene: Scene) -> EmptyPage {
    let facts = scene.facts
    if facts.isNew { return .welcome }
    if !scene.state.list(of: tab).filter.isEmpty, !facts.gauges.streams.list.isEmpty {
      return .sentence("No stream matches.")
    }
    return .sentence(
      facts.status == nil ? "Loading the streams…" : "No stream is running. Play a track: 2, then Enter.")
  }

  // MARK: The rest of the page

  func paint(in body: Rect, _ scene: Scene, on canvas: inout Canvas) -> ListPicture {
    let facts = scene.facts
    let rows = scene.state.list(of: tab).sources.count
    let division = Division(
      body, size: canvas.buffer.size, streams: rows, slots: facts.gauges.streams.limit)
    if let graph = division.graph { RateGraph(facts: facts).paint(in: graph, on: &canvas) }
    let isWelcome = rows == 0 && facts.isNew
    var picture = paintTable(in: isWelcome ? division.whole : division.list, scene, on: &canvas)
    picture.rateSamples = division.graph.map { 2 * $0.columns }
    if let rule = division.rule, let events = division.events, !isWelcome {
      EventsView.paintLatest(in: events, under: rule, scene, on: &canvas)
    }
    return picture
  }

  /// How the middle of the screen is divided.
  struct Division {
    /// From this size on there is a graph.
    private static let sizeForGraph = Size(columns: 72, rows: 32)

    /// The rate's history, on a large screen.
    var graph: Rect?
    /// All that the graph leaves.
    var whole: Rect
    /// The streams with their caption.
    var list: Rect
    /// The rule above the events.
    var rule: Rect?
    /// The latest events.
    var events: Rect?

    /// Divides `body` of a screen of `size`; `streams` are listed of at most `slots` that can run.
    init(_ body: Rect, size: Size, streams: Int, slots: Int) {
      whole = body
      if size.rows >= Self.sizeForGraph.rows, size.columns >= Self.sizeForGraph.columns {
        var graph = body
        graph.rows = min(7, size.rows / 8)
        whole = body.dropping(graph.rows)
        self.graph = graph
      }
      list = whole
      guard whole.rows >= 5 else { return }
      // The streams keep a steady share, so that the events do not jump each time a stream comes or goes.
      let eventRows = max(2, min(6, whole.rows / 4))
      let most = whole.rows - 2 - eventRows
      let steady = min(max(slots, 3), max(2, whole.rows / 2 - 2))
      list.rows = 1 + max(1, min(max(streams, steady), most))
      let rest = whole.dropping(list.rows)
      rule = rest.line(0)
      events = rest.dropping(1)
    }
  }
}

extension Tab {
  /// The live streams, with the latest events below.
  public static let streams = Tab(1, "Streams")
}
