import FoundationEssentials
import TrackKit

/// How far the song is: what was heard, what is here already, and what is left.
struct SongProgress {
  let scene: Scene

  /// What is here of the song beyond what was heard, in parts of the whole.
  static func here(_ facts: Facts) -> [Range<Double>] {
    guard let track = facts.playingTrack else { return [] }
    if facts.library[track]?.isHere == true { return [0..<1.01] }
    guard let stream = facts.playingStream?.stream else { return [] }
    return stream.cachedSpans + [stream.fetched].compactMap { $0 }
  }

  /// Paints times and bar into one line.
  ///
  /// - Returns: the bar, to be clicked on; `nil` when there is no room or no length for one.
  func paint(in line: Rect, on canvas: inout Canvas) -> ScreenMap.Target? {
    let player = scene.facts.player
    let elapsed = player.elapsed(now: scene.now) ?? .zero
    let sign = canvas.glyphs.player(player.state)
    let role: Style.Role = player.state == .play ? .good : .warning
    let start = canvas.write(
      [Span("\(sign) ", Style(role, .bold)), Span(Wording.clock(elapsed), Style(.text, .bold)), Span(" ")],
      in: line)
    guard let total = player.duration, total > .zero else { return nil }
    let tail = " -\(Wording.clock(max(.zero, total - elapsed)))  \(Wording.clock(total))"
    let columns = line.column + line.columns - start - tail.utf8.count
    guard columns >= 4 else { return nil }
    ProgressBar(fraction: elapsed / total, columns: columns, here: Self.here(scene.facts))
      .paint(column: start, row: line.row, on: &canvas)
    canvas.write(tail, column: start + columns, row: line.row, columns: tail.utf8.count, style: .muted)
    return .init(
      area: Rect(column: start, row: line.row, columns: columns, rows: 1),
      meaning: .seek(length: total / .seconds(1)))
  }
}
