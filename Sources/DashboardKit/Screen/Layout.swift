/// Where the parts of the screen are.
struct Layout: Sendable, Equatable {
  /// Below this there is one status line and nothing else.
  static let smallest = Size(columns: 40, rows: 10)

  /// The screen is too small for the views.
  var isTiny: Bool
  var header: Rect
  var tabs: Rect
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
    let body = rows(2, size.rows - 4 - (filterRow ? 1 : 0))
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
