import FoundationEssentials
import TrackKit

/// The streams that run, wait, or ended a moment ago.
struct StreamsView {
  let scene: Scene

  /// The columns that there is room for.
  static func columns(_ state: State) -> [Table.Column] {
    let width = state.size.columns
    return [
      .init(title: "TRACK", columns: 0, sortKey: .streams(.track)),
      .init(
        title: "CLIENT", columns: width < 110 ? 11 : 16, from: 72, sortKey: .streams(.client)),
      .init(title: "STATE", columns: stateColumns(width), sortKey: .streams(.state)),
      .init(title: "PROGRESS", columns: max(10, min(24, width / 8)), from: 104),
      .init(title: "SENT", columns: 10, from: 60, sortKey: .streams(.sent)),
      .init(title: "RATE", columns: 5, align: .right, sortKey: .streams(.rate)),
      .init(title: "", columns: 8, from: 92),
      .init(title: "AGE", columns: 5, align: .right, from: 50, sortKey: .streams(.age)),
    ]
  }

  private static func stateColumns(_ width: Int) -> Int {
    switch width {
    case ..<80: 14
    case ..<120: 17
    case ..<160: 30
    default: 44
    }
  }

  func paint(in area: Rect, on canvas: inout Canvas) {
    let state = scene.state
    let columns = Self.columns(state)
    let table = Table(
      columns: columns, empty: emptySentence, order: (state.sortKey, state.streamList.isReversed))
    let room = Self.stateColumns(area.columns)
    let glyphs = canvas.glyphs
    table.paint(
      count: state.streamList.ids.count, top: state.streamList.top, selected: state.streamList.index,
      in: area, on: &canvas
    ) { index in
      row(state.book.entries[state.streamList.sources[index]], room: room, glyphs: glyphs)
    }
  }

  private var emptySentence: String {
    let state = scene.state
    if !state.streamList.filter.isEmpty, !(state.status?.streams.list.isEmpty ?? true) {
      return "No stream matches."
    }
    return state.status == nil ? "Asking the proxy…" : "No stream is running. Play a track: 2, then Enter."
  }

  private func row(_ entry: StreamBook.Entry, room: Int, glyphs: Glyphs) -> Table.Row {
    let stream = entry.stream
    let until = entry.end?.date ?? scene.now
    let age = Duration.seconds(max(0, min(until.timeIntervalSince1970 - stream.startedAt, 1e9)))
    let fraction = stream.fraction
    return Table.Row(
      cells: [
        .init(stream.displayName),
        .init(stream.client, .muted),
        .init(StreamWords(now: scene.now, room: room).describe(entry)),
        .bar(fraction),
        .gauge(Span(Wording.bytes(stream.bytesSent, of: stream.length)), fraction),
        .init(Wording.shortRate(stream.bytesPerSecond)),
        .init(Sparkline.text(entry.rates.samples.suffix(8), glyphs: glyphs), Style(.accent)),
        .init(Wording.shortClock(age), .muted),
      ], isFaded: entry.end != nil)
  }
}

extension ProxyStatus.Stream {
  /// The part of the body that was sent, from 0 to 1; `nil` while nobody knows its length.
  var fraction: Double? {
    guard let length, length > 0 else { return nil }
    return min(1, max(0, Double(bytesSent) / Double(length)))
  }
}

/// A stream's state in words, with the retry's countdown and the reason, as far as there is room.
struct StreamWords {
  let now: Date
  /// How many cells there are.
  let room: Int

  private var isNarrow: Bool { room < 17 }
  private var isWide: Bool { room >= 30 }

  func describe(_ entry: StreamBook.Entry) -> Span {
    let stream = entry.stream
    if let end = entry.end { return describe(end, of: stream) }
    switch stream.state {
    case .queued: return Span(isNarrow ? "waiting" : "waiting for slot", Style(.warning))
    case .resolving: return Span(isNarrow ? "resolving" : "resolving URL", Style(.working))
    case .refreshing:
      return Span(because(isNarrow ? "refreshing" : "refreshing URL", stream), Style(.working))
    case .holding:
      if stream.details.firstByte > 0 {
        let target = isNarrow ? "" : " to \(Wording.bytes(stream.details.firstByte))"
        return Span("seeking\(target)", Style(.working))
      }
      return Span(isNarrow ? "asking" : "asking upstream", Style(.working))
    case .streaming:
      return Span(stream.bytesPerSecond == 0 && isDone(stream) ? "sent" : "streaming", Style(.good))
    case .retrying: return Span(because(retry(stream), stream), Style(.warning))
    case .stalled: return Span(because("stalled", stream), Style(.warning, .bold))
    case .filling: return Span(because(isNarrow ? "lost, filling" : "lost, filling up", stream), Style(.bad))
    case .done: return Span("done", .muted)
    case .lost: return Span(because("lost", stream), Style(.bad))
    }
  }

  private func isDone(_ stream: ProxyStatus.Stream) -> Bool { stream.fraction == 1 }

  private func describe(_ end: StreamBook.End, of stream: ProxyStatus.Stream) -> Span {
    let isLost = stream.state == .lost
    let word = isLost ? "lost" : "done"
    let why = end.why.isEmpty ? word : "\(word): \(end.why)"
    return Span(
      isWide || isLost ? why : (end.why == "client left" ? "client left" : word),
      Style(isLost ? .bad : .muted))
  }

  private func because(_ text: String, _ stream: ProxyStatus.Stream) -> String {
    guard isWide, let reason = stream.reason, !reason.isEmpty else { return text }
    return "\(text): \(reason)"
  }

  private func retry(_ stream: ProxyStatus.Stream) -> String {
    let count = stream.attemptLimit > 0 ? "\(stream.attempt)/\(stream.attemptLimit)" : "\(stream.attempt)"
    guard let wait = stream.retryAt?.timeIntervalSince(now), wait > 0 else {
      return "retry \(count) now"
    }
    return "retry \(count) \(isNarrow ? "" : "in ")\(Wording.countdown(seconds: wait))"
  }
}
