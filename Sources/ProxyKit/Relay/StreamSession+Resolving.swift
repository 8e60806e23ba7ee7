import FoundationEssentials
import TrackKit

/// How a session gets a URL, and whether it uses it.
extension StreamSession {
  /// A URL came.
  mutating func resolved(_ track: Track, at now: Moment) -> [Action] {
    guard case .resolving = phase else { return [] }
    guard let media = track.media else {
      return resolveFailed(URLRefreshError(kind: .noDirectFormat), at: now)
    }
    let old = self.track.media
    // The origin has refused that URL, and must not be asked for it again.
    if isURLDead, media.url == old?.url {
      return lose(URLRefreshError(kind: .other, evidence: "it brought the refused URL again"))
    }
    if hasResponded, let old, let difference = Self.difference(old, media) {
      return lose(YouTubeStreamError(.changed(difference), offset: next))
    }
    self.track = track
    // The plan was made for the old URL.
    if !hasResponded { plan = nil }
    // If the new URL tells no length, the origin's next answer is checked against the old one.
    if hasResponded { self.track.media?.length = media.length ?? old?.length }
    (isURLDead, isURLProven) = (false, false)
    disputedTotal = nil
    // A URL that is new and past its end means that our clock is wrong.
    isClockSuspect = media.expiresAt.map { $0 <= now.date } ?? false
    if let early = answerWithoutFetching() { return early }
    return open(media, at: now)
  }

  /// No URL came.
  mutating func resolveFailed(_ error: URLRefreshError, at now: Moment) -> [Action] {
    guard case .resolving = phase else { return [] }
    if let media = track.media, !isURLDead {
      // The refresh was a precaution: the old URL may still work.
      let event = ProxyEvent.Kind.refreshDegraded(reference.track, reason: error.sentence)
      if error.disposition == .giveUp { hasForcedRefresh = true }
      return [.publish(event)] + open(media, at: now)
    }
    if error.kind == .noDirectFormat, track.media != nil, !takesAnyFormat, !hasResponded,
      request.range?.startsInside != true
    {
      takesAnyFormat = true
      return resolve(cause: "its format is gone", isFirst: true)
    }
    guard error.disposition == .retry else { return lose(error) }
    return retry(after: error, delay: nil, thenResolve: "the last try failed", at: now)
  }

  mutating func resolve(cause: String, isFirst: Bool) -> [Action] {
    phase = .resolving(isFirst: isFirst)
    let media = track.media
    defer { isTrackOld = false }
    return [
      .resolve(
        cause: cause, formatID: takesAnyFormat ? nil : media?.formatID ?? media?.queryValue("itag"),
        libraryFirst: isURLDead || isTrackOld)
    ]
  }

  /// Whether `stored`, which the library has by now, saves a resolve: its URL is another one, and fresh.
  func accepts(stored: Track, at now: Moment) -> Bool {
    guard case .resolving = phase, let media = stored.media, media.url != track.media?.url else {
      return false
    }
    return rules.freshness.verdict(on: media, now: now.date) == .fresh
  }

  /// Takes the URL out of use for this stream and for all others.
  mutating func giveUpURL() -> [Action] {
    isURLDead = true
    return track.media.map { [.remember(.refused(url: $0.url))] } ?? []
  }

  /// Begins, or goes on, with the bytes of `media`.
  mutating func open(_ media: MediaSource, at now: Moment) -> [Action] {
    if !hasResponded {
      if knownLength != nil {
        let plan = plan ?? makePlan()
        self.plan = plan
        next = plan.audio.first
      } else if case .from(let first, _) = request.range {
        next = min(first, Self.farthest)
      }
    }
    if let available = media.availableAt, available > now.date {
      let delay = min(available.timeIntervalSince(now.date), 60)
      return wait(.seconds(delay), at: now)
    }
    return fetchNext(at: now)
  }

  /// Why the bytes of `new` can't be joined to those of `old`; `nil` when they can.
  private static func difference(_ old: MediaSource, _ new: MediaSource) -> String? {
    let formats = (old.formatID ?? old.queryValue("itag"), new.formatID ?? new.queryValue("itag"))
    if let before = formats.0, let after = formats.1, before != after {
      return "format \(after) instead of \(before)"
    }
    if let before = old.length, let after = new.length, before != after {
      return "\(after) bytes instead of \(before)"
    }
    return nil
  }
}
