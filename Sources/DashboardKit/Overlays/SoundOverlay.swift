import TrackKit

/// The player's outputs, ReplayGain, crossfade and partitions, in a small box over the views.
struct SoundOverlay {
  let scene: Scene

  private static let nameColumns = 14

  /// Paints it.
  ///
  /// - Returns: what can be clicked on.
  func paint(_ sound: PlayerSound, index: Int, on canvas: inout Canvas) -> [ScreenMap.Target] {
    let entries = sound.entries
    let rows = entries.count
    let area = Box.centred(columns: 58, rows: rows + 2, on: canvas.buffer.size)
    let ascii = canvas.glyphs.spellsKeys
    let box = Box(
      area: area, title: "Sound of \(scene.facts.player.name)",
      hint: "\(Key.enter.name(ascii: ascii)) changes, Esc closes")
    box.paint(on: &canvas)
    let inside = box.inside
    let top = max(0, min(index - inside.rows + 1, rows - inside.rows))
    var targets: [ScreenMap.Target] = []
    for offset in 0..<inside.rows where top + offset < rows {
      let place = top + offset
      let line = Rect(
        column: inside.column, row: inside.row + offset, columns: inside.columns, rows: 1)
      paint(entries[place], in: line, on: &canvas)
      if place == index {
        canvas.select(line)
        canvas.placeFocus(Position(column: line.column, row: line.row))
      }
      targets.append(.init(area: line, meaning: .choose(place)))
    }
    return targets
  }

  private func paint(_ entry: PlayerSound.Entry, in line: Rect, on canvas: inout Canvas) {
    switch entry {
    case .output(let output):
      paint(
        "Output",
        [Span(output.isOn ? "[x] " : "[ ] ", Style(output.isOn ? .good : .muted)), Span(output.name)],
        in: line, on: &canvas)
    case .replayGain(let mode): paint("ReplayGain", [Span(mode.rawValue)], in: line, on: &canvas)
    case .crossfade(let seconds):
      paint("Crossfade", [Span(seconds == 0 ? "off" : "\(seconds) s")], in: line, on: &canvas)
    case .partition(let name, let isShown):
      paint(
        "Partition",
        [Span(isShown ? "(\(canvas.glyphs.active)) " : "( ) ", Style(isShown ? .good : .muted)), Span(name)]
          // MPD refuses as long as it has a client there, whose name it does not tell.
          + (isShown && name != PlayerSound.firstPartition
            ? [Span("  can't be removed meanwhile", .muted)] : []),
        in: line, on: &canvas)
    }
  }

  private func paint(_ name: String, _ value: [Span], in line: Rect, on canvas: inout Canvas) {
    canvas.write(
      name, column: line.column, row: line.row, columns: min(Self.nameColumns, line.columns), style: .muted)
    canvas.write(
      value,
      in: Rect(
        column: line.column + Self.nameColumns, row: line.row,
        columns: max(0, line.columns - Self.nameColumns), rows: 1))
  }
}
