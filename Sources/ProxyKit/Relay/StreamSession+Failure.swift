import TrackKit

extension StreamSession {
  /// A range failed, or was given up.
  mutating func failed(_ cause: YouTubeStreamError.Cause, at now: Moment) -> [Action] {
    // The range asked for in advance no longer joins on. Until it is answered it is kept nevertheless: the answer
    // may be a refusal, after which this URL must not be tried again.
    guard ahead?.delay == nil else {
      ahead = nil
      return [.cancelAhead] + failed(cause, at: now)
    }
    let error = YouTubeStreamError(cause, offset: next)
    phase = .idle
    // In mid-stream the URL worked a moment ago, so 404 means what 410 does; before the first byte it means
    // that there is nothing.
    if case .status(404) = cause, !hasResponded {
      return giveUpURL() + lose(error)
    }
    if case .status(416) = cause {
      // The track goes on after this byte, so the origin is wrong: try again.
      if let length = knownLength, next < length {
        return failed(.mismatch("416 inside the track"), at: now)
      }
      // This is how the end of a file of unknown length shows.
      if hasResponded, plan?.audio.end == nil { return finish() }
      if !hasResponded, request.range?.startsInside == true {
        phase = .ended
        return [.reject(Rejection(status: 416, sentence: "the range lies outside the track"))]
      }
    }
    switch error.disposition {
    case .refreshURL:
      var lessons = giveUpURL()
      if case .status(403) = cause, refusesLargeRanges { lessons.append(.remember(.strictOrigin)) }
      isCautious = true
      failure = error.sentence
      guard !hasForcedRefresh else { return lessons + lose(error) }
      hasForcedRefresh = true
      return lessons + resolve(cause: error.sentence, isFirst: false)
    case .giveUp: return lose(error)
    case .retry:
      var delay: Duration?
      if case .tooManyRequests(let retryAfter?) = cause { delay = min(retryAfter, rules.stallLimit) }
      return retry(after: error, delay: delay, thenResolve: nil, at: now)
    }
  }

  mutating func retry(
    after error: any ProxyError, delay: Duration?, thenResolve: String?, at now: Moment
  ) -> [Action] {
    failure = error.sentence
    let limit = rules.retry.attempts
    if attempt < limit {
      attempt += 1
    } else if !hasResponded {
      return lose(error)
    } else if unsent > 0 {
      // The client does not need the bytes yet: ask again when it does, not every few seconds.
      phase = .parked
      return []
    } else if !hasForcedRefresh, thenResolve == nil {
      hasForcedRefresh = true
      return resolve(cause: error.sentence, isFirst: false)
    }
    let mayEndEarly = delay == nil
    let delay = max(delay ?? .zero, rules.retry.delay(beforeRetry: max(attempt, 1)))
    let event = ProxyEvent.Kind.streamRetrying(
      reference, attempt: attempt, limit: limit, delay: delay, offset: next, reason: error.sentence)
    return [.publish(event)] + wait(delay, thenResolve: thenResolve, mayEndEarly: mayEndEarly, at: now)
  }

  /// The song can't be saved: an error answer when nothing was sent, zeros for MPD's seekable body, a closed
  /// connection for all other clients.
  mutating func lose(_ error: any ProxyError) -> [Action] {
    if ahead != nil {
      ahead = nil
      return [.cancelAhead] + lose(error)
    }
    phase = .ended
    failure = error.sentence
    let event = ProxyEvent.Kind.streamLost(
      reference, bytes: sentAudio, offset: next, reason: error.sentence)
    guard hasResponded, let plan else {
      return [.publish(event), .reject(Self.rejection(for: error))]
    }
    // A short seekable body hangs MPD 0.23.12 for good; zeros make it play what it has, then go on.
    if request.client.isMPD, plan.interleaver == nil, let end = plan.audio.end {
      phase = .filling
      return [.publish(event), .remember(.lost), .fill(end - next)]
    }
    return [.publish(event), .abort]
  }

  /// Whether a 403 says that the range was too large, rather than that the URL is at its end.
  var refusesLargeRanges: Bool { isURLProven && (current?.count ?? 0) > RelayRules.cautiousChunkBytes }

  private var sentAudio: Int64 { plan.map { next - $0.audio.first } ?? 0 }
}
