/// A bar that fills from the left.
struct ProgressBar {
  /// The part that is done, from 0 to 1.
  var fraction: Double
  var columns: Int
  /// What it measures is over.
  var isFaded = false

  func paint(column: Int, row: Int, on canvas: inout Canvas) {
    let glyphs = canvas.glyphs
    let done = min(columns, max(0, Int(min(1, max(0, fraction)) * Double(columns))))
    let hasHead = done < columns && fraction > 0
    let rest = columns - done - (hasHead ? 1 : 0)
    let text = String(repeating: glyphs.barDone, count: done) + (hasHead ? glyphs.barHead : "")
    let next = canvas.write(
      text, column: column, row: row, columns: columns, style: isFaded ? .muted : Style(.accent))
    canvas.write(
      String(repeating: glyphs.barRest, count: rest), column: next, row: row, columns: rest, style: .muted)
  }
}
