import FoundationEssentials
import TrackKit

/// The life of one request for a track, decided without doing anything: inputs go in, actions come out.
///
/// It owns no clock, socket or task: ``StreamDriver`` passes the time and carries out the actions in order. Its concepts
/// have a file each:
///
/// - `+Action`: what the driver is to do
/// - `+Resolving`: URLs
/// - `+Ranges` and `+Bytes`: what the origin is asked for, and what it sends
/// - `+Answer`, `+Layout` and `+Rejection`: what the client is answered
/// - `+Piping`: what yt-dlp itself delivers
/// - `+Failure`, `+Network` and `+Silence`: what happens when something breaks, there is no network, or nothing comes
/// - `+Hedge` and `+Slowness`: new connections for an origin that is silent or slow
/// - `+Ending` and `+Status`: how the stream counts, and what `/status` says of it
/// - `+GoingDown`: what becomes of it when the program ends
/// - `+Stock`: bytes that are at hand, or that another stream fetches
struct StreamSession {
  /// What the session waits for.
  enum Phase: Sendable, Equatable {
    /// The start, or a client that has enough to read.
    case idle
    /// A URL; for the first time or as a refresh.
    case resolving(isFirst: Bool)
    /// A range of the origin's, asked for at this time.
    case fetching(since: SuspendingClock.Instant)
    /// The next try.
    case waiting(until: Date, thenResolve: String?)
    /// The client: the origin fails, but there are bytes left to read.
    case parked
    /// What yt-dlp itself delivers.
    case piping
    /// The end of the zeros that complete a lost song.
    case filling
    /// Nothing.
    case ended
  }

  let request: ProxyRequest
  let rules: RelayRules
  let reference: StreamReference
  /// Which body the request gets; settled with the first byte, which may show how the file is laid out.
  var mode: BodyMode
  var situation: BodyMode.Situation
  /// How renditions of the track are laid out, as far as earlier streams have seen.
  let layouts: [RelayMemory.KnownLayout]
  /// Whether the client is the MPD behind our connection, which waits with all its users for what we don't send.
  let isPlayers: Bool
  /// Why the song was lost a moment ago, `nil` when it was not.
  let earlierLoss: RelayMemory.Loss?
  /// Whether it has no client: it fetches what is missing of the track, and hands nothing on.
  let isFill: Bool
  /// The bytes that are at hand; `nil` without a cache, or when its disk is not to be relied on.
  var stock: (any AudioStock)?
  /// The track in an older rendition, all of which is at hand, for when the library's can't be had; `nil` without one.
  var reserve: Track?
  /// What phase `fetching` waits for.
  var provenance = Provenance.origin
  /// How often in a row bytes that should have been at hand were not.
  var stockLosses = 0
  /// Whether the disk is so slow, or so wrong, that the stream does without it.
  var distrustsStock = false
  /// Whether the age of the URL has been looked at.
  var isURLChecked = false
  /// Why the song was lost, `nil` while it is not.
  var loss: (any ProxyError)?
  /// Whether the library may have another URL by now, because the request has waited since it was read.
  var isTrackOld: Bool

  var track: Track
  /// What the answer is of, as soon as no other rendition will do: a seek goes on in the one its listener has, and so
  /// does a body once its first byte has left.
  var rendition: Rendition?
  /// Whether the listener has had bytes of the song from here before.
  let hasHeard: Bool
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
  /// The second request for what the range under way has not brought.
  var hedge: Hedge?
  /// Whether the range under way has had one.
  var hasHedged = false
  /// Whether the next range takes a new connection, because kept ones may be dead.
  var needsFreshConnection = false
  /// How fast the origin sends.
  var pace = PaceWatch()
  var slownessStep = SlownessStep.none
  /// How long the origin took to answer the last range.
  var originDelay = Duration.zero

  /// When the request began to be worked on.
  var openedAt: Moment?
  /// Retries made since the last real progress.
  var attempt = 0
  /// Tries since then for which there was no network.
  var awayTries = 0
  /// Answers of the origin since then that it can't serve the song now (5xx).
  var serverErrors = 0
  var hasForcedRefresh = false
  /// Whether a refresh under way is for a better URL, and the present one works.
  var mayKeepURL = false
  /// Whether yt-dlp itself delivers, and of which type that is.
  var isPiped = false
  var pipedType: String?
  /// Whether the last refresh failed because there was no network.
  var hasMissedRefresh = false
  /// Whether the origin must not be asked for the URL again.
  var isURLDead: Bool
  /// Whether the URL was the library's: another program may have written it, of another rendition.
  var isURLOfLibrary = true
  /// Whether ranges are kept small, because the origin refuses large ones.
  var isCautious: Bool
  /// Whether the URL has brought bytes of this very track.
  var isURLProven = false
  var isClockSuspect = false
  /// The length of the track by the origin, when it differs from the known one.
  var disputedTotal: Int64?
  /// What went wrong last, for `/status`.
  var failure: String?
  /// Whether the wait for the next try is ours, and not the origin's wish.
  var mayWaitEndEarly = false
  /// What ended the last try, until there is progress.
  var lastError: (any ProxyError)?
  /// Why the URL could not be replaced when that was due, until it is, or bytes come.
  var refusal: URLRefreshError?
  /// Whether there is no time for zeros any more.
  var isOutOfTime = false
  /// Whether the song was lost, and its body is cut short.
  var isCut = false
  /// How the stream counts when it ends here and now.
  var ending = StreamEnding.failed
  var progress: Int64 = 0
  /// Since when the client has been waiting for bytes.
  var hungrySince: SuspendingClock.Instant?
  var hasAnnouncedStall = false
  var lastByte: SuspendingClock.Instant?

  init(
    request: ProxyRequest, track: Track, rules: RelayRules, claim: PlayerClaim, reference: StreamReference,
    standing: RelayMemory.Standing = .init(), hasWaited: Bool = false, stock: (any AudioStock)? = nil,
    isFill: Bool = false
  ) {
    self.request = request
    self.track = track
    self.rules = rules
    self.stock = stock
    self.isFill = isFill
    situation = BodyMode.Situation(tagsQueue: claim == .tagged, seeks: standing.seeks)
    layouts = standing.layouts
    mode = BodyMode.choose(for: request, policy: rules.icyPolicy, in: situation)
    self.reference = reference
    isPlayers = claim != .foreign
    earlierLoss = standing.loss
    hasHeard = standing.rendition != nil
    isTrackOld = hasWaited
    isURLDead = standing.isURLRefused
    isCautious = standing.isOriginStrict
    sizing = RangeSizing(first: rules.firstRangeBytes)
    recallLayout()
    let isSeek = range?.startsInside == true && !request.isHead
    rendition = isSeek ? standing.rendition ?? track.media?.rendition : nil
  }

  // MARK: Inputs

  /// The request has its slot (a HEAD needs none).
  mutating func start(at now: Moment) -> [Action] {
    guard phase == .idle, !hasResponded else { return [] }
    openedAt = now
    if isSettledByConditions { return answer(with: makePlan()) }
    if let loss = earlierLoss, isLostSeek, stock?.isComplete != true { return fillAtOnce(loss) }
    if let media = track.media, let difference = difference(to: media) {
      return resolve(cause: "the library's URL leads to different media: \(difference)", isFirst: false)
    }
    if let early = answerWithoutFetching() { return early }
    if beginsInStock, let media = track.media { return open(media, at: now) }
    guard let media = track.media, media.hasURL else { return resolve(cause: "first play", isFirst: true) }
    isURLChecked = true
    if isURLDead {
      // Another stream was refused.
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
    if let cause { return resolve(cause: cause, isFirst: !hasURL) }
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
  mutating func urlWasRefused(_ url: String) -> [Action] {
    guard track.media?.url == url else { return [] }
    isURLDead = true
    guard hedge != nil else { return [] }
    hedge = nil
    return [.cancelHedge]
  }

  // MARK: Queries

  /// Whether every byte of the answer has come from the origin.
  var isComplete: Bool { plan.map { $0.audio.end == next } ?? false }

  /// Whether the client has nothing left to read.
  var isHungry: Bool { unsent == 0 }

  /// How the client reads.
  var clientPace: ClientPace { sizing.isQuick ? .quick : .unknown }

  /// The length of the track the answer was planned with.
  var plannedLength: Int64? { track.media?.length }

  // MARK: Steps

  /// - Parameter mayEndEarly: whether a sign that the network is back ends the wait.
  mutating func wait(
    _ delay: Duration, thenResolve cause: String? = nil, mayEndEarly: Bool = false, at now: Moment
  ) -> [Action] {
    mayWaitEndEarly = mayEndEarly
    phase = .waiting(until: now.date.addingTimeInterval(delay.seconds), thenResolve: cause)
    return [.wait(delay)]
  }
}
