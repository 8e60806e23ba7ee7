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
    if hedge != nil {
      hedge = nil
      return [.cancelHedge] + failed(cause, at: now)
    }
    let error = YouTubeStreamError(cause, offset: next)
    phase = .idle
    needsFreshConnection = cause.mayBeDeadConnection
    // In mid-stream the URL worked a moment ago, so 404 means what 410 does; before the first byte it means
    // that there is nothing.
    if case .status(404) = cause, !hasResponded { return giveUpURL() + lose(reason(for: error)) }
    if case .status(416) = cause, let actions = unsatisfiable(at: now) { return actions }
    if case .changed = cause, isURLOfLibrary {
      // The library's URL is of another rendition, so a resolve has to find ours.
      isURLDead = true
      failure = error.sentence
      return resolve(cause: error.sentence, isFirst: false)
    }
    if case .tls = cause, hasResponded || hasHeard { return awaitNetwork(after: error, at: now) }
    switch error.disposition {
    case .refreshURL: return refused(error)
    case .giveUp: return lose(reason(for: error))
    case .retry:
      var delay: Duration?
      if case .tooManyRequests(let retryAfter?) = cause { delay = min(retryAfter, rules.stallLimit) }
      return retry(after: error, delay: delay, thenResolve: anotherServer(after: error), at: now)
    }
  }

  /// The origin has no such range; `nil` when that is no answer to be believed.
  private mutating func unsatisfiable(at now: Moment) -> [Action]? {
    // The track goes on after this byte, so the origin is wrong: try again.
    if let length = knownLength, next < length { return failed(.mismatch("416 inside the track"), at: now) }
    // This is how the end of a file of unknown length shows.
    if hasResponded, plan?.audio.end == nil { return finish() }
    guard !hasResponded, range?.startsInside == true else { return nil }
    phase = .ended
    let rejection = Rejection(status: 416, sentence: "the range lies outside the track")
    ending = request.isHead ? .uncounted : .served
    let event = ProxyEvent.Kind.streamFinished(reference, bytes: 0, clientLeft: false)
    return request.isHead ? [.reject(rejection)] : [.publish(event), .reject(rejection)]
  }

  /// The URL is dead, or leads to something that is no audio.
  private mutating func refused(_ error: YouTubeStreamError) -> [Action] {
    var actions = giveUpURL()
    if case .status(let code) = error.cause {
      if code == 403, refusesLargeRanges { actions.append(.remember(.strictOrigin)) }
      isCautious = true
    }
    failure = error.sentence
    lastError = error
    // A refresh that found no network was none.
    guard !hasForcedRefresh || hasMissedRefresh else { return actions + lose(reason(for: error)) }
    (hasForcedRefresh, hasMissedRefresh) = (true, false)
    return actions + resolve(cause: error.sentence, isFirst: false)
  }

  /// Why a new URL is to be had before the next try: a server that fails twice before the first byte may go on doing
  /// so, and a new URL mostly leads to another one.
  private mutating func anotherServer(after error: YouTubeStreamError) -> String? {
    guard case .status(500...599) = error.cause, !error.isNetworkAway else { return nil }
    serverErrors += 1
    guard !hasResponded, serverErrors == 2, !hasForcedRefresh else { return nil }
    hasForcedRefresh = true
    return "\(error.sentence) twice"
  }

  mutating func retry(
    after error: any ProxyError, delay: Duration?, thenResolve: String?, at now: Moment
  ) -> [Action] {
    if error.isNetworkAway { return awaitNetwork(after: error, thenResolve: thenResolve, at: now) }
    if let actions = turnToReserve(after: error) { return actions }
    failure = error.sentence
    lastError = error
    let limit = rules.retry.attempts
    if attempt < limit {
      attempt += 1
    } else if !hasResponded {
      return lose(reason(for: error))
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
    guard allows(delay, at: now) else { return lose(reason(for: error)) }
    let event = ProxyEvent.Kind.streamRetrying(
      reference, attempt: attempt, limit: limit, delay: delay, offset: next, reason: error.sentence)
    return [.publish(event)] + wait(delay, thenResolve: thenResolve, mayEndEarly: mayEndEarly, at: now)
  }

  /// What is told of `error`, which ends the song. What yt-dlp has said of the video is why its old URL does not work.
  func reason(for error: any ProxyError) -> any ProxyError {
    guard let refusal else { return error }
    let isRefusedURL = (error as? YouTubeStreamError)?.disposition == .refreshURL
    return isRefusedURL || refusal.isTracksOwn ? refusal : error
  }

  /// The song can't be saved: an error answer when nothing was sent, zeros for MPD's seekable body, a closed
  /// connection for all other clients.
  mutating func lose(_ error: any ProxyError) -> [Action] {
    if ahead != nil {
      ahead = nil
      return [.cancelAhead] + lose(error)
    }
    if hedge != nil {
      hedge = nil
      return [.cancelHedge] + lose(error)
    }
    if let actions = turnToReserve(after: error) { return actions }
    if mayPipe(after: error) { return pipe(after: error) }
    phase = .ended
    loss = error
    ending = .failed
    failure = error.sentence
    let lesson = RelayMemory.Loss(reason: error.sentence, failure: error.failureClass)
    let event = ProxyEvent.Kind.streamLost(
      reference, bytes: sentAudio, offset: next, reason: lesson.reason, failure: lesson.failure)
    guard hasResponded, let plan else {
      return [.publish(event), .reject(Self.rejection(for: error))]
    }
    // A short seekable body hangs MPD 0.23.12 for good; zeros make it play what it has, then go on. Where there is no
    // time for more zeros than it takes at once, a body that can't hang it is cut.
    if isFilledWhenLost, !(error is GoingDownError) || hangsPlayer, let end = plan.audio.end {
      phase = .filling
      return [.publish(event), .remember(.lost(lesson)), .fill(end - next)]
    }
    isCut = true
    return [.publish(event), .abort]
  }

  /// Whether a lost body is completed with zeros: MPD's, as far as it may be one that hangs.
  var isFilledWhenLost: Bool {
    request.client.isMPD && !isOutOfTime && plan?.interleaver == nil && plan?.audio.end != nil
  }

  /// Whether a 403 says that the range was too large, rather than that the URL is at its end.
  var refusesLargeRanges: Bool { isURLProven && (current?.count ?? 0) > RelayRules.cautiousChunkBytes }

  private var sentAudio: Int64 { plan.map { next - $0.audio.first } ?? 0 }
}

extension YouTubeStreamError.Cause {
  /// Whether other connections that are kept to the same origin may be as dead as the one that failed.
  fileprivate var mayBeDeadConnection: Bool {
    switch self {
    case .idle, .interrupted, .connectTimeout: true
    default: false
    }
  }
}
