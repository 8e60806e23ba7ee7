import FoundationEssentials
import TrackKit

/// The song that is on, large: the place of its cover, its names, how far it is, how loud, and in which order.
struct SongCard {
  let scene: Scene

  /// Paints it.
  ///
  /// - Returns: the song's bar, to be clicked on.
  func paint(in area: Rect, on canvas: inout Canvas) -> ScreenMap.Target? {
    guard scene.facts.player.hasSong || scene.facts.waiting(now: scene.now) != nil else {
      paintSilence(in: area, on: &canvas)
      return nil
    }
    let controls = area.rows >= 4 ? 1 : 0
    let area = area.inset(columns: area.columns > 44 ? 0 : 1)
    let (upper, lower) = area.split(rows: area.rows - controls)
    // A cover takes a quarter of the width at most; cells are twice as high as wide.
    let rows = min(upper.rows, area.columns / 4 * 5 / 16)
    let columns = 16 * rows / 5
    guard rows >= 4, area.columns >= columns + 44 else {
      let bar = paintSong(in: upper, on: &canvas)
      paintControls(in: lower.line(0), on: &canvas)
      return bar
    }
    paintCover(
      in: Rect(column: upper.column + 1, row: upper.row, columns: columns, rows: rows), on: &canvas)
    var text = upper
    text.column += columns + 3
    text.columns -= columns + 4
    let bar = paintSong(in: text, on: &canvas)
    paintControls(in: lower.line(0).inset(columns: 1), on: &canvas)
    return bar
  }

  // MARK: Without a song

  private func paintSilence(in area: Rect, on canvas: inout Canvas) {
    let player = scene.facts.player
    let area = area.inset(columns: area.columns > 50 ? 1 : 0)
    guard player.connected else {
      let text = "\(player.name) is not connected" + (player.problem.map { ": \($0)" } ?? "")
      let rows = Paragraph(text).paint(in: area, style: Style(.warning, .bold), on: &canvas)
      guard let problem = scene.facts.allProblems.last(where: { $0.part == player.name }) else { return }
      Paragraph(problem.cure).paint(in: area.dropping(rows), style: .muted, on: &canvas)
      return
    }
    let sign = canvas.glyphs.player(player.state)
    let count = player.queue.count
    canvas.write(
      [Span("\(sign) ", .muted), Span(player.state == .unknown ? "not known yet" : "stopped", .muted)],
      in: area.line(0))
    let rest =
      count == 0
      ? "The queue is empty." : "\(Wording.count(count, "song")) in the queue. Enter plays the selected one."
    Paragraph(rest).paint(in: area.dropping(1), style: .muted, on: &canvas)
    if area.rows >= 4 { paintControls(in: area.line(area.rows - 1), on: &canvas) }
  }

  // MARK: Its names

  private func paintCover(in area: Rect, on canvas: inout Canvas) {
    let glyphs = canvas.glyphs
    let rule = String(repeating: glyphs.rule, count: max(0, area.columns - 2))
    let corners = glyphs.squareCorners
    canvas.write(
      corners[0] + rule + corners[1], column: area.column, row: area.row, columns: area.columns, style: .muted
    )
    canvas.write(
      corners[2] + rule + corners[3], column: area.column, row: area.row + area.rows - 1,
      columns: area.columns, style: .muted)
    for row in area.row + 1..<area.row + area.rows - 1 {
      for column in [area.column, area.column + area.columns - 1] {
        canvas.write(glyphs.side, column: column, row: row, columns: 1, style: .muted)
      }
    }
    canvas.write(
      glyphs.note, column: area.column + area.columns / 2 - 1, row: area.row + area.rows / 2, columns: 2,
      style: .muted)
  }

  /// The names from the top, the bar at the foot.
  private func paintSong(in area: Rect, on canvas: inout Canvas) -> ScreenMap.Target? {
    if let waiting = scene.facts.waiting(now: scene.now) {
      WaitingWords(waiting: waiting, now: scene.now).paint(in: area, on: &canvas)
      return nil
    }
    let player = scene.facts.player
    let track = scene.facts.playingTrack.flatMap { scene.facts.library[$0] }
    let place = scene.facts.songPlace
    let album = track?.album ?? place.flatMap { player.queue[$0].album }
    var lines: [Span] = [Span(player.title ?? "", Style(.text, .bold))]
    let others = [player.artist.map { Span($0, Style(.accent)) }, album.map { Span($0, .muted) }]
      .compactMap { $0 }.filter { !$0.text.isEmpty }
    if area.rows >= 4 {
      lines += others
    } else if area.rows == 3, let artist = others.first {
      lines.append(Span(others.map(\.text).joined(separator: " · "), artist.style))
    } else if let artist = player.artist, !artist.isEmpty {
      lines = [Span("\(artist) - \(player.title ?? "")", Style(.text, .bold))]
    }
    for (offset, line) in lines.prefix(max(1, area.rows - 1)).enumerated() {
      canvas.write([line], in: area.line(offset))
    }
    guard area.rows > 1 else { return nil }
    return SongProgress(scene: scene).paint(in: area.line(area.rows - 1), on: &canvas)
  }

  // MARK: Volume and order

  /// The volume at the left, the order of songs at the right: as much as there is room for.
  private func paintControls(in line: Rect, on canvas: inout Canvas) {
    let player = scene.facts.player
    let all = PlayerSnapshot.Option.allCases
    let on = all.filter(player.options.contains)
    let modes = [
      all.map { option in
        let isOn = player.options.contains(option)
        return [
          Span("\(option.rawValue) ", isOn ? .plain : .muted),
          Span(isOn ? "on" : "off", isOn ? Style(.good, .bold) : .muted),
        ]
      },
      on.map { [Span("\($0.rawValue) ", .plain), Span("on", Style(.good, .bold))] },
      on.map { [Span($0.rawValue, Style(.good))] },
    ].map { $0.enumerated().flatMap { ($0 == 0 ? [] : [Span("  ")]) + $1 } }
    for (cells, modes) in [
      (10, modes[0]), (5, modes[0]), (10, modes[1]), (10, modes[2]), (5, modes[2]), (0, []),
    ] {
      let volume = volume(cells: cells, canvas.glyphs)
      let gap = volume.isEmpty || modes.isEmpty ? 0 : 2
      let (left, right) = (canvas.columns(of: volume), canvas.columns(of: modes))
      guard left + gap + right <= line.columns || cells == 0 else { continue }
      canvas.write(volume, in: line)
      canvas.write(
        modes,
        in: Rect(
          column: line.column + line.columns - right, row: line.row, columns: right, rows: line.rows))
      return
    }
  }

  private func volume(cells: Int, _ glyphs: Glyphs) -> [Span] {
    guard let percent = scene.facts.player.volume else { return [] }
    let done = min(cells, max(0, (percent * cells + 50) / 100))
    return [
      Span("vol ", .muted), Span(String(repeating: glyphs.blockDone, count: done), Style(.accent)),
      Span(String(repeating: glyphs.blockRest, count: cells - done), .muted),
      Span("\(cells > 0 ? " " : "")\(percent) %"),
    ]
  }
}
