import FoundationEssentials
import TrackKit

/// The streams that run, wait, or ended a moment ago: the rate of all, and the story of one.
struct StreamsView: TableView {
  let tab = Tab.streams
  let noun = "stream"
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
    // What is over is below what lives, but where what needs attention is to come first.
    func liveFirst(_ rows: [Int]) -> [Int] {
      rows.filter { all[$0].end == nil } + rows.filter { all[$0].end != nil }
    }
    switch list.order.of(Order.self) ?? .age {
    case .age: return liveFirst(shown)
    case .track: return liveFirst(sorted { String(decoding: Folding.fold($0.displayName), as: UTF8.self) })
    case .client: return liveFirst(sorted(\.client))
    case .state: return sorted(\.state.urgency)
    case .sent: return liveFirst(sorted { -$0.bytesSent })
    case .rate: return liveFirst(sorted { -$0.bytesPerSecond })
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
      .init(title: "STATE", columns: StreamSign.columns, order: .init(Order.state)),
      .init(title: "TRACK", columns: 0, order: .init(Order.track)),
      .init(title: "CLIENT", columns: width < 110 ? 11 : 16, from: 76, order: .init(Order.client)),
      .init(title: "PROGRESS", columns: max(10, min(24, width / 8)), from: 104),
      .init(title: "SENT", columns: 10, from: 56, order: .init(Order.sent)),
      .init(title: "RATE", columns: 5, align: .right, order: .init(Order.rate)),
      .init(title: "", columns: 8, from: 92),
      .init(title: "AGE", columns: 5, align: .right, from: 50, order: .init(Order.age)),
    ]
  }

  func row(_ row: Int, width: Int, _ scene: Scene, _ glyphs: Glyphs) -> Table.Row {
    let entry = scene.facts.book.entries[row]
    let stream = entry.stream
    let fraction = stream.fraction
    return Table.Row(
      cells: [
        .init(StreamSign(now: scene.now, glyphs: glyphs).describe(entry)),
        .init(stream.displayName),
        .init(stream.client.description, .muted),
        .bar(fraction, here: stream.cachedSpans),
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
    guard facts.status != nil else { return .sentence("Loading the streams…") }
    guard facts.player.hasSong, facts.playingTrack != nil, let name = facts.player.displayName else {
      return .sentence("No stream is running. Play a track: 3, then Enter.")
    }
    let song = "\(facts.player.name) is \(facts.player.state == .pause ? "holding" : "playing") \(name)"
    if case .sent(let bytes) = facts.playingStream?.end?.cause {
      return .sentence("\(song), already sent in full (\(Wording.bytes(bytes))).")
    }
    return .sentence("\(song); nothing is being fetched for it.")
  }

  // MARK: The page

  func title(_ scene: Scene) -> [Span] {
    [Span("streams")] + Self.details([scene.facts.gauges.streams.slots(" of ")])
  }

  func paint(in body: Rect, _ scene: Scene, on canvas: inout Canvas) -> ListPicture {
    let facts = scene.facts
    let list = scene.state.list(of: tab)
    let size = canvas.buffer.size
    if list.sources.isEmpty, facts.isNew {
      WelcomePage(scene: scene).paint(in: body, on: &canvas)
      return ListPicture()
    }
    let division = Division(body, hasBorders: Pane.hasBorders(size))
    var samples: Int?
    if let area = division.graph {
      let pane = Pane(
        area, title: [Span("throughput")] + Self.details([Wording.rate(facts.totalRate)]), isActive: false,
        on: size)
      pane.paint(on: &canvas)
      RateGraph(facts: facts).paint(in: pane.inside, on: &canvas)
      samples = 2 * pane.inside.columns
    } else if let line = division.totals {
      canvas.write([Span(" ")] + RateGraph.totals(facts), in: line)
    }
    var picture = paintTable(in: paintPane(in: division.list, scene, on: &canvas), scene, on: &canvas)
    picture.rateSamples = samples
    if let area = division.story {
      let pane = Pane(area, "story", isActive: false, on: size)
      pane.paint(on: &canvas)
      if let row = list.selectedSource {
        _ = StreamDetail(scene: scene).paint(
          facts.book.entries[row].id, scroll: 0, isBeside: true, in: pane.inside, on: &canvas)
      }
    }
    return picture
  }

  /// How the middle of the screen is divided.
  struct Division {
    /// From this width on the selected stream's story has a place.
    private static let columnsForStory = 100

    /// The rate's history, on a screen that is high enough.
    var graph: Rect?
    /// The totals alone, where there is no room for more.
    var totals: Rect?
    /// The streams with their caption.
    var list: Rect
    /// What happened to the selected one.
    var story: Rect?

    /// Divides `body`.
    init(_ body: Rect, hasBorders: Bool) {
      list = body
      if hasBorders, body.rows >= 18 {
        let (top, rest) = body.split(rows: max(6, min(12, body.rows / 4)))
        (graph, list) = (top, rest)
      } else if body.rows >= 6 {
        totals = body.line(body.rows - 1)
        list.rows -= 1
      }
      guard hasBorders, body.columns >= Self.columnsForStory else { return }
      let (left, right) = list.split(columns: body.columns * 11 / 20)
      (list, story) = (left, right)
    }
  }
}

extension Tab {
  /// The live streams.
  public static let streams = Tab(5, "Streams")
}
