import ProxyKit

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The live streams.
struct StreamsView {
  let scene: Scene

  func paint(in area: Rect, on canvas: inout Canvas) {
    let state = scene.state
    let isNarrow = area.columns < 80
    let table = Table(
      columns: [
        .init(title: "TRACK", columns: 0, sorted: state.streamOrder == .track),
        .init(title: "CLIENT", columns: area.columns < 110 ? 11 : 16, from: 72),
        .init(
          title: "STATE", columns: isNarrow ? 14 : 17, sorted: state.streamOrder == .state),
        .init(title: "SENT", columns: 10, from: 60),
        .init(title: "RATE", columns: 5, align: .right, sorted: state.streamOrder == .rate),
        .init(title: "AGE", columns: 5, align: .right, from: 50),
      ], empty: emptySentence)
    table.paint(
      count: state.streamList.ids.count, top: state.streamList.top, selected: state.streamList.index,
      in: area, on: &canvas
    ) { index in
      guard let streams = state.status?.streams.list,
        streams.indices.contains(state.streamList.sources[index])
      else { return .init(cells: []) }
      return row(streams[state.streamList.sources[index]], isNarrow: isNarrow)
    }
  }

  private var emptySentence: String {
    if !scene.state.streamList.filter.isEmpty, let all = scene.state.status?.streams.list.count, all > 0 {
      return "No stream matches."
    }
    return scene.state.status == nil
      ? "Asking the proxy…" : "No stream is running. Play a track: 2, then Enter."
  }

  private func row(_ stream: ProxyStatus.Stream, isNarrow: Bool) -> Table.Row {
    let age = Duration.seconds(max(0, scene.now.timeIntervalSince1970 - stream.startedAt))
    return Table.Row(cells: [
      Span(stream.displayName),
      Span(stream.client, .muted),
      describe(stream, isNarrow: isNarrow),
      Span(Format.bytes(stream.bytesSent, of: stream.length)),
      Span(Format.shortRate(stream.bytesPerSecond)),
      Span(Format.age(age), .muted),
    ])
  }

  /// The state in words, with the retry's countdown.
  private func describe(_ stream: ProxyStatus.Stream, isNarrow: Bool) -> Span {
    switch stream.state {
    case .queued: Span(isNarrow ? "waiting" : "waiting for slot", Style(.warning))
    case .resolving: Span(isNarrow ? "resolving" : "resolving URL", Style(.working))
    case .refreshing: Span(isNarrow ? "refreshing" : "refreshing URL", Style(.working))
    case .holding: Span(isNarrow ? "asking" : "asking upstream", Style(.working))
    case .streaming: Span("streaming", Style(.good))
    case .retrying: Span(retry(stream, isNarrow: isNarrow), Style(.warning))
    case .stalled: Span("stalled", Style(.warning, .bold))
    case .filling: Span(isNarrow ? "lost, filling" : "lost, filling up", Style(.bad))
    case .done: Span("done", .muted)
    case .lost: Span("lost", Style(.bad))
    }
  }

  private func retry(_ stream: ProxyStatus.Stream, isNarrow: Bool) -> String {
    let count = stream.attemptLimit > 0 ? "\(stream.attempt)/\(stream.attemptLimit)" : "\(stream.attempt)"
    guard let wait = stream.retryAt?.timeIntervalSince(scene.now), wait > 0 else {
      return "retry \(count) now"
    }
    return "retry \(count) \(isNarrow ? "" : "in ")\(Format.tenths(wait))s"
  }
}
