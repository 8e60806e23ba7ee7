import TrackKit

/// What a session does with bytes that need no origin: they are at hand, or another stream of the track fetches them.
///
/// Bytes at hand need no URL either: it is asked for when the first one is missing.
extension StreamSession {
  /// Who brings the bytes that the session waits for.
  enum Provenance: Sendable, Equatable {
    /// The origin.
    case origin
    /// The cache.
    case stock
    /// Another stream, which has asked the origin for them.
    case neighbour
  }

  /// Whether there is a URL to ask for.
  var hasURL: Bool { track.media?.hasURL == true }

  /// Whether a single wrong answer says nothing of the URL: it has brought bytes of this very track, or is the one that the
  /// library has for the rendition at hand.
  var isURLTrusted: Bool { isURLProven || (stock != nil && isURLOfLibrary) }

  /// Whether the first byte of the answer is at hand.
  var beginsInStock: Bool {
    guard let stock, knownLength != nil else { return false }
    let plan = plan ?? makePlan()
    return !plan.isSettled && stock.has(plan.audio.first)
  }

  /// Reads on in the cache; `nil` when the next byte is not there.
  mutating func readNext(at now: Moment) -> [Action]? {
    guard let stock, let end = plan?.audio.end else { return nil }
    if isFill {
      guard let missing = stock.firstMissing(from: next), missing < end else {
        next = end
        hasResponded = true
        return (ahead.take() == nil ? [] : [.cancelAhead]) + finish()
      }
      next = missing
      return nil
    }
    guard stock.has(next) else { return nil }
    phase = .fetching(since: now.instant)
    provenance = .stock
    (current, advance, hedge, hasHedged) = (nil, nil, nil, false)
    if unsent == 0, hasResponded { hungrySince = hungrySince ?? now.instant }
    return (ahead.take() == nil ? [] : [.cancelAhead]) + [.read(next..<min(end, next + readSize))]
  }

  /// So many bytes came from the cache.
  mutating func bytesRead(_ count: Int64, at now: Moment) -> [Action] {
    guard case .fetching = phase, provenance == .stock else { return [] }
    stockLosses = 0
    return took(count, at: now)
  }

  /// Nothing more comes of the last read.
  mutating func readEnded(at now: Moment) -> [Action] {
    guard case .fetching = phase, provenance == .stock else { return [] }
    phase = .idle
    return isComplete ? finish() : fetchIfRoom(at: now)
  }

  /// What should have been at hand is not.
  mutating func stockFailed(at now: Moment) -> [Action] {
    guard case .fetching = phase, provenance == .stock else { return [] }
    phase = .idle
    stockLosses += 1
    if stockLosses >= Self.mostStockLosses { leaveStock() }
    return fetchNext(at: now)
  }

  /// Another stream fetches what was asked for last.
  mutating func follows() {
    guard case .fetching = phase else { return }
    provenance = .neighbour
  }

  /// What another stream fetched is here, or is not fetched by it any more.
  mutating func neighbourChanged(at now: Moment) -> [Action] {
    guard case .fetching = phase, provenance == .neighbour else { return [] }
    phase = .idle
    return fetchNext(at: now)
  }

  /// Another stream has given up what this one waits for. Before the first byte that is the answer to this one as well,
  /// which would only fail in the same way, one after the other.
  mutating func neighbourLost(_ error: any ProxyError, at now: Moment) -> [Action] {
    guard case .fetching = phase, provenance == .neighbour else { return [] }
    let isTracks = !(error is GoingDownError) && (error as? YouTubeStreamError)?.cause != .playerBlocked
    guard isTracks, !hasResponded else { return neighbourChanged(at: now) }
    phase = .idle
    return lose(error)
  }

  /// The disk takes so long that the origin is the better choice.
  mutating func readIsLate(at now: Moment) -> [Action] {
    guard provenance == .stock, let silence = silence(at: now), silence >= rules.hedgeDelay else { return [] }
    phase = .idle
    leaveStock()
    return [.cancelFetch] + fetchNext(at: now)
  }

  // MARK: An older rendition

  /// Turns to the older rendition that is at hand, because the library's can't be had: a song that is here needs nobody.
  /// `nil` when there is none, or the listener has the other one already.
  mutating func turnToReserve(after error: any ProxyError) -> [Action]? {
    guard !hasResponded, rendition == nil, !isFill, !request.isHead, !(error is GoingDownError),
      let track = reserve.take()
    else { return nil }
    self.track = track
    (plan, phase, current, advance) = (nil, .idle, nil, nil)
    (failure, lastError, refusal) = (nil, nil, nil)
    (isURLDead, isURLProven, isURLOfLibrary, disputedTotal) = (false, false, false, nil)
    (isPiped, pipedType) = (false, nil)
    recallLayout()
    let reason = "\(error.sentence), so an older rendition is played, which is in the cache"
    return [.publish(.refreshDegraded(reference.track, reason: reason)), .takeReserve]
  }

  /// The reserve is the session's stock now.
  mutating func tookReserve(at now: Moment) -> [Action] {
    guard phase == .idle, !hasResponded, let media = track.media else { return [] }
    return answerWithoutFetching() ?? open(media, at: now)
  }

  private mutating func leaveStock() {
    stock = nil
    distrustsStock = true
  }

  /// The bytes that the session has asked the origin for, or is about to ask for again; `nil` when it is after none.
  var pursuit: Range<Int64>? {
    switch phase {
    case .fetching where provenance == .origin:
      let last = max(current?.last ?? next, ahead?.range.last ?? next)
      return next..<max(last + 1, next + 1)
    case .waiting, .resolving: return next..<(next + 1)
    default: return nil
    }
  }

  // MARK: Sizes

  /// How much to read at once. What a slow client has not taken is in memory; for a quick one the kernel takes it from
  /// the file.
  private var readSize: Int64 {
    guard sizing.isQuick else {
      if sizing.isPaced { return 8 * 1024 }
      return next - (plan?.audio.first ?? next) < RangeSizing.absorbed ? 64 * 1024 : sizing.probe
    }
    guard let interleaver = plan?.interleaver else { return FilePortion.largest }
    // As much as a buffer takes with its metadata.
    let room = Int64(ChunkPool.chunkSize - IcyTitle.longestBlock)
    return max(room - room / Int64(interleaver.interval + 1) - 1, 16 * 1024)
  }

  /// With how much left the next read begins.
  var readReserve: Int64 { sizing.isQuick ? 1 << 20 : 0 }
  private static let mostStockLosses = 3
}
