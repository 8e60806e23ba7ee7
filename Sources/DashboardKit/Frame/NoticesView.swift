import FoundationEssentials
import TrackKit

/// What is said for a while over the last rows of the list: a toast, and the progress of long work.
struct NoticesView {
  let scene: Scene

  func paint(above player: Rect, on canvas: inout Canvas) {
    var row = player.row - 1
    for work in scene.facts.works.suffix(3) {
      paint(work, row: row, columns: player.columns, on: &canvas)
      row -= 1
    }
    if let toast = scene.state.toast, !toast.isOver(at: scene.now) {
      paint(toast, last: row, columns: player.columns, on: &canvas)
    }
  }

  /// How many rows a sentence may take.
  private static let sentenceRows = 3

  /// Paints a sentence with its last line in the row `last`.
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

  private func paint(_ item: Work, row: Int, columns: Int, on canvas: inout Canvas) {
    let work = item.progress
    let area = Rect(column: 0, row: row, columns: columns, rows: 1)
    canvas.clear(area)
    let key = scene.state.keyMap.keys(for: .cancel).first?.name(ascii: canvas.glyphs.spellsKeys)
    let count = work.total.map { "\(work.done)/\($0)" } ?? "\(work.done)"
    let left = item.secondsLeft(now: scene.now).map { "  \(Wording.shortSpan(seconds: $0)) left" } ?? ""
    let tail = " \(count)" + (columns >= 60 ? left : "") + (key.map { "  \($0) cancel" } ?? "")
    let bar = work.fraction == nil ? 0 : max(0, min(30, columns / 3))
    let titleColumns = max(0, columns - 3 - bar - canvas.text.columns(of: tail))
    let next = canvas.write(
      " \(work.title) ", column: 0, row: row, columns: titleColumns, style: Style(.working, .bold))
    if let fraction = work.fraction {
      ProgressBar(fraction: fraction, columns: bar).paint(column: next, row: row, on: &canvas)
    }
    canvas.write(tail, column: next + bar, row: row, columns: columns - next - bar)
  }
}
