import FoundationEssentials
import TrackKit

/// The life of one request for a track, decided without doing anything: inputs go in, actions come out.
///
/// It owns no clock, socket or task; whoever drives it passes the time along and carries the actions out in
/// order. See `StreamSession+Failure.swift` for what happens when something breaks.
struct StreamSession: Sendable {
  /// What the driver is to do.
  enum Action: Sendable, Equatable {
    /// Ask for a URL; answer with ``resolved(_:at:)`` or ``resolveFailed(_:at:)``. A URL that differs from
    /// `replacing` and is fresh may be taken from the store.
    case resolve(cause: String, formatID: String?, replacing: String?)
    /// Fetch a range; answer with ``headArrived(_:at:)``, ``bytesArrived(_:at:)``, ``rangeEnded(_:at:)``.
    case fetch(RangeRequest, IcyInterleaver?)
    /// Fetch the range behind the one under way, and keep what comes until ``fetch(_:_:)`` names the same
    /// range; tell what it is by ``aheadBrought(_:at:)`` as well.
    case fetchAhead(RangeRequest, IcyInterleaver?)
    /// Give the range under way up, and the one behind it.
    case cancelFetch
    /// Give the range behind the one under way up.
    case cancelAhead
    /// Call ``waited(at:)`` after this long.
    case wait(Duration)
    /// Send the head of the answer.
    case respond(ResponsePlan)
    /// Send so many zero bytes, then finish.
    case fill(Int64)
    /// The body is complete.
    case finish
    /// Answer with an error; nothing has been sent.
    case reject(Rejection)
    /// Close the connection in mid-body, so that the client can tell.
    case abort
    /// Tell the world.
    case publish(ProxyEvent.Kind)
  }

  /// A moment, on both clocks: one that measures, one that dates.
  struct Moment: Sendable {
    var instant: ContinuousClock.Instant
    var date: Date
  }

  /// What the session waits for.
  enum Phase: Sendable, Equatable {
    case idle
    case resolving(isFirst: Bool)
    case fetching(since: ContinuousClock.Instant)
    case waiting(until: Date, thenResolve: String?)
    /// Upstream is out of order, and the client has enough to read for now.
    case parked
    case filling
    case ended
  }

  let request: ProxyRequest
  let rules: RelayRules
  let tagsQueue: Bool
  let reference: StreamReference

  var track: Track
  var phase = Phase.idle
  var plan: ResponsePlan?
  var hasResponded = false

  /// The next byte of the track to come from the origin.
  var next: Int64 = 0
  /// Audio bytes handed to the client's connection and not yet taken by it.
  private(set) var unsent: Int64 = 0
  private(set) var sizing: RangeSizing
  /// The range under way.
  var current: RangeRequest?
  /// The range behind it, when that has been asked for too.
  var ahead: Advance?
  /// The range under way, when it was asked for before its turn.
  var advance: Advance?
  /// How long the origin took to answer the last range.
  var originDelay = Duration.zero

  /// Retries made since the last real progress.
  var attempt = 0
  var hasForcedRefresh = false
  var isURLDead = false
  /// Whether another format than the one the URL had will do: the old one is not to be had any more, and nothing
  /// of it was sent.
  var takesAnyFormat = false
  /// Whether ranges are kept small, because the origin refuses large ones.
  var isCautious = false
  /// Whether this session has learnt that it does.
  var originIsStrict = false
  /// Whether the URL has brought bytes of this very track.
  private(set) var isURLProven = false
  var isClockSuspect = false
  /// What the origin says of the track's length though something else is known.
  private var disputedTotal: Int64?
  var failure: String?
  var progress: Int64 = 0
  /// Since when the client has nothing to read though it wants to.
  var hungrySince: ContinuousClock.Instant?
  var hasAnnouncedStall = false
  var lastByte: ContinuousClock.Instant?

  init(
    request: ProxyRequest, track: Track, rules: RelayRules, tagsQueue: Bool, reference: StreamReference
  ) {
    self.request = request
    self.track = track
    self.rules = rules
    self.tagsQueue = tagsQueue
    self.reference = reference
    sizing = RangeSizing(first: rules.firstRangeBytes)
  }

  // MARK: Inputs

  /// The request has its slot (a HEAD needs none).
  mutating func start(at now: Moment) -> [Action] {
    guard phase == .idle, !hasResponded else { return [] }
    if let early = answerWithoutFetching() { return early }
    guard let media = track.media else { return resolve(cause: "first play", isFirst: true) }
    if isURLDead {
      // Another stream learnt it.
      hasForcedRefresh = true
      isCautious = true
      return resolve(cause: "the URL was refused before", isFirst: false)
    }
    switch rules.freshness.verdict(on: media, now: now.date) {
    case .fresh: return open(media, at: now)
    case .expired(let why): return resolve(cause: why, isFirst: false)
    }
  }

  /// A URL came.
  mutating func resolved(_ track: Track, at now: Moment) -> [Action] {
    guard case .resolving = phase else { return [] }
    guard let media = track.media else {
      return resolveFailed(URLRefreshError(kind: .noDirectFormat), at: now)
    }
    let old = self.track.media
    // The origin has refused that URL, and is not to be asked for it again.
    if isURLDead, media.url == old?.url {
      return lose(URLRefreshError(kind: .other, evidence: "it brought the refused URL again"))
    }
    if hasResponded, let old, let difference = Self.difference(old, media) {
      return lose(YouTubeStreamError(.changed(difference), offset: next))
    }
    self.track = track
    // What was planned with the old URL may not hold for this one.
    if !hasResponded { plan = nil }
    // What the new URL does not tell is held against the origin's next answer.
    if hasResponded { self.track.media?.length = media.length ?? old?.length }
    (isURLDead, isURLProven) = (false, false)
    disputedTotal = nil
    // A URL that is new and past its end means that our clock is wrong.
    isClockSuspect = media.expiresAt.map { $0 <= now.date } ?? false
    if let early = answerWithoutFetching() { return early }
    return open(media, at: now)
  }

  /// The wait is over.
  mutating func waited(at now: Moment) -> [Action] {
    guard case .waiting(_, let cause) = phase else { return [] }
    if let cause { return resolve(cause: cause, isFirst: track.media == nil) }
    return fetchNext(at: now)
  }

  /// The origin answers the range as it should.
  mutating func headArrived(_ head: RangeHead, at now: Moment) -> [Action] {
    guard case .fetching(let since) = phase else { return [] }
    originDelay = answerDelay(since: since, at: now)
    // Whether the answer differs from the one that was planned.
    var isNews = false
    if let total = head.total {
      if hasResponded, let length = plannedLength, total != length {
        let difference = "\(total) bytes instead of \(length)"
        return [.cancelFetch]
          + failed(isURLProven ? .mismatch(difference) : .changed(difference), at: now)
      }
      if !hasResponded, let known = knownLength, total != known, !insists(on: total) {
        return [.cancelFetch] + failed(.mismatch("\(total) bytes instead of \(known)"), at: now)
      }
      if track.media?.length != total {
        track.media?.length = total
        isNews = true
      }
    }
    // What the origin says of its bytes beats what was said of them, unless it says nothing.
    if let type = head.contentType, type != track.media?.contentType,
      type.hasPrefix("audio/") || type.hasPrefix("video/")
    {
      track.media?.contentType = type
      isNews = true
    }
    guard !hasResponded else { return [] }
    let plan = plan.flatMap { isNews ? nil : $0 } ?? makePlan()
    self.plan = plan
    if plan.status == 416 { return [.cancelFetch] + answer(with: plan) }
    if request.isHead { return [.cancelFetch] + answer(with: plan) }
    if plan.audio.first != next {
      // The length had to be known before the place in the track could be (`bytes=-N`).
      next = plan.audio.first
      return [.cancelFetch] + fetchNext(at: now)
    }
    return []
  }

  /// Audio bytes of the range came, in order.
  mutating func bytesArrived(_ count: Int64, at now: Moment) -> [Action] {
    // Without an answer there are no bytes either.
    guard case .fetching = phase, plan != nil else { return [] }
    var actions: [Action] = []
    if !hasResponded, let plan {
      hasResponded = true
      actions = [.respond(plan), .publish(.streamStarted(reference, offset: next))]
    }
    if failure != nil {
      failure = nil
      actions.append(.publish(.streamResumed(reference, offset: next)))
    }
    next += count
    unsent += count
    lastByte = now.instant
    isURLProven = true
    hungrySince = nil
    hasAnnouncedStall = false
    progress += count
    if progress >= RelayRules.realProgress { forgiveFailures() }
    return actions + lookAhead(at: now)
  }

  /// The range is over.
  mutating func rangeEnded(_ outcome: RangeOutcome, at now: Moment) -> [Action] {
    guard case .fetching = phase else { return [] }
    switch outcome {
    case .failed(let cause): return failed(cause, at: now)
    case .complete:
      forgiveFailures()
      phase = .idle
      if isComplete { return finish() }
      return fetchIfRoom(at: now)
    }
  }

  /// The client took `count` bytes of audio, which had waited for it no longer than `duration`.
  mutating func drained(_ count: Int64, in duration: Duration, at now: Moment) -> [Action] {
    unsent -= count
    sizing.drained(count, in: duration)
    if unsent == 0, !isComplete, hasResponded { hungrySince = hungrySince ?? now.instant }
    switch phase {
    case .idle where hasResponded: return fetchIfRoom(at: now)
    case .parked where unsent == 0: return fetchNext(at: now)
    default: return []
    }
  }

  // MARK: Queries

  /// Whether every byte of the answer has come from the origin.
  var isComplete: Bool { plan.map { $0.audio.end == next } ?? false }

  /// Whether the client has nothing left to read.
  var isHungry: Bool { unsent == 0 }

  /// The length of the track the answer was planned with.
  var plannedLength: Int64? { track.media?.length }

  // MARK: Steps

  mutating func resolve(cause: String, isFirst: Bool) -> [Action] {
    phase = .resolving(isFirst: isFirst)
    let media = track.media
    return [
      .resolve(
        cause: cause, formatID: takesAnyFormat ? nil : media?.formatID ?? media?.queryValue("itag"),
        replacing: isURLDead ? media?.url : nil)
    ]
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

  mutating func wait(_ delay: Duration, thenResolve cause: String? = nil, at now: Moment) -> [Action] {
    phase = .waiting(until: now.date.addingTimeInterval(delay.seconds), thenResolve: cause)
    return [.wait(delay)]
  }

  mutating func finish() -> [Action] {
    phase = .ended
    return [.finish]
  }

  /// Answers with the head alone, and ends.
  private mutating func answer(with plan: ResponsePlan) -> [Action] {
    phase = .ended
    hasResponded = true
    self.plan = plan
    return [.respond(plan), .finish]
  }

  /// The answer to a HEAD, or to a range outside the track, which takes no byte from the origin.
  private mutating func answerWithoutFetching() -> [Action]? {
    guard !hasResponded, knownLength != nil else { return nil }
    let plan = makePlan()
    self.plan = plan
    return request.isHead || plan.status == 416 ? answer(with: plan) : nil
  }

  /// Whether a 403 says that the range was too large, rather than that the URL is at its end.
  var refusesLargeRanges: Bool { isURLProven && (current?.count ?? 0) > RelayRules.cautiousChunkBytes }

  private mutating func forgiveFailures() {
    attempt = 0
    hasForcedRefresh = false
    progress = 0
  }

  /// Whether a length that is not the one we know of must be believed: the origin has told no other in answer
  /// to every try. A single answer may be wrong, and a body whose promised length is wrong can't be saved.
  private mutating func insists(on total: Int64) -> Bool {
    if let disputedTotal, disputedTotal != total { return false }
    disputedTotal = total
    return attempt >= rules.retry.attempts
  }

  func makePlan() -> ResponsePlan {
    let media = track.media
    let mime = media?.queryValue("mime").map { String($0.prefix { $0 != ";" }) }
    let type = [media?.contentType, mime].compactMap(\.self).first(where: ResponsePlan.isMediaType)
    return ResponsePlan(
      request, mode: mode, metaint: rules.metaint,
      facts: ResponsePlan.Facts(
        name: track.displayName, contentType: type ?? "application/octet-stream",
        bitrate: media?.bitrate, length: knownLength))
  }

  /// What keeps the bytes of `new` from being joined to those of `old`; `nil` when nothing does.
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
