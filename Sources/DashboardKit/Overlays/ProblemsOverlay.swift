/// What is missing or broken on this machine, each with its cure, in a box over the views.
struct ProblemsOverlay {
  let scene: Scene

  /// How far it can be scrolled: by a line a word at most, which is more than enough.
  static func scrollLimit(state: State) -> Int {
    max(
      0, lines(state.allProblems, columns: columns(state.size), text: nil).count - max(1, state.size.rows - 4)
    )
  }

  func paint(scroll: Int, on canvas: inout Canvas) {
    let size = canvas.buffer.size
    let columns = Self.columns(size)
    let lines = Self.lines(scene.state.allProblems, columns: columns, text: canvas.text)
    let area = Box.centred(columns: columns + 4, rows: lines.count + 2, on: size)
    let box = Box(area: area, title: "What is missing", hint: "any key closes")
    box.paint(on: &canvas)
    for (offset, line) in lines.dropFirst(scroll).prefix(box.inside.rows).enumerated() {
      canvas.write(
        line.text, column: box.inside.column, row: box.inside.row + offset, columns: box.inside.columns,
        style: line.style)
    }
  }

  private static func columns(_ size: Size) -> Int { max(10, min(76, size.columns - 6)) }

  private static func lines(_ problems: [PartProblem], columns: Int, text: DisplayText?) -> [Span] {
    let text = text ?? DisplayText(width: .builtIn, repertoire: .unicode)
    return problems.enumerated().flatMap { place, problem -> [Span] in
      let what = Paragraph("\(problem.part): \(problem.problem)").lines(columns: columns, text: text)
      let cure = Paragraph(problem.cure).lines(columns: columns - 2, text: text)
      return (place == 0 ? [] : [Span("")]) + what.map { Span($0, Style(.bad, .bold)) }
        + cure.map { Span("  \($0)") }
    }
  }
}
