/// The player's song, how far it is, and how it sounds.
struct PlayerLine {
  let scene: Scene

  func paint(in area: Rect, on canvas: inout Canvas) {
    let player = scene.state.player
    guard player.connected else {
      let text = " \(player.name) is not connected" + (player.problem.map { ": \($0)" } ?? "")
      canvas.write([Span(text, Style(.warning))], in: area)
      return
    }
    guard player.state == .play || player.state == .pause, let name = player.displayName else {
      canvas.write(
        [
          Span(" \(canvas.glyphs.player(player.state)) "),
          Span(
            player.queue.isEmpty
              ? "stopped, the queue is empty"
              : "stopped, \(Format.count(player.queue.count, "song")) in the queue", .muted),
        ], in: area)
      return
    }
    paintSong(name, in: area, on: &canvas)
  }

  private func paintSong(_ name: String, in area: Rect, on canvas: inout Canvas) {
    let player = scene.state.player
    let elapsed = player.elapsed(now: scene.now) ?? .zero
    let time = player.duration.map { "\(Format.clock(elapsed))/\(Format.clock($0))" } ?? Format.clock(elapsed)
    let nameColumns = canvas.text.columns(of: name)
    let bar = player.duration == nil ? 0 : 12
    // The facts give way first, then the bar, then the end of the name.
    let free = area.columns - 3 - 2 - time.utf8.count - 1
    let facts = factChoices.first { free - bar - $0.utf8.count >= min(nameColumns, 28) } ?? ""
    let hasBar = bar > 0 && free - facts.utf8.count - bar >= min(nameColumns, 16)
    let shared = free - facts.utf8.count - (hasBar ? 2 : 0)
    let nameShown = max(0, min(nameColumns, shared - (hasBar ? 10 : 0)))
    var column = canvas.write(
      " \(canvas.glyphs.player(player.state)) ", column: 0, row: area.row, columns: 3,
      style: Style(player.state == .play ? .good : .warning, .bold))
    canvas.write(name, column: column, row: area.row, columns: nameShown, style: Style(.text, .bold))
    column += nameShown + 2
    if hasBar, let total = player.duration, total > .zero {
      let columns = min(40, shared - nameShown)
      ProgressBar(fraction: elapsed / total, columns: columns).paint(
        column: column, row: area.row, on: &canvas)
      column += columns + 2
    }
    column = canvas.write(time, column: column, row: area.row, columns: area.columns - column)
    canvas.write(facts, column: column, row: area.row, columns: area.columns - column, style: .muted)
  }

  /// The options that are on, as ncmpcpp and mpc show them.
  private var flags: String {
    let options = scene.state.player.options
    guard !options.isEmpty else { return "" }
    let letters: [(PlayerSnapshot.Option, String)] = [
      (.repeat, "r"), (.random, "z"), (.single, "s"), (.consume, "c"),
    ]
    return "   [" + letters.map { options.contains($0.0) ? $0.1 : "-" }.joined() + "]"
  }

  /// What is told of the sound, most first.
  private var factChoices: [String] {
    let player = scene.state.player
    let bitrate = player.bitrate.flatMap { $0 > 0 ? "   \($0) kb/s" : nil } ?? ""
    let format = player.audioFormat.flatMap { $0.isEmpty ? nil : " \(String($0.prefix(20)))" } ?? ""
    let volume = player.volume.map { "   vol \($0)%" } ?? ""
    let flags = self.flags
    return [
      bitrate + format + volume + flags, bitrate + volume + flags, bitrate + volume, bitrate + flags, flags,
      bitrate,
    ]
  }
}

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
