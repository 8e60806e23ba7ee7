import TrackKit

/// What a session does while there is no network, or another server answers in its place.
///
/// It says nothing of the track, and passes at any moment: the same is asked for again every two seconds, and at once
/// when the network may be another now.
extension StreamSession {
  /// A try has shown that the network is away.
  ///
  /// - Parameters:
  ///   - error: how it showed.
  ///   - thenResolve: why the next try needs a URL first, `nil` when it needs none.
  mutating func awaitNetwork(
    after error: any ProxyError, thenResolve: String? = nil, at now: Moment
  ) -> [Action] {
    if let actions = turnToReserve(after: error) { return actions }
    failure = error.sentence
    lastError = error
    awayTries += 1
    let limit = rules.retry.attempts
    if hasResponded, unsent > 0, awayTries > limit {
      phase = .parked
      return []
    }
    if thenResolve == nil, awayTries == limit + 1, !hasForcedRefresh {
      // One server that is down looks the same, and a new URL mostly leads to another.
      hasForcedRefresh = true
      return resolve(cause: error.sentence, isFirst: false)
    }
    let delay = rules.networkRetryInterval
    guard hasResponded || elapsed(at: now) + delay <= rules.networkPatience, allows(delay, at: now) else {
      return lose(reason(for: error))
    }
    let event = ProxyEvent.Kind.streamRetrying(
      reference, attempt: awayTries, limit: awayLimit, delay: delay, offset: next, reason: error.sentence)
    return [.publish(event)] + wait(delay, thenResolve: thenResolve, mayEndEarly: true, at: now)
  }

  /// How many tries there are while the network is away.
  var awayLimit: Int {
    let patience = hasResponded ? rules.stallLimit : min(rules.networkPatience, rules.stallLimit)
    return max(Int(patience / max(rules.networkRetryInterval, .milliseconds(1))), 1)
  }

  // MARK: Time

  /// Whether `delay` fits into the time there is before the first byte.
  func allows(_ delay: Duration, at now: Moment) -> Bool {
    hasResponded || elapsed(at: now) + delay <= rules.stallLimit
  }

  /// How long the client has waited since its turn came.
  func elapsed(at now: Moment) -> Duration {
    openedAt.map { $0.instant.duration(to: now.instant) } ?? .zero
  }

  /// Ends the wait for the first byte when its time is over; `nil` before.
  mutating func firstByteIsLate(at now: Moment) -> [Action]? {
    let elapsed = elapsed(at: now)
    guard !hasResponded, wantsTicks, elapsed >= rules.stallLimit else { return nil }
    let isFetching = if case .fetching = phase { true } else { false }
    let late = YouTubeStreamError(.stalled(elapsed), offset: next)
    return (isFetching ? [.cancelFetch] : []) + lose(whatIsAmiss ?? reason(for: late))
  }

  /// Why no byte comes, as far as that is known.
  var whatIsAmiss: (any ProxyError)? {
    if let error = lastError as? URLRefreshError { return error }
    if case .resolving = phase { return URLRefreshError(kind: .timeout) }
    return lastError.map { reason(for: $0) }
  }
}
