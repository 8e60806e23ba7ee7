import FoundationEssentials
import NIOCore
import TrackKit

/// The way of a request to its stream: looked up, admitted, told where it stands; then its driver is made, with a
/// session that is complete.
extension Relay {
  /// Answers `request` on `response`.
  ///
  /// - Returns: the request's number for ``clientLeft(_:)``; `nil` when it has been answered already.
  func open(_ request: ProxyRequest, on response: any ResponseWriter) -> UInt64? {
    guard !isDraining else {
      response.writeRejection(StreamSession.rejection(for: GoingDownError()))
      return nil
    }
    let id = nextID()
    arrivals[id] = Arrival(id: id, request: request, response: response)
    spareMemory.streamOpened()
    parts.library.lookUp(request.id) { [self] in lookedUp(id, $0) }
    return arrivals[id] != nil || streams[id] != nil ? id : nil
  }

  /// The client of the request `id` closed its connection.
  func clientLeft(_ id: UInt64) {
    if let arrival = arrivals.removeValue(forKey: id) {
      arrival.cancel()
      // A request is a stream once its track is known.
      if arrival.track != nil, !arrival.request.isHead {
        parts.events.publish(.streamLeft(arrival.reference))
        over(id, .left)
      } else {
        over(id, .uncounted)
      }
    } else {
      streams[id]?.clientLeft()
    }
  }

  /// Answers a request that has no stream yet: the service goes down.
  func turnAway(_ arrival: Arrival) {
    // Others are turned away as the first ones leave the line.
    guard arrivals[arrival.id] != nil else { return }
    let error = GoingDownError()
    // A request is a stream once its track is known.
    if arrival.track != nil {
      parts.events.publish(.streamLost(arrival.reference, bytes: 0, reason: error.sentence))
    }
    reject(
      arrival.id, StreamSession.rejection(for: error), arrival.track == nil ? .uncounted : .failed)
  }

  private func lookedUp(_ id: UInt64, _ answer: Result<Track?, any Error>) {
    // Its client may have left while the library was read.
    guard let arrival = arrivals[id] else { return }
    switch Arrival.step(for: arrival.request, after: answer) {
    case .queue(let track):
      arrivals[id]?.found(track)
      findStock(id) { [self] in
        identify(id)
        if isSettled(id) { begin(id, .atOnce) } else { requestSlot(for: id) }
      }
    case .begin(let track):
      arrivals[id]?.found(track)
      findStock(id) { [self] in
        identify(id)
        begin(id, .atOnce)
      }
    case .reject(let rejection, let ending):
      if ending == .failed {
        parts.events.publish(.streamLost(arrival.reference, bytes: 0, reason: rejection.sentence))
      }
      reject(id, rejection, ending)
    }
  }

  /// Looks for what the cache has of the track of the request `id`, and goes on with `body`.
  private func findStock(_ id: UInt64, then body: @escaping () -> Void) {
    guard let cache = parts.cache, let track = arrivals[id]?.track else { return body() }
    cache.find(track.id) { [self] files in
      // Its client may have left meanwhile.
      guard arrivals[id] != nil else { return }
      arrivals[id]?.files = files
      body()
    }
  }

  /// Finds out whether our MPD makes the request `id`: it gets another body than one elsewhere. It goes on with
  /// ``identified(_:as:)``, unless the answer is known.
  private func identify(_ id: UInt64) {
    guard let arrival = arrivals[id], arrival.playerClaim == nil else { return }
    let track = arrival.request.id
    arrivals[id]?.playerClaim = parts.link.claim(track)
    guard arrivals[id]?.playerClaim == nil else { return }
    let (inquire, eventLoop) = (parts.link.inquire, parts.eventLoop)
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    arrivals[id]?.inquiry = Task {
      let claim = await inquire(track)
      // Cancelled when the client leaves, after which there may be no event loop any more.
      if Task.isCancelled { return }
      eventLoop.execute { bound.value.identified(id, as: claim) }
    }
  }

  private func identified(_ id: UInt64, as claim: PlayerClaim) {
    arrivals[id]?.playerClaim = claim
    arrivals[id]?.inquiry = nil
    if let turn = arrivals[id]?.turn { begin(id, turn) } else { watchPlayer(id) }
  }

  /// Asks MPD for a sign of life each second while its request `id` waits in line. A command of a user's may be stuck
  /// behind it; then MPD gets its answer, and goes on.
  private func watchPlayer(_ id: UInt64) {
    guard let arrival = arrivals[id], arrival.mayBlockPlayer, arrival.ticker == nil else { return }
    let probe = PlayerProbe(parts) { [unowned self] in
      guard let arrival = arrivals[id], arrival.mayBlockPlayer else { return }
      let error = YouTubeStreamError(.playerBlocked, offset: 0)
      parts.events.publish(.streamLost(arrival.reference, bytes: 0, reason: error.sentence))
      reject(id, StreamSession.rejection(for: error), .failed)
    }
    arrivals[id]?.probe = probe
    tick(id, probe)
  }

  private func tick(_ id: UInt64, _ probe: PlayerProbe) {
    arrivals[id]?.ticker = parts.schedule(rules.tickInterval) { [self] in
      guard let arrival = arrivals[id], arrival.mayBlockPlayer else { return }
      probe.ask()
      tick(id, probe)
    }
  }

  /// Whether what the client has already settles the answer to the request `id`, which so needs no slot.
  private func isSettled(_ id: UInt64) -> Bool {
    guard let arrival = arrivals[id], let track = arrival.track, let claim = arrival.playerClaim,
      arrival.request.conditions != Preconditions()
    else { return false }
    return makeSession(arrival, track, claim, .atOnce).session.isSettledByConditions
  }

  private func makeSession(
    _ arrival: Arrival, _ track: Track, _ claim: PlayerClaim, _ turn: Arrival.Turn
  ) -> (session: StreamSession, file: AudioFile?, reserve: AudioFile?) {
    let listener = RelayMemory.Listener(arrival.request)
    if arrival.request.showsThatItSeeks { seekMemory.note(listener, at: .now) }
    var standing = memory.standing(of: track, for: listener, at: .now)
    standing.seeks = seekMemory.seeks(listener, at: .now)
    let isSeek = arrival.request.range?.startsInside == true && !arrival.request.isHead
    let (known, file) = StockChoice.choose(
      arrival.files, for: track, freshness: rules.freshness, isRefused: standing.isURLRefused,
      wanted: isSeek ? standing.rendition : nil, now: Date())
    var session = StreamSession(
      request: arrival.request, track: known, rules: rules, claim: claim, reference: arrival.reference,
      standing: standing, hasWaited: turn == .fromTheLine)
    let reserve = StockChoice.reserve(arrival.files, for: track, besides: file)
    session.reserve = reserve?.track
    return (session, file, reserve?.file)
  }

  private func requestSlot(for id: UInt64) {
    guard let arrival = arrivals[id] else { return }
    switch admission.request(id, claim: arrival.claim) {
    case .admitted: begin(id, .atOnce)
    case .takesOver(let older):
      if let stream = streams[older] { stream.giveWay() } else { giveWay(older) }
      begin(id, .atOnce)
    case .queued(let position):
      parts.events.publish(.limitReached(active: admission.activeCount, limit: admission.limit))
      parts.events.publish(.streamQueued(arrival.reference, position: position))
      arrivals[id]?.deadline = parts.schedule(admissionWait) { [self] in
        parts.events.publish(.streamRejected(arrival.reference, limit: admission.limit))
        reject(id, Arrival.turnedAway(after: admissionWait), .rejected)
      }
      watchPlayer(id)
    }
  }

  private func reject(_ id: UInt64, _ rejection: StreamSession.Rejection, _ ending: StreamEnding) {
    guard let arrival = arrivals.removeValue(forKey: id) else { return }
    arrival.cancel()
    arrival.response.writeRejection(rejection)
    over(id, ending)
  }

  /// Ends a request that has its slot already, and no stream yet, for a newer one of the same listener.
  private func giveWay(_ id: UInt64) {
    arrivals[id]?.response.close()
    clientLeft(id)
  }

  /// Makes the stream of the request `id`, which has its slot, or needs none; as soon as it is known whose it is.
  func begin(_ id: UInt64, _ turn: Arrival.Turn) {
    guard let arrival = arrivals[id], let track = arrival.track else { return }
    guard !isDraining else { return turnAway(arrival) }
    arrival.deadline?.cancel()
    arrival.probe?.cancel()
    arrival.ticker?.cancel()
    guard let claim = arrival.playerClaim else {
      arrivals[id]?.turn = turn
      return
    }
    arrivals[id] = nil
    let (session, file, reserve) = makeSession(arrival, track, claim, turn)
    let stream = StreamDriver(
      session, on: arrival.response, since: arrival.startedAt, parts: parts, owner: self)
    streams[id] = stream
    stream.reserve = reserve
    if let cache = parts.cache, let file, !arrival.request.isHead {
      stream.enter(cache.enter(file.facts, file: file))
    }
    if !arrival.request.isHead { parts.events.publish(.streamAdmitted(arrival.reference)) }
    stream.start()
  }
}
