import FoundationEssentials
import TrackKit

/// How a session gets a URL, and whether it uses it.
extension StreamSession {
  /// A URL came.
  ///
  /// - Parameter fromLibrary: whether the library had it, rather than that it was resolved for this stream.
  mutating func resolved(_ track: Track, fromLibrary: Bool = false, at now: Moment) -> [Action] {
    guard case .resolving = phase else { return [] }
    guard let media = track.media else {
      return resolveFailed(URLRefreshError(kind: .noDirectFormat), at: now)
    }
    let old = self.track.media
    // The origin has refused that URL, and must not be asked for it again.
    if isURLDead, media.url == old?.url {
      return lose(URLRefreshError(kind: .other, evidence: "it brought the refused URL again"))
    }
    let difference = difference(to: media)
    if difference != nil, mayKeepURL {
      return resolveFailed(
        URLRefreshError(kind: .noDirectFormat, evidence: "it is another rendition"), at: now)
    }
    mayKeepURL = false
    if let difference {
      return lose(YouTubeStreamError(.changed(difference), offset: next))
    }
    self.track = track
    // The plan was made for the old URL.
    if !hasResponded {
      plan = nil
      recallLayout()
    }
    // If the new URL tells no length, the origin's next answer is checked against the old one.
    if hasResponded {
      self.track.media?.length = media.length ?? old?.length
      noteRendition()
    }
    (isURLDead, isURLProven, isURLOfLibrary) = (false, false, fromLibrary)
    (refusal, hasMissedRefresh) = (nil, false)
    disputedTotal = nil
    // A URL that is new and past its end means that our clock is wrong.
    isClockSuspect = media.expiresAt.map { $0 <= now.date } ?? false
    if let early = answerWithoutFetching() { return early }
    return open(media, at: now)
  }

  /// No URL came.
  mutating func resolveFailed(_ error: URLRefreshError, at now: Moment) -> [Action] {
    guard case .resolving = phase else { return [] }
    mayKeepURL = false
    if let media = track.media, media.hasURL, !isURLDead, difference(to: media) == nil {
      // The refresh was a precaution: the old URL may still work.
      let event = ProxyEvent.Kind.refreshDegraded(reference.track, reason: error.sentence)
      refusal = error
      hasMissedRefresh = error.isNetworkAway
      if error.disposition == .giveUp { hasForcedRefresh = true }
      return [.publish(event)] + open(media, at: now)
    }
    guard error.disposition == .retry else { return lose(error) }
    return retry(after: error, delay: nil, thenResolve: "the last try failed", at: now)
  }

  mutating func resolve(cause: String, isFirst: Bool) -> [Action] {
    phase = .resolving(isFirst: isFirst)
    isURLChecked = true
    defer { isTrackOld = false }
    return [.resolve(cause: cause, rendition: rendition, libraryFirst: isURLDead || isTrackOld)]
  }

  /// Whether `stored`, which the library has by now, saves a resolve: its URL is another one, fresh, and joins on.
  func accepts(stored: Track, at now: Moment) -> Bool {
    guard case .resolving = phase, let media = stored.media, media.url != track.media?.url,
      difference(to: media) == nil
    else { return false }
    return rules.freshness.verdict(on: media, now: now.date) == .fresh
  }

  /// Takes the URL out of use for this stream and for all others.
  mutating func giveUpURL() -> [Action] {
    isURLDead = true
    guard let media = track.media, media.hasURL else { return [] }
    return [.remember(.refused(url: media.url))]
  }

  /// Begins, or goes on, with the bytes of `media`.
  mutating func open(_ media: MediaSource, at now: Moment) -> [Action] {
    if !hasResponded {
      if knownLength != nil {
        let plan = plan ?? makePlan()
        self.plan = plan
        next = plan.audio.first
      } else if case .from(let first, _) = range {
        next = min(first, Self.farthest)
      }
    }
    if let available = media.availableAt, available > now.date, stock?.has(next) != true {
      let delay = min(available.timeIntervalSince(now.date), 60)
      return wait(.seconds(delay), at: now)
    }
    return fetchNext(at: now)
  }

  // MARK: Renditions

  /// Why the bytes of `media` are not those that the answer goes on with; `nil` when they may be.
  func difference(to media: MediaSource) -> String? {
    if let rendition, let other = media.rendition, let difference = rendition.difference(from: other) {
      return difference
    }
    let wanted = hasResponded ? track.media?.length : rendition?.length
    guard let wanted, let length = media.length, length != wanted else { return nil }
    return "\(length) bytes instead of \(wanted)"
  }

  /// From now on the answer is of the rendition that plays.
  mutating func noteRendition() {
    guard var found = track.media?.rendition else { return }
    // Where resolver and origin don't agree on the length, it does not tell renditions apart.
    if disputedTotal != nil, disputedTotal == found.length { found.length = nil }
    rendition = rendition?.completed(by: found) ?? found
  }
}
