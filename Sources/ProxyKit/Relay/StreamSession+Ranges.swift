import TrackKit

/// Which bytes the origin is asked for, and when.
extension StreamSession {
  /// A range that was asked for before its turn.
  struct Advance: Sendable, Equatable {
    let range: RangeRequest
    let askedAt: SuspendingClock.Instant
    /// How long the origin took to answer it; `nil` as long as it has not.
    var delay: Duration?
  }

  mutating func fetchIfRoom(at now: Moment) -> [Action] {
    if let stock, stock.has(next) { return unsent <= readReserve ? fetchNext(at: now) : [] }
    if isFill { return unsent == 0 ? fetchNext(at: now) : [] }
    return sizing.isLow(unsent, cap: chunkCap) ? fetchNext(at: now) : []
  }

  mutating func fetchNext(at now: Moment) -> [Action] {
    if let actions = readNext(at: now) { return actions }
    guard let media = track.media, media.hasURL else { return resolve(cause: "first play", isFirst: true) }
    if let ahead {
      self.ahead = nil
      guard ahead.range.first == next else { return [.cancelAhead] + fetchNext(at: now) }
      // It is on its way, even if the URL was refused after that.
      return ask(for: ahead.range, inAdvance: ahead, at: now)
    }
    if isURLDead {
      // It was refused to a range asked for in advance, or to another stream.
      hasForcedRefresh = true
      isCautious = true
      return resolve(cause: failure ?? "the URL is dead", isFirst: false)
    }
    if !isURLChecked, case .expired(let why) = rules.freshness.verdict(on: media, now: now.date) {
      return resolve(cause: why, isFirst: false)
    }
    if isPastExpiry(media, at: now),
      case .expired(let why) = rules.freshness.verdict(on: media, now: now.date)
    {
      // Past `expire=` the origin would answer 403.
      return giveUpURL() + resolve(cause: why, isFirst: false)
    }
    return ask(for: range(of: media, from: next), at: now)
  }

  private mutating func ask(
    for range: RangeRequest, inAdvance advance: Advance? = nil, at now: Moment
  ) -> [Action] {
    var range = range
    // What was asked for in advance is on its way.
    if advance == nil { range.needsFreshConnection = needsFreshConnection }
    phase = .fetching(since: now.instant)
    provenance = .origin
    self.advance = advance
    (hedge, hasHedged, needsFreshConnection) = (nil, false, false)
    progress = 0
    if unsent == 0, hasResponded { hungrySince = hungrySince ?? now.instant }
    current = range
    return [.fetch(range, interleaver)]
  }

  /// Asks for the next range while this one comes in, when waiting for the origin in between would hold the
  /// client up. Costs a second connection, and memory for a second range.
  ///
  /// Not before this one has been answered: of two unanswered requests both may be refused, and then the same
  /// URL was asked again after a 403.
  mutating func lookAhead(at now: Moment) -> [Action] {
    guard ahead == nil, provenance == .origin, !isFill, let current, let end = plan?.audio.end,
      current.last + 1 < end,
      originDelay >= rules.lookAheadDelay, sizing.exceeds(cap: chunkCap),
      let media = track.media, media.url == current.url, !isURLDead
    else { return [] }
    let range = range(of: media, from: current.last + 1)
    ahead = Advance(range: range, askedAt: now.instant)
    return [.fetchAhead(range, interleaver)]
  }

  /// Something came of the range behind the one under way. A refusal is the end of the URL, but the range under way
  /// goes on. Anything else is told again when it is that range's turn.
  mutating func aheadBrought(_ delivery: RangeDelivery, at now: Moment) -> [Action] {
    guard let asked = ahead, asked.range.url == track.media?.url else { return [] }
    switch delivery {
    case .head:
      ahead?.delay = asked.askedAt.duration(to: now.instant)
      return []
    case .end(.failed(let cause)) where YouTubeStreamError(cause, offset: next).disposition == .refreshURL:
      return giveUpURL()
    case .layout, .bytes, .end: return []
    }
  }

  /// Whether the origin would answer 403, for the URL is past its end.
  func isPastExpiry(_ media: MediaSource, at now: Moment) -> Bool {
    hasResponded && !isClockSuspect && media.expiresAt.map { $0 <= now.date } ?? false
  }

  /// How long the origin took to answer the range under way, whose answer is there.
  func answerDelay(since asked: SuspendingClock.Instant, at now: Moment) -> Duration {
    guard let advance else { return asked.duration(to: now.instant) }
    return advance.delay ?? advance.askedAt.duration(to: now.instant)
  }

  /// The range to ask for that begins at `first`.
  private func range(of media: MediaSource, from first: Int64) -> RangeRequest {
    let cap = chunkCap
    let looks = first == 0 && mayShowLayout
    var length =
      request.isHead ? (looks ? Int64(MP4Head.longest) : 1) : isFill ? cap : sizing.length(cap: cap)
    // A quick client's ranges end at multiples of the largest: its first, smaller range costs no request more.
    if length == cap, let start = plan?.audio.first { length -= (first - start) % cap }
    if let end = plan?.audio.end ?? knownLength ?? requestedEnd { length = min(length, end - first) }
    return RangeRequest(
      url: media.url, headers: media.headers, first: first, last: first + max(length, 1) - 1,
      looksAtHead: looks)
  }

  /// The length of the track, by what was resolved or by the origin's own answer.
  var knownLength: Int64? {
    track.media?.length ?? track.media?.queryValue("clen").flatMap { Int64($0) }
  }

  /// Where the client's range ends, by its own header; nothing else is known until the origin has answered.
  var requestedEnd: Int64? {
    guard plan == nil, case .from(_, let last?) = range, last < Self.farthest else { return nil }
    return last + 1
  }

  /// The last offset worth asking for; far from the largest number, so that no sum overflows.
  static let farthest: Int64 = 1 << 60

  var chunkCap: Int64 {
    var cap = rules.chunkBytes
    if let limit = track.media?.chunkLimit, limit > 0 { cap = min(cap, limit) }
    if isCautious { cap = min(cap, RelayRules.cautiousChunkBytes) }
    // With its metadata a range should fill buffers as well as one without does.
    let interval = Int64(rules.metaint)
    return mode == .inline ? max(1, cap - (cap + interval) / (interval + 1)) : cap
  }
}
