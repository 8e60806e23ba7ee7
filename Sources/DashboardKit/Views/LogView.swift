import FoundationEssentials
import TrackKit

/// The program's log, newest first.
struct LogView: ListView {
  let tab = Tab.log
  let noun = "line"
  let commands = [
    ViewCommand(.activate, "show the line in full"), ViewCommand(.export, Command.export.summary),
  ]
  let keyHints = [KeyHint(.activate, "show"), KeyHint(.export, "export")]

  // MARK: Rows

  let followsNewest = true

  func count(_ facts: Facts) -> Int { facts.log.rows.count }

  func arrange(_ list: ListState, _ facts: inout Facts, now: Date) -> [Int] {
    Array(facts.log.rows.indices.reversed())
  }

  func id(of row: Int, _ facts: Facts) -> RowID { .number(facts.log.rows[row].id) }

  func searchTexts(of row: Int, _ facts: Facts) -> [String] { [facts.log.rows[row].row.text] }

  func isAffected(by change: Change, _ list: ListState) -> Bool { change == .log }

  func perform(_ command: Command, on list: inout ListState, _ facts: Facts) -> Response? {
    if command == .activate {
      return list.selectedSource == nil ? .nothingSelected : .show(.details(scroll: 0))
    }
    guard command == .export else { return nil }
    let lines = list.sources.reversed().map { row in
      let line = facts.log.rows[row].row
      return "\(LocalClock.timestamp(line.date)) \(line.text)"
    }
    return lines.isEmpty ? .nothingThere : .effects([.exportEvents(lines)])
  }

  // MARK: Columns

  func columns(width: Int, _ scene: Scene) -> [Table.Column] {
    [.init(title: "TIME", columns: 9), .init(title: "LINE", columns: 0)]
  }

  func emptyPage(_ scene: Scene) -> EmptyPage {
    .sentence(scene.facts.log.rows.isEmpty ? "Nothing has been logged yet." : "No line matches.")
  }

  // MARK: The page

  func details(of row: Int, _ scene: Scene) -> Details? {
    let line = scene.facts.log.rows[row].row
    let parts = LogFields.parts(of: line.text)
    return Details(
      title: parts.first ?? "",
      lines: [
        [
          Span("when      ", .muted),
          Span("\(scene.clock.time(line.date)), \(LocalClock.timestamp(line.date))"),
        ],
        [Span("level     ", .muted), Span("\(line.severity)", Self.style(of: line.severity))], [],
      ] + parts.dropFirst().map { [Span($0)] }, indent: 2)
  }

  func title(_ scene: Scene) -> [Span] {
    [Span("log")] + Self.details([Wording.count(count(scene.facts), noun), "newest first"])
  }

  func paint(in body: Rect, _ scene: Scene, on canvas: inout Canvas) -> ListPicture {
    var area = body
    if State.hasRoomForTwo(canvas.buffer.size) {
      let (left, right) = body.split(columns: body.columns * 3 / 5)
      paintDetails(in: right, scene, on: &canvas)
      area = left
    }
    area = paintPane(in: area, scene, on: &canvas)
    let columns = columns(width: area.columns, scene)
    return paintList(in: area, scene, on: &canvas) { list, canvas in
      LineList(columns: columns, list: list).paint(in: area, on: &canvas) {
        Self.paint(scene.facts.log.rows[$0].row, in: $1, scene, on: &$2)
      }
    }
  }

  private static func paint(_ line: LogRow, in place: Rect, _ scene: Scene, on canvas: inout Canvas) {
    canvas.write(
      [Span(" \(scene.clock.time(line.date))  ", .muted), Span(line.text, style(of: line.severity))],
      in: place)
  }

  private static func style(of severity: ProxyEvent.Severity) -> Style {
    switch severity {
    case .info: .plain
    case .warning: Style(.warning)
    case .error: Style(.bad)
    }
  }
}

extension Tab {
  /// The program's log.
  public static let log = Tab(7, "Log")
}
