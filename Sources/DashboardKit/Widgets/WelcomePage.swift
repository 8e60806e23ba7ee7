/// What a user sees who has nothing in the library yet: how to begin, and what is missing.
struct WelcomePage {
  let scene: Scene

  func paint(in area: Rect, on canvas: inout Canvas) {
    let columns = min(76, area.columns - 4)
    var row = area.row + (area.rows > 16 ? 2 : 0)
    let column = max(2, (area.columns - columns) / 2)
    let end = area.row + area.rows
    func rest() -> Rect { Rect(column: column, row: row, columns: columns, rows: max(0, end - row)) }
    row += Paragraph("Your library is empty").paint(
      in: rest(), style: Style(.accent, .bold), on: &canvas)
    if area.rows > 8 { row += 1 }
    let ways = [
      "Paste the URL of a song, album, playlist or channel of YouTube or YouTube Music here, "
        + "and press \(Key.enter.name(ascii: canvas.glyphs.ascii)).",
      "Or press \(key(.add)) to type a URL, or \(key(.search)) to search for a song.",
      "Playlists listed under playlists: in the configuration are synced automatically.",
    ]
    for way in ways {
      guard row < end else { return }
      canvas.write(canvas.glyphs.marker, column: column - 2, row: row, columns: 1, style: Style(.accent))
      row += Paragraph(way).paint(in: rest(), style: .plain, on: &canvas)
      if area.rows > 10 { row += 1 }
    }
    for problem in scene.facts.allProblems {
      guard row < end else { return }
      row += Paragraph("\(canvas.glyphs.alarm) \(problem.part): \(problem.problem)").paint(
        in: rest(), style: Style(.bad, .bold), on: &canvas)
      row += Paragraph(problem.cure).paint(in: rest(), style: .plain, on: &canvas)
    }
  }

  private func key(_ command: Command) -> String {
    scene.state.keyMap.keys(for: command).first?.name(ascii: true) ?? ":\(command.name)"
  }
}
