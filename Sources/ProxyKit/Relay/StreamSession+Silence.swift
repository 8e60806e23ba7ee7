import TrackKit

/// What a session does when no bytes come.
extension StreamSession {
  /// Checks the time limits: called about once a second while ``wantsTicks``.
  mutating func tick(at now: Moment) -> [Action] {
    if let late = firstByteIsLate(at: now) { return late }
    var actions: [Action] = []
    if let hungrySince, hasResponded, !isComplete {
      let silence = hungrySince.duration(to: now.instant)
      if silence >= rules.stallLimit {
        let isFetching = if case .fetching = phase { true } else { false }
        let reason = whatIsAmiss?.sentence
        return (isFetching ? [.cancelFetch] : [])
          + lose(YouTubeStreamError(.stalled(silence, because: reason), offset: next))
      }
      if silence >= RelayRules.noticeableSilence, !hasAnnouncedStall {
        hasAnnouncedStall = true
        failure = failure ?? "no byte from upstream"
        actions = [.publish(.streamStalled(reference, silence: silence))]
      }
    }
    let reading = readIsLate(at: now)
    if !reading.isEmpty { return actions + reading }
    let idle = idleCheck(at: now)
    if !idle.isEmpty { return actions + idle }
    let hedging = hedgeIfSilent(at: now)
    return actions + (hedging.isEmpty ? checkPace(at: now) : hedging)
  }

  /// The network may be another one: what waits for its next try is tried now, unless the origin itself has said when.
  mutating func networkMayHaveChanged(at now: Moment) -> [Action] {
    switch phase {
    case .waiting where mayWaitEndEarly: return waited(at: now)
    case .parked where awayTries > 0: return fetchNext(at: now)
    // Its connection is of the network that was.
    case .fetching where isSilent(at: now): return askAnew(at: now)
    default: return []
    }
  }

  /// Whether our MPD may be waiting for bytes that don't come, and with it every program that gave it a command.
  var mayBlockPlayer: Bool {
    isPlayers && !request.isHead && wantsTicks && (!hasResponded || hungrySince != nil)
  }

  /// MPD is blocked by this stream, so the song is given up.
  mutating func playerIsBlocked() -> [Action] {
    guard mayBlockPlayer else { return [] }
    let isFetching = if case .fetching = phase { true } else { false }
    return (isFetching ? [.cancelFetch] : []) + lose(YouTubeStreamError(.playerBlocked, offset: next))
  }

  /// Whether ``tick(at:)`` can make a difference.
  var wantsTicks: Bool {
    switch phase {
    case .fetching, .waiting, .resolving, .piping: true
    case .idle, .parked, .filling, .ended: false
    }
  }

  private mutating func idleCheck(at now: Moment) -> [Action] {
    guard provenance == .origin, let silence = silence(at: now), silence >= rules.idleTimeout else {
      return []
    }
    return [.cancelFetch] + failed(.idle(rules.idleTimeout), at: now)
  }
}
