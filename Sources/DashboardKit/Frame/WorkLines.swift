import FoundationEssentials
import TrackKit

/// How far the long work under way is, one line each, the latest first.
struct WorkLines {
  let scene: Scene

  /// Paints as many as there is room for.
  func paint(in area: Rect, on canvas: inout Canvas) {
    let latest = scene.facts.works.reversed().prefix(area.rows)
    for (offset, work) in latest.enumerated() {
      // The key cancels the latest.
      paint(work, in: area.line(offset), isCancelled: offset == 0, on: &canvas)
    }
  }

  private func paint(_ item: Work, in line: Rect, isCancelled: Bool, on canvas: inout Canvas) {
    let work = item.progress
    let columns = line.columns
    let key = scene.state.keyMap.keys(for: .cancel).first?.name(ascii: canvas.glyphs.spellsKeys)
    let count = work.total.map { "\(work.done)/\($0)" } ?? "\(work.done)"
    let left = item.secondsLeft(now: scene.now).map { "  \(Wording.shortSpan(seconds: $0)) left" } ?? ""
    let tail =
      " \(count)" + (columns >= 60 ? left : "") + (isCancelled ? key.map { "  \($0) cancel" } ?? "" : "")
    let bar = work.fraction == nil ? 0 : max(0, min(30, columns / 3))
    let titleColumns = max(0, columns - 3 - bar - canvas.text.columns(of: tail))
    let next = canvas.write(
      " \(work.title) ", column: line.column, row: line.row, columns: titleColumns,
      style: Style(.working, .bold))
    if let fraction = work.fraction {
      ProgressBar(fraction: fraction, columns: bar).paint(column: next, row: line.row, on: &canvas)
    }
    canvas.write(tail, column: next + bar, row: line.row, columns: columns - next - bar)
  }
}
