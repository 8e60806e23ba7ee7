import FoundationEssentials
import TrackKit

/// What is said for a while over the last rows of the list.
struct NoticesView {
  let scene: Scene

  /// Paints it with its last line in the row `last`.
  func paint(last: Int, columns: Int, on canvas: inout Canvas) {
    guard let toast = scene.state.toast, !toast.isOver(at: scene.now) else { return }
    paint(toast, last: last, columns: columns, on: &canvas)
  }

  /// How many rows a sentence may take.
  private static let sentenceRows = 3

  private func paint(_ toast: State.Toast, last: Int, columns: Int, on canvas: inout Canvas) {
    let role: Style.Role =
      switch toast.severity {
      case .info: .accent
      case .warning: .warning
      case .error: .bad
      }
    var lines = Paragraph(toast.text).lines(columns: columns - 4, text: canvas.text)
    // The rest is cut, with a sign that there is more.
    if lines.count > Self.sentenceRows {
      lines[Self.sentenceRows - 1] = lines[(Self.sentenceRows - 1)...].joined(separator: " ")
      lines.removeLast(lines.count - Self.sentenceRows)
    }
    let width = min(columns - 2, (lines.map { canvas.text.columns(of: $0) }.max() ?? 0) + 2)
    let area = Rect(
      column: columns - width - 1, row: last - lines.count + 1, columns: width, rows: lines.count)
    canvas.clear(area, style: Style(role, .reverse))
    for (offset, line) in lines.enumerated() {
      canvas.write(
        line, column: area.column + 1, row: area.row + offset, columns: width - 2,
        style: Style(role, [.reverse, .bold]))
    }
  }
}
