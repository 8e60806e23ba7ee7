import TrackKit

/// What the origin sends.
extension StreamSession {
  /// The origin answers the range as it should.
  mutating func headArrived(_ head: RangeHead, at now: Moment) -> [Action] {
    guard case .fetching(let since) = phase, provenance == .origin else { return [] }
    originDelay = answerDelay(since: since, at: now)
    // Whether the answer differs from the one that was planned.
    var isNews = false
    if let total = head.total {
      if hasResponded, let length = plannedLength, total != length {
        let difference = "\(total) bytes instead of \(length)"
        return [.cancelFetch]
          + failed(isURLTrusted ? .mismatch(difference) : .changed(difference), at: now)
      }
      if !hasResponded, knownLength == nil, let wanted = rendition?.length, total != wanted {
        return [.cancelFetch] + failed(.changed("\(total) bytes instead of \(wanted)"), at: now)
      }
      if !hasResponded, let known = knownLength, total != known, !insists(on: total) {
        return [.cancelFetch] + failed(.mismatch("\(total) bytes instead of \(known)"), at: now)
      }
      if track.media?.length != total {
        track.media?.length = total
        isNews = true
      }
    }
    // The origin knows the media type better than the resolver, if it tells one.
    if let type = head.contentType, type != track.media?.contentType,
      type.hasPrefix("audio/") || type.hasPrefix("video/")
    {
      track.media?.contentType = type
      isNews = true
    }
    guard !hasResponded else { return [] }
    let plan = plan.flatMap { isNews ? nil : $0 } ?? makePlan()
    self.plan = plan
    if plan.isSettled, !isUndecided { return [.cancelFetch] + answer(with: plan) }
    if request.isHead { return isUndecided ? [] : [.cancelFetch] + answer(with: plan) }
    if plan.audio.first != next {
      // The length had to be known before the place in the track could be (`bytes=-N`).
      next = plan.audio.first
      return [.cancelFetch] + fetchNext(at: now)
    }
    return []
  }

  /// Audio bytes of the range came, in order.
  mutating func bytesArrived(_ count: Int64, at now: Moment) -> [Action] {
    // Bytes come after a head only.
    guard case .fetching = phase, plan != nil else { return [] }
    return took(count, at: now) + lookAhead(at: now)
  }

  /// So many bytes are on their way to the client.
  mutating func took(_ count: Int64, at now: Moment) -> [Action] {
    var actions: [Action] = []
    if !hasResponded, let plan {
      hasResponded = true
      noteRendition()
      actions = [
        .respond(plan), .remember(.plays(rendition)), .publish(.streamStarted(reference, offset: next)),
      ]
    }
    if hedge != nil {
      hedge = nil
      actions.append(.cancelHedge)
    }
    pace.add(count)
    if failure != nil {
      failure = nil
      actions.append(.publish(.streamResumed(reference, offset: next)))
    }
    next += count
    unsent += count
    lastByte = now.instant
    if provenance == .origin { isURLProven = true }
    hungrySince = nil
    hasAnnouncedStall = false
    progress += count
    if progress >= RelayRules.realProgress { forgiveFailures() }
    return actions
  }

  /// The range is over.
  mutating func rangeEnded(_ outcome: RangeOutcome, at now: Moment) -> [Action] {
    guard case .fetching = phase, provenance == .origin else { return [] }
    switch outcome {
    case .failed(let cause):
      // The next try is under way already.
      if let hedge, YouTubeStreamError(cause, offset: next).disposition == .retry { return take(hedge) }
      return failed(cause, at: now)
    case .complete:
      forgiveFailures()
      phase = .idle
      if isComplete { return finish() }
      return fetchIfRoom(at: now)
    }
  }

  private mutating func forgiveFailures() {
    (attempt, awayTries, serverErrors) = (0, 0, 0)
    (lastError, refusal) = (nil, nil)
    hasForcedRefresh = false
    progress = 0
  }

  /// Whether a length that differs from the known one must be believed: every try has told the same. A single answer
  /// may be wrong, and a body with a wrong Content-Length can't be repaired.
  private mutating func insists(on total: Int64) -> Bool {
    // Another length is another rendition.
    guard rendition?.length == nil else { return false }
    if let disputedTotal, disputedTotal != total { return false }
    disputedTotal = total
    return attempt >= rules.retry.attempts
  }
}
