/// What is missing or broken on this machine, each with its cure, in a box over the views.
struct ProblemsOverlay {
  let scene: Scene

  func paint(scroll: Int, on canvas: inout Canvas) -> ScreenMap.Extent {
    let size = canvas.buffer.size
    let columns = Self.columns(size)
    let lines = lines(columns: columns, text: canvas.text)
    let area = Box.centred(columns: columns + 4, rows: lines.count + 2, on: size)
    let box = Box(area: area, title: "Problems", hint: "any key closes")
    box.paint(on: &canvas)
    let rows = box.inside.rows
    let extent = ScreenMap.Extent(limit: max(0, lines.count - max(1, rows)), rows: rows)
    for (offset, line) in lines.dropFirst(min(scroll, extent.limit)).prefix(box.inside.rows).enumerated() {
      canvas.write(
        line.text, column: box.inside.column, row: box.inside.row + offset, columns: box.inside.columns,
        style: line.style)
    }
    return extent
  }

  private static func columns(_ size: Size) -> Int { max(10, min(76, size.columns - 6)) }

  private func lines(columns: Int, text: DisplayText) -> [Span] {
    scene.facts.allProblems.enumerated().flatMap { place, problem -> [Span] in
      let what = Paragraph("\(problem.part): \(problem.problem)").lines(columns: columns, text: text)
      let cure = Paragraph(problem.cure).lines(columns: columns - 2, text: text)
      return (place == 0 ? [] : [Span("")]) + what.map { Span($0, Style(.bad, .bold)) }
        + cure.map { Span("  \($0)") }
    }
  }
}
