import FoundationEssentials
import TrackKit

/// The life of one request for a track, decided without doing anything: inputs go in, actions come out.
///
/// It owns no clock, socket or task; whoever drives it passes the time along and carries the actions out in
/// order. See `StreamSession+Failure.swift` for what happens when something breaks.
struct StreamSession: Sendable {
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
  let reference: StreamReference
  /// Which body the request gets.
  let mode: BodyMode
  /// Whether the song was lost a moment ago.
  let wasLost: Bool
  /// Whether the library may have another URL by now, because the request has waited since it was read.
  var isTrackOld: Bool

  var track: Track
  var phase = Phase.idle
  var plan: ResponsePlan?
  var hasResponded = false

  /// The next byte of the track to come from the origin.
  var next: Int64 = 0
  /// Audio bytes handed to the client's connection and not yet taken by it.
  var unsent: Int64 = 0
  var sizing: RangeSizing
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
  /// Whether the origin must not be asked for the URL again.
  var isURLDead: Bool
  /// Whether another format than the one the URL had will do: the old one is not to be had any more, and nothing
  /// of it was sent.
  var takesAnyFormat = false
  /// Whether ranges are kept small, because the origin refuses large ones.
  var isCautious: Bool
  /// Whether the URL has brought bytes of this very track.
  var isURLProven = false
  var isClockSuspect = false
  /// What the origin says of the track's length though something else is known.
  var disputedTotal: Int64?
  var failure: String?
  var progress: Int64 = 0
  /// Since when the client has nothing to read though it wants to.
  var hungrySince: ContinuousClock.Instant?
  var hasAnnouncedStall = false
  var lastByte: ContinuousClock.Instant?

  init(
    request: ProxyRequest, track: Track, rules: RelayRules, tagsQueue: Bool, reference: StreamReference,
    standing: RelayMemory.Standing = .init(), hasWaited: Bool = false
  ) {
    self.request = request
    self.track = track
    self.rules = rules
    mode = BodyMode.choose(for: request, policy: rules.icyPolicy, tagsQueue: tagsQueue)
    self.reference = reference
    wasLost = standing.isLost
    isTrackOld = hasWaited
    isURLDead = standing.isURLRefused
    isCautious = standing.isOriginStrict
    sizing = RangeSizing(first: rules.firstRangeBytes)
  }

  // MARK: Inputs

  /// The request has its slot (a HEAD needs none).
  mutating func start(at now: Moment) -> [Action] {
    guard phase == .idle, !hasResponded else { return [] }
    if isLostSeek { return fillAtOnce() }
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

  /// The wait is over.
  mutating func waited(at now: Moment) -> [Action] {
    guard case .waiting(_, let cause) = phase else { return [] }
    if let cause { return resolve(cause: cause, isFirst: track.media == nil) }
    return fetchNext(at: now)
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

  /// Another stream of the track has learnt that `url` must not be asked for again.
  mutating func urlWasRefused(_ url: String) {
    if track.media?.url == url { isURLDead = true }
  }

  // MARK: Queries

  /// Whether every byte of the answer has come from the origin.
  var isComplete: Bool { plan.map { $0.audio.end == next } ?? false }

  /// Whether the client has nothing left to read.
  var isHungry: Bool { unsent == 0 }

  /// How the client reads.
  var pace: ClientPace { sizing.isQuick ? .quick : .unknown }

  /// The length of the track the answer was planned with.
  var plannedLength: Int64? { track.media?.length }

  // MARK: Steps

  mutating func wait(_ delay: Duration, thenResolve cause: String? = nil, at now: Moment) -> [Action] {
    phase = .waiting(until: now.date.addingTimeInterval(delay.seconds), thenResolve: cause)
    return [.wait(delay)]
  }
}
