/// Where the parts of the screen are.
struct Layout: Sendable, Equatable {
  /// Below this there is one status line and nothing else.
  static let smallest = Size(columns: 40, rows: 10)
  /// From so many rows on there is room for the gauges.
  private static let rowsForGauges = 16
  /// From this size on the first tab has a graph.
  private static let sizeForGraph = Size(columns: 72, rows: 32)

  /// The screen is too small for the views.
  var isTiny: Bool
  var header: Rect
  var tabs: Rect
  /// The row of the library's state.
  var gauges: Rect?
  /// The rate's history, on the first tab of a large screen.
  var graph: Rect?
  /// The view's list with its caption, without the events below the streams.
  var list: Rect
  /// The rule above the events, on the first tab.
  var rule: Rect?
  /// The latest events, on the first tab.
  var events: Rect?
  /// The row that says what is filtered.
  var filter: Rect?
  var player: Rect
  var keys: Rect

  /// The rows of the list without its caption.
  var listRows: Int { max(0, list.rows - 1) }

  /// How many samples of the rate are on the screen.
  var rateSamples: Int { graph.map { 2 * $0.columns } ?? TabLine.samples }

  /// Divides a screen of `size`; `streams` are running of at most `slots`.
  init(size: Size, tab: Tab, filterRow: Bool, streams: Int, slots: Int) {
    func rows(_ row: Int, _ count: Int) -> Rect {
      Rect(column: 0, row: row, columns: size.columns, rows: max(0, count))
    }
    isTiny = size.columns < Self.smallest.columns || size.rows < Self.smallest.rows
    header = rows(0, min(1, size.rows))
    tabs = rows(1, 1)
    player = rows(size.rows - 2, 1)
    keys = rows(size.rows - 1, 1)
    var top = 2
    if size.rows >= Self.rowsForGauges {
      gauges = rows(top, 1)
      top += 1
    }
    if tab == .streams, size.rows >= Self.sizeForGraph.rows, size.columns >= Self.sizeForGraph.columns {
      graph = rows(top, min(7, size.rows / 8))
      top += graph?.rows ?? 0
    }
    let body = rows(top, size.rows - 2 - top - (filterRow ? 1 : 0))
    filter = filterRow ? rows(size.rows - 3, 1) : nil
    list = body
    guard tab == .streams, body.rows >= 5 else { return }
    // The streams keep a steady share, so that the events do not jump each time a stream comes or goes.
    let eventRows = max(2, min(6, body.rows / 4))
    let most = body.rows - 2 - eventRows
    let steady = min(max(slots, 3), max(2, body.rows / 2 - 2))
    let streamRows = max(1, min(max(streams, steady), most))
    list = rows(body.row, 1 + streamRows)
    rule = rows(list.row + list.rows, 1)
    events = rows(list.row + list.rows + 1, body.rows - list.rows - 1)
  }
}
