import FoundationEssentials
import TrackKit

/// What a stream does in a sign and a short word: `● play`, `↻ 1/3 0.4s`, `■ full`, `✓ done`.
struct StreamSign {
  /// The cells the longest one takes.
  static let columns = 10

  let now: Date
  let glyphs: Glyphs

  func describe(_ entry: StreamBook.Entry) -> Span {
    let stream = entry.stream
    if let end = entry.end { return describe(end, isLost: stream.state == .lost) }
    switch stream.state {
    case .queued: return Span("\(glyphs.waiting) wait", Style(.warning))
    case .resolving, .refreshing: return Span("\(glyphs.refreshing) URL", Style(.working))
    case .holding:
      let word = stream.details.firstByte > 0 ? "seek" : "open"
      return Span("\(glyphs.waiting) \(word)", Style(.working))
    case .streaming:
      return isFull(stream)
        ? Span("\(glyphs.full) full", Style(.good)) : Span("\(glyphs.active) play", Style(.good))
    case .retrying: return Span("\(glyphs.retrying) \(retry(stream))", Style(.warning))
    case .stalled: return Span("\(glyphs.retrying) stalled", Style(.warning, .bold))
    case .filling: return Span("\(glyphs.failed) lost", Style(.bad))
    case .done: return Span("\(glyphs.done) done", .muted)
    case .lost: return Span("\(glyphs.failed) lost", Style(.bad))
    }
  }

  /// All is sent, and the client still has the connection.
  private func isFull(_ stream: ProxyStatus.Stream) -> Bool {
    stream.bytesPerSecond == 0 && stream.fraction == 1
  }

  private func describe(_ end: StreamBook.End, isLost: Bool) -> Span {
    switch end.cause {
    case .rejected: Span("\(glyphs.failed) refused", Style(.bad))
    case .lost: Span("\(glyphs.failed) lost", Style(.bad))
    case .clientLeft: Span("\(glyphs.done) left", .muted)
    case .sent: Span("\(glyphs.done) done", .muted)
    case .unknown: isLost ? Span("\(glyphs.failed) lost", Style(.bad)) : Span("\(glyphs.done) done", .muted)
    }
  }

  private func retry(_ stream: ProxyStatus.Stream) -> String {
    let count =
      stream.attemptLimit > 0
      ? "\(min(stream.attempt, 99))/\(min(stream.attemptLimit, 99))" : "\(min(stream.attempt, 99))"
    guard let wait = stream.retryAt?.timeIntervalSince(now), wait > 0 else { return "\(count) now" }
    return "\(count) \(Wording.countdown(seconds: wait))"
  }
}
