import TrackKit

/// What a session does while the origin is silent: it asks for the missing bytes once more, on a new connection, and
/// takes whoever answers first.
///
/// A connection can die without a word, and the limits of silence are far longer than a listener's patience. A range is
/// hedged once at most, and never when its URL has been refused.
extension StreamSession {
  /// The second request for the missing bytes of the range under way.
  struct Hedge: Sendable, Equatable {
    let range: RangeRequest
    let askedAt: SuspendingClock.Instant
  }

  /// Hedges the range under way when no byte of it has come for a while, and the client has nothing left to read.
  mutating func hedgeIfSilent(at now: Moment) -> [Action] {
    guard !hasHedged, provenance == .origin, let current, current.last >= next, isSilent(at: now) else {
      return []
    }
    hasHedged = true
    // With a new URL, if that one is past its time or was refused to another stream.
    guard let media = track.media, media.url == current.url, !isURLDead, !isPastExpiry(media, at: now) else {
      return askAnew(at: now)
    }
    var range = current
    range.first = next
    range.needsFreshConnection = true
    range.looksAtHead = next == 0 && mayShowLayout
    hedge = Hedge(range: range, askedAt: now.instant)
    failure = failure ?? "no byte from upstream"
    return [
      .publish(.streamHedged(reference, silence: silence(at: now) ?? .zero, offset: next)),
      .hedge(range, interleaver),
    ]
  }

  /// Something came of the second request. Its first byte ends the first one; its failure is as good as the first one's,
  /// which has not answered at all.
  mutating func hedgeBrought(_ delivery: RangeDelivery, at now: Moment) -> [Action] {
    guard case .fetching = phase, let hedge else { return [] }
    switch delivery {
    case .head, .layout: return []
    case .bytes, .end(.complete): return take(hedge)
    case .end(.failed(let cause)):
      self.hedge = nil
      current = hedge.range
      return [.cancelFetch] + failed(cause, at: now)
    }
  }

  /// Goes on with the second request, in place of the first.
  mutating func take(_ hedge: Hedge) -> [Action] {
    self.hedge = nil
    current = hedge.range
    advance = nil
    phase = .fetching(since: hedge.askedAt)
    return [.takeHedge]
  }

  /// Asks for the missing bytes again, on a new connection, and gives up what is under way.
  mutating func askAnew(at now: Moment) -> [Action] {
    (ahead, hedge) = (nil, nil)
    needsFreshConnection = true
    return [.cancelFetch] + fetchNext(at: now)
  }

  /// Whether no byte has come for so long that the connection may be dead, while the client waits for some.
  func isSilent(at now: Moment) -> Bool {
    guard provenance == .origin, !hasResponded || hungrySince != nil, let silence = silence(at: now) else {
      return false
    }
    return silence >= rules.hedgeDelay
  }

  /// How long the range under way has brought nothing; `nil` without one.
  func silence(at now: Moment) -> Duration? {
    guard case .fetching(let since) = phase else { return nil }
    return max(since, lastByte ?? since).duration(to: now.instant)
  }
}
