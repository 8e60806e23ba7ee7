import FoundationEssentials
import TrackKit

/// The program's log, newest first.
struct LogView: ListView {
  let tab = Tab.log
  let noun = "line"
  let commands = [ViewCommand(.export, Command.export.summary)]
  let keyHints = [KeyHint(.export, "export")]

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

  func paint(in body: Rect, _ scene: Scene, on canvas: inout Canvas) -> ListPicture {
    let body = paintPane(in: body, scene, on: &canvas)
    let columns = columns(width: body.columns, scene)
    return paintList(in: body, scene, on: &canvas) { list, canvas in
      LineList(columns: columns, list: list).paint(in: body, on: &canvas) {
        Self.paint(scene.facts.log.rows[$0].row, in: $1, scene, on: &$2)
      }
    }
  }

  /// Paints the latest lines alone, beside something else.
  static func paintLatest(in area: Rect, _ scene: Scene, on canvas: inout Canvas) {
    for (offset, entry) in scene.facts.log.rows.reversed().prefix(area.rows).enumerated() {
      paint(entry.row, in: area.line(offset), scene, on: &canvas)
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
