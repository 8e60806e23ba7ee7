import FoundationEssentials
import TrackKit

/// Where the sound of the song comes from: its format, how long its URL is good, how much was fetched and how fast,
/// and what went wrong on the way.
struct SourceCard {
  let scene: Scene

  /// All of it in at most so many lines; two share a line where there is room for them, or need be.
  func lines(columns: Int, rows: Int, glyphs: Glyphs) -> [[Span]] {
    let facts = scene.facts
    guard facts.player.hasSong else { return [[Span("No song is on.", .muted)]] }
    guard let id = facts.playingTrack else {
      return [format, [Span("Another source plays: not through this program.", .muted)]]
    }
    let entry = facts.playingStream
    let url = facts.library[id].map { [self.url(of: $0)] }
    let fetched = self.fetched(entry, cells: max(4, min(30, columns - 16)), glyphs: glyphs)
    let rate = entry.flatMap { $0.end == nil ? self.rate($0, columns: columns, glyphs: glyphs) : nil }
    let all = [format, url, fetched, rate].compactMap { $0 }
    let last = entry.map { story($0, columns: columns, glyphs: glyphs) }
    guard all.count >= rows, rows > 1 else { return all + [last].compactMap { $0 } }
    let short = self.fetched(entry, cells: max(4, min(20, columns / 4)), glyphs: glyphs)
    let pairs = [[format, url], [short, rate]].map { $0.compactMap { $0 } }
    return pairs.map { Array($0.joined(separator: [Span(" · ", .muted)])) } + [last].compactMap { $0 }
  }

  /// As much of it as one line has room for: trouble first.
  func line(columns: Int, glyphs: Glyphs) -> [Span] {
    let facts = scene.facts
    guard facts.player.hasSong, let id = facts.playingTrack else {
      return lines(columns: columns, rows: 1, glyphs: glyphs).first ?? []
    }
    let entry = facts.playingStream
    let rate = entry.flatMap { $0.end == nil ? [Span(Wording.rate($0.stream.bytesPerSecond))] : nil }
    let parts = [
      entry.map { patience($0, room: 16, glyphs: glyphs) }, fetched(entry, cells: 0, glyphs: glyphs), rate,
      facts.library[id].map { [url(of: $0)] }, format,
    ]
    var line: [Span] = []
    for part in parts.compactMap({ $0 }) {
      let longer = line.isEmpty ? part : line + [Span(" · ", .muted)] + part
      guard longer.reduce(0, { $0 + $1.text.count }) <= columns else { continue }
      line = longer
    }
    return line
  }

  private var format: [Span] {
    let facts = scene.facts
    let track = facts.playingTrack.flatMap { facts.library[$0] }
    let bitrate = facts.player.bitrate.flatMap { $0 > 0 ? "\($0) kbit/s" : nil }
    let sound = facts.player.audioFormat.flatMap { $0.isEmpty ? nil : AudioWords.describe($0) }
    let parts = [track?.format ?? bitrate, sound].compactMap { $0 }
    return parts.isEmpty ? [Span("format not known yet", .muted)] : [Span(parts.joined(separator: " · "))]
  }

  private func url(of track: TrackRow) -> Span {
    switch track.freshness(now: scene.now) {
    case .fresh:
      return Span("URL good" + (track.staleAt.map { " until \(scene.clock.minutes($0))" } ?? ""))
    case .expired: return Span("URL is stale: a new one comes when it is needed", Style(.warning))
    case .unresolved: return Span("URL on demand", .muted)
    case .failing: return Span("no URL: \(track.failure ?? "")", Style(.bad))
    }
  }

  private func fetched(_ entry: StreamBook.Entry?, cells: Int, glyphs: Glyphs) -> [Span]? {
    guard let entry else { return nil }
    if case .sent(let bytes) = entry.end?.cause {
      return [Span("\(glyphs.done) ", Style(.good)), Span("sent in full, \(Wording.bytes(bytes))")]
    }
    guard let range = entry.stream.fetched else { return nil }
    let done = max(0, min(cells, Int(range.upperBound * Double(cells))))
    return [
      Span("fetched ", .muted), Span(String(repeating: glyphs.blockDone, count: done), Style(.working)),
      Span(String(repeating: glyphs.blockRest, count: cells - done), .muted),
      Span("\(cells > 0 ? " " : "")\(Int(range.upperBound * 100)) %"),
    ]
  }

  private func rate(_ entry: StreamBook.Entry, columns: Int, glyphs: Glyphs) -> [Span] {
    let rate = Wording.rate(entry.stream.bytesPerSecond)
    let samples = entry.rates.samples.suffix(max(0, min(30, columns - rate.utf8.count - 1)))
    return [Span(rate), Span(" "), Span(Sparkline.text(samples, glyphs: glyphs), Style(.accent))]
  }

  /// What needed patience.
  private func patience(_ entry: StreamBook.Entry, room: Int, glyphs: Glyphs) -> [Span] {
    guard [.streaming, .done].contains(entry.stream.state) else {
      return [StreamWords(now: scene.now, room: room).describe(entry)]
    }
    let retries = entry.history.filter { $0.kind == .retry || $0.kind == .hedged }
    guard let last = retries.last else { return [Span("no retries", .muted)] }
    let count = retries.count == 1 ? "1 retry" : "\(retries.count) retries"
    guard room >= 30 else { return [Span("\(glyphs.retrying) ", Style(.warning)), Span(count)] }
    return [
      Span("\(glyphs.retrying) ", Style(.warning)),
      Span("\(count), last at \(scene.clock.time(last.date))"),
    ]
  }

  /// What needed patience, and the key that tells more.
  private func story(_ entry: StreamBook.Entry, columns: Int, glyphs: Glyphs) -> [Span] {
    let left = patience(entry, room: columns, glyphs: glyphs)
    guard let key = scene.state.keyMap.keys(for: .current).first?.name(ascii: glyphs.spellsKeys) else {
      return left
    }
    let used = left.reduce(0) { $0 + $1.text.count } + key.count + " story".count
    guard used + 2 <= columns else { return left }
    return left + [
      Span(String(repeating: " ", count: columns - used)), Span(key, Style(.accent, .bold)), Span(" story"),
    ]
  }
}
