import FoundationEssentials
import TrackKit

/// What is said of a song that is waited for: its name, then what it waits for and how long.
struct WaitingWords {
  let waiting: Waiting
  let now: Date

  /// What it waits for, with the time so far.
  var state: String { "\(waiting.what) \(Wording.countdown(seconds: waiting.seconds(now: now)))" }

  /// All of it on one line.
  func paintLine(in area: Rect, on canvas: inout Canvas) {
    let sign = " \(canvas.glyphs.refreshing) "
    let state = ": \(state)"
    let room = area.columns - canvas.text.columns(of: sign + state) - 1
    let start = canvas.write([Span(sign, Style(.working, .bold))], in: area)
    let end = canvas.write(
      waiting.name, column: start, row: area.row, columns: max(8, room), style: Style(.text, .bold))
    canvas.write(
      state, column: end, row: area.row, columns: area.column + area.columns - end, style: Style(.working))
  }

  /// The name at the top, the rest below it.
  func paint(in area: Rect, on canvas: inout Canvas) {
    guard area.rows > 1 else { return paintLine(in: area, on: &canvas) }
    canvas.write([Span(waiting.name, Style(.text, .bold))], in: area.line(0))
    canvas.write([Span("\(canvas.glyphs.refreshing) \(state)", Style(.working))], in: area.line(1))
  }
}
