/// A part of the screen with a title in its border. Where every row counts there is no border, and no title.
struct Pane {
  /// From this size of the screen on panes have borders.
  private static let sizeForBorders = Size(columns: 60, rows: 16)

  /// The whole of it, border included.
  let area: Rect
  /// What it shows, and how much of it.
  var title: [Span]
  /// What is said at the right of the title.
  var note: [Span] = []
  /// What is said in its lower border.
  var foot: [Span] = []
  /// The keys go to its list.
  var isActive = true
  private let hasBorder: Bool

  /// A pane on a screen of `size`.
  init(_ area: Rect, title: [Span], note: [Span] = [], isActive: Bool = true, on size: Size) {
    self.area = area
    self.title = title
    self.note = note
    self.isActive = isActive
    hasBorder = Self.hasBorders(size) && area.rows > 2
  }

  /// A pane with a plain title.
  init(_ area: Rect, _ title: String, isActive: Bool = true, on size: Size) {
    self.init(area, title: [Span(title)], isActive: isActive, on: size)
  }

  /// Whether panes of a screen that is so large have borders.
  static func hasBorders(_ size: Size) -> Bool {
    size.rows >= sizeForBorders.rows && size.columns >= sizeForBorders.columns
  }

  /// What is inside the border.
  var inside: Rect { hasBorder ? area.inset(columns: 1, rows: 1) : area }

  /// Draws the border, its title and its note; what is inside stays as it is.
  func paint(on canvas: inout Canvas) {
    guard hasBorder else { return }
    let (right, last) = (area.column + area.columns - 1, area.row + area.rows - 1)
    canvas.frame(area, style: .muted)
    let line = Rect(column: area.column + 1, row: area.row, columns: max(0, area.columns - 2), rows: 1)
    let end = canvas.write(
      [Span(" ")] + title.enumerated().map { look($1, isFirst: $0 == 0) } + [Span(" ")], in: line)
    if !foot.isEmpty {
      canvas.write(
        [Span(" ")] + foot + [Span(" ")],
        in: Rect(column: area.column + 2, row: last, columns: max(0, area.columns - 4), rows: 1))
    }
    let columns = canvas.columns(of: note)
    guard !note.isEmpty, columns + 3 <= line.column + line.columns - end else { return }
    canvas.write(
      [Span(" ")] + note + [Span(" ")],
      in: Rect(column: right - columns - 3, row: area.row, columns: columns + 2, rows: 1))
  }

  /// The name stands out where the keys go, all else steps back.
  private func look(_ span: Span, isFirst: Bool) -> Span {
    guard span.style == .plain else { return span }
    return Span(span.text, isFirst && isActive ? Style(.accent, .bold) : .muted)
  }
}
