/// A bar that fills from the left.
struct ProgressBar {
  /// The part that is done, from 0 to 1.
  var fraction: Double
  var columns: Int
  /// What is here already, in parts of the whole, done or not.
  var here: [Range<Double>] = []
  /// What it measures is over.
  var isFaded = false

  func paint(column: Int, row: Int, on canvas: inout Canvas) {
    let glyphs = canvas.glyphs
    let done = min(columns, max(0, Int(min(1, max(0, fraction)) * Double(columns))))
    let hasHead = done < columns && fraction > 0
    let text = String(repeating: glyphs.barDone, count: done) + (hasHead ? glyphs.barHead : "")
    var next = canvas.write(
      text, column: column, row: row, columns: columns, style: isFaded ? .muted : Style(.accent))
    let first = done + (hasHead ? 1 : 0)
    var (start, isHere) = (first, false)
    func paintRun(to end: Int, on canvas: inout Canvas) {
      guard end > start else { return }
      next = canvas.write(
        String(repeating: isHere ? glyphs.barHere : glyphs.barRest, count: end - start), column: next,
        row: row,
        columns: end - start, style: isHere ? Style(.working) : .muted)
      start = end
    }
    for cell in first..<max(first, columns) {
      let middle = (Double(cell) + 0.5) / Double(columns)
      let isCellHere = here.contains { $0.contains(middle) }
      if isCellHere != isHere { paintRun(to: cell, on: &canvas) }
      isHere = isCellHere
    }
    paintRun(to: max(first, columns), on: &canvas)
  }
}
