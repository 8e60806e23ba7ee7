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
    if let toast = scene.state.toast, toast.until > scene.now {
      paint(toast, row: row, columns: player.columns, on: &canvas)
    }
  }

  private func paint(_ toast: State.Toast, row: Int, columns: Int, on canvas: inout Canvas) {
    let role: Style.Role =
      switch toast.severity {
      case .info: .accent
      case .warning: .warning
      case .error: .bad
      }
    let width = min(columns - 2, canvas.text.columns(of: toast.text) + 2)
    let area = Rect(column: columns - width - 1, row: row, columns: width, rows: 1)
    canvas.clear(area, style: Style(role, .reverse))
    canvas.write(
      toast.text, column: area.column + 1, row: row, columns: width - 2,
      style: Style(role, [.reverse, .bold]))
  }

  private func paint(_ item: Work, row: Int, columns: Int, on canvas: inout Canvas) {
    let work = item.progress
    let area = Rect(column: 0, row: row, columns: columns, rows: 1)
    canvas.clear(area)
    let key = scene.state.keyMap.keys(for: .cancel).first?.name(ascii: canvas.glyphs.ascii)
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
