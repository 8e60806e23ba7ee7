import FoundationEssentials
import TrackKit

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
      return Span(isNarrow ? "connecting" : "connecting to origin", Style(.working))
    case .streaming:
      return Span(stream.bytesPerSecond == 0 && isDone(stream) ? "sent" : "streaming", Style(.good))
    case .retrying: return Span(because(retry(stream), stream), Style(.warning))
    case .stalled: return Span(because("stalled", stream), Style(.warning, .bold))
    case .filling: return Span(because("lost, padding", stream), Style(.bad))
    case .done: return Span("done", .muted)
    case .lost: return Span(because("lost", stream), Style(.bad))
    }
  }

  private func isDone(_ stream: ProxyStatus.Stream) -> Bool { stream.fraction == 1 }

  private func describe(_ end: StreamBook.End, of stream: ProxyStatus.Stream) -> Span {
    if case .rejected(let limit) = end.cause {
      let count = "\(limit)/\(limit)"
      return Span(isNarrow ? "refused: \(count)" : "refused: \(count) in use", Style(.warning))
    }
    let isLost = stream.state == .lost
    let word = isLost ? "lost" : "done"
    let cause: String? =
      switch end.cause {
      case .unknown, .rejected: nil
      case .sent(let bytes): "all \(Wording.bytes(bytes)) sent"
      case .clientLeft: "client left"
      case .lost(let reason): reason
      }
    let style = Style(isLost ? .bad : .muted)
    if isWide || isLost { return Span(cause.map { "\(word): \($0)" } ?? word, style) }
    return Span(end.cause == .clientLeft ? "client left" : word, style)
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
