import FoundationEssentials
import TrackKit

/// What happened, newest first; on a wide screen with the selected event in full.
struct EventsView: ListView {
  let tab = Tab.events
  let noun = "event"
  let commands = [
    ViewCommand(.filterKind, Command.filterKind.summary),
    ViewCommand(.filterTrack, Command.filterTrack.summary), ViewCommand(.export, Command.export.summary),
    ViewCommand(.activate, "show the event in full"),
    ViewCommand(.push, "append the track to the queue"), ViewCommand(.refresh, "refresh the track's URL"),
    ViewCommand(.radio, Command.radio.summary), ViewCommand(.copy, Command.copy.summary),
  ]
  let keyHints = [
    KeyHint(.activate, "show"), KeyHint(.filterKind, "kind"), KeyHint(.filterTrack, "track"),
    KeyHint(.export, "export"),
  ]

  // MARK: Rows

  let followsNewest = true

  func count(_ facts: Facts) -> Int { facts.events.lines.count }

  func arrange(_ list: ListState, _ facts: inout Facts, now: Date) -> [Int] {
    let lines = facts.events.lines
    var places = Array(lines.indices.reversed())
    let group = group(of: list)
    if group != .all { places = places.filter { group.contains(lines[$0]) } }
    if let track = list.narrowing.track { places = places.filter { lines[$0].track?.id == track.id } }
    return places
  }

  private func group(of list: ListState) -> EventGroup {
    list.narrowing.kind.flatMap(EventGroup.init) ?? .all
  }

  func id(of row: Int, _ facts: Facts) -> RowID { .number(facts.events.lines[row].id) }

  func searchTexts(of row: Int, _ facts: Facts) -> [String] {
    let line = facts.events.lines[row]
    return [line.kind.rawValue, line.text]
  }

  func track(of row: Int, _ facts: Facts) -> VideoID? { facts.events.lines[row].track?.id }

  func isAffected(by change: Change, _ list: ListState) -> Bool { change == .events }

  func perform(_ command: Command, on list: inout ListState, _ facts: Facts) -> Response? {
    switch command {
    case .activate: return list.selectedSource == nil ? .nothingSelected : .show(.details(scroll: 0))
    case .filterKind:
      let next = group(of: list).following
      list.narrowing.kind = next == .all ? nil : next.rawValue
      return .effects([])
    case .filterTrack:
      if list.narrowing.track != nil {
        list.narrowing.track = nil
      } else if let row = list.selectedSource, let track = facts.events.lines[row].track {
        list.narrowing.track = track
      } else {
        return .tell("this event has no track")
      }
      return .effects([])
    case .export:
      let lines = list.sources.reversed().map { row in
        let line = facts.events.lines[row]
        return "\(LocalClock.timestamp(line.date)) \(line.kind.rawValue) \(line.text)"
      }
      return lines.isEmpty ? .nothingThere : .effects([.exportEvents(lines)])
    default: return nil
    }
  }

  // MARK: Columns

  func columns(width: Int, _ scene: Scene) -> [Table.Column] {
    [
      .init(title: "TIME", columns: 9), .init(title: "KIND", columns: 8), .init(title: "EVENT", columns: 0),
    ]
  }

  func emptyPage(_ scene: Scene) -> EmptyPage {
    .sentence(scene.facts.events.lines.isEmpty ? "Nothing has happened yet." : "No event matches.")
  }

  // MARK: The page

  /// A name keeps at least this part of the line.
  private static let leastShareOfName = 4

  func title(_ scene: Scene) -> [Span] {
    let list = scene.state.list(of: tab)
    return [Span("events")]
      + Self.details([
        "\(count(scene.facts))",
        list.index == 0 ? "newest first" : "stays at the selected event; g goes to the newest",
      ])
  }

  func details(of row: Int, _ scene: Scene) -> Details? {
    let line = scene.facts.events.lines[row]
    let track = line.track.map {
      scene.facts.library[$0.id].map { TrackDetails(scene: scene).describe($0).lines } ?? []
    }
    return Details(
      title: line.track?.name ?? line.kind.rawValue,
      lines: [
        [
          Span("when      ", .muted),
          Span("\(scene.clock.time(line.date)), \(LocalClock.timestamp(line.date))"),
        ],
        [Span("kind      ", .muted), Span(line.kind.rawValue, line.weight.style)],
        [Span("what      ", .muted), Span(line.what)],
      ] + (track.map { [[]] + $0 } ?? []))
  }

  func paint(in body: Rect, _ scene: Scene, on canvas: inout Canvas) -> ListPicture {
    guard State.hasRoomForTwo(canvas.buffer.size) else {
      return paintList(in: paintPane(in: body, scene, on: &canvas), scene, on: &canvas)
    }
    let (left, right) = body.split(columns: body.columns * 3 / 5)
    paintDetails(in: right, scene, on: &canvas)
    return paintList(in: paintPane(in: left, scene, on: &canvas), scene, on: &canvas)
  }

  private func paintList(in area: Rect, _ scene: Scene, on canvas: inout Canvas) -> ListPicture {
    let columns = columns(width: area.columns, scene)
    return paintList(in: area, scene, on: &canvas) { list, canvas in
      return LineList(columns: columns, list: list).paint(in: area, on: &canvas) {
        Self.paint(scene.facts.events.lines[$0], in: $1, scene, on: &$2)
      }
    }
  }

  /// Paints the latest alone, newest first; more than one line each where they are too long and there is room.
  static func paintLatest(in area: Rect, _ scene: Scene, on canvas: inout Canvas) {
    guard area.rows > 1 else {
      if let line = scene.facts.events.lines.last { paint(line, in: area, scene, on: &canvas) }
      return
    }
    var row = 0
    for line in scene.facts.events.lines.reversed() {
      guard row < area.rows else { return }
      let spans =
        spans(line, scene) + [Span(line.track.map { "\($0.name): " } ?? ""), Span(line.what, .muted)]
      for wrapped in WrappedLine(spans: spans, indent: 11).lines(columns: area.columns, text: canvas.text) {
        canvas.write(wrapped, in: area.line(row))
        row += 1
      }
    }
  }

  /// The time and the kind of an event.
  private static func spans(_ line: EventLine, _ scene: Scene) -> [Span] {
    [
      Span(" \(scene.clock.time(line.date))  ", .muted), Span(line.kind.padded(to: 8), line.weight.style),
      Span(" "),
    ]
  }

  private static func paint(_ line: EventLine, in area: Rect, _ scene: Scene, on canvas: inout Canvas) {
    let end = area.column + area.columns
    let start = canvas.write(spans(line, scene), in: area)
    guard let track = line.track else {
      canvas.write(line.what, column: start, row: area.row, columns: end - start)
      return
    }
    // What happened matters more than the end of a long name, but a name cut to nothing says nothing.
    let outcome = ": \(line.what)"
    let room = end - start - canvas.columns(of: [Span(outcome)])
    let column = canvas.write(
      track.name, column: start, row: area.row,
      columns: min(end - start, max(room, area.columns / leastShareOfName)))
    canvas.write(outcome, column: column, row: area.row, columns: end - column, style: Style(.muted))
  }
}

extension Tab {
  /// Everything that happened.
  public static let events = Tab(6, "Events")
}
