import FoundationEssentials
import TrackKit

/// The player's song, how far it is, and how it sounds.
struct PlayerLine {
  let scene: Scene

  /// Paints it.
  ///
  /// - Returns: the bar of the song's progress, to be clicked on; `nil` when there is no room or no length for one.
  func paint(in area: Rect, on canvas: inout Canvas) -> ScreenMap.Target? {
    let player = scene.facts.player
    guard player.connected else {
      let text = " \(player.name) is not connected" + (player.problem.map { ": \($0)" } ?? "")
      canvas.write([Span(text, Style(.warning))], in: area)
      return nil
    }
    if let waiting = scene.facts.waiting(now: scene.now) {
      WaitingWords(waiting: waiting, now: scene.now).paintLine(in: area, on: &canvas)
      return nil
    }
    guard player.state == .play || player.state == .pause, let name = player.displayName else {
      canvas.write(
        [
          Span(" \(canvas.glyphs.player(player.state)) "),
          Span(
            player.queue.isEmpty
              ? "stopped, the queue is empty"
              : "stopped, \(Wording.count(player.queue.count, "song")) in the queue", .muted),
        ], in: area)
      return nil
    }
    return paintSong(name, in: area, on: &canvas)
  }

  private func paintSong(
    _ name: String, in area: Rect, on canvas: inout Canvas
  ) -> ScreenMap.Target? {
    let player = scene.facts.player
    let parts = Parts(
      player, nameColumns: canvas.text.columns(of: name), columns: area.columns, now: scene.now)
    var column = canvas.write(
      " \(canvas.glyphs.player(player.state)) ", column: 0, row: area.row, columns: Parts.symbol,
      style: Style(player.state == .play ? .good : .warning, .bold))
    canvas.write(name, column: column, row: area.row, columns: parts.name, style: Style(.text, .bold))
    column = parts.time
    if let bar = parts.bar, let total = player.duration {
      let elapsed = player.elapsed(now: scene.now) ?? .zero
      ProgressBar(fraction: elapsed / total, columns: bar.count, here: SongProgress.here(scene.facts))
        .paint(column: bar.lowerBound, row: area.row, on: &canvas)
    }
    column = canvas.write(
      parts.timeText, column: column, row: area.row, columns: area.columns - column)
    canvas.write(parts.facts, column: column, row: area.row, columns: area.columns - column, style: .muted)
    guard let bar = parts.bar, let total = player.duration else { return nil }
    return .init(
      area: Rect(column: bar.lowerBound, row: area.row, columns: bar.count, rows: 1),
      meaning: .seek(length: total / .seconds(1)))
  }
}

extension PlayerLine {
  /// How a line is divided.
  private struct Parts {
    /// The columns of the symbol in front.
    static let symbol = 3
    /// The least a bar takes, the gap behind it included.
    private static let leastBar = 12

    /// How many columns of the name are shown.
    let name: Int
    let bar: Range<Int>?
    /// Where the times begin.
    let time: Int
    let timeText: String
    let facts: String

    init(_ player: PlayerSnapshot, nameColumns: Int, columns: Int, now: Date) {
      let elapsed = player.elapsed(now: now) ?? .zero
      let total = player.duration.flatMap { $0 > .zero ? $0 : nil }
      timeText = total.map { "\(Wording.clock(elapsed))/\(Wording.clock($0))" } ?? Wording.clock(elapsed)
      // The facts are dropped first, then the bar, then the end of the name.
      let free = columns - Self.symbol - 2 - timeText.utf8.count - 1
      let least = total == nil ? 0 : Self.leastBar
      let facts = player.factChoices.first { free - least - $0.utf8.count >= min(nameColumns, 28) } ?? ""
      self.facts = facts
      let hasBar = total != nil && free - facts.utf8.count - least >= min(nameColumns, 16)
      let shared = free - facts.utf8.count - (hasBar ? 2 : 0)
      name = max(0, min(nameColumns, shared - (hasBar ? Self.leastBar - 2 : 0)))
      let start = Self.symbol + name + 2
      bar = hasBar ? start..<(start + min(40, shared - name)) : nil
      time = bar.map { $0.upperBound + 2 } ?? start
    }
  }
}

extension PlayerSnapshot {
  /// The options that are on, as ncmpcpp and mpc show them.
  private var flags: String {
    guard !options.isEmpty else { return "" }
    let letters: [(PlayerSnapshot.Option, String)] = [
      (.repeat, "r"), (.random, "z"), (.single, "s"), (.consume, "c"),
    ]
    return "   [" + letters.map { options.contains($0.0) ? $0.1 : "-" }.joined() + "]"
  }

  /// What is told of the sound, most first.
  fileprivate var factChoices: [String] {
    let bitrate = bitrate.flatMap { $0 > 0 ? "   \($0) kb/s" : nil } ?? ""
    let format = audioFormat.flatMap { $0.isEmpty ? nil : " \(String($0.prefix(20)))" } ?? ""
    let volume = volume.map { "   vol \($0)%" } ?? ""
    let flags = self.flags
    return [
      bitrate + format + volume + flags, bitrate + volume + flags, bitrate + volume, bitrate + flags, flags,
      bitrate,
    ]
  }
}
