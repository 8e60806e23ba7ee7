import FoundationEssentials
import NIOCore
import TrackKit

/// Carries out what a ``StreamSession`` decides: one per request, on the event loop.
final class StreamDriver {
  let id: UInt64
  let request: ProxyRequest
  private(set) var reference: StreamReference

  unowned let relay: Relay
  private let response: any ResponseWriter
  var session: StreamSession?
  private var sink: RangeSink?
  private var ahead: RangeAhead?
  var resolving: Task<Void, Never>?
  var probing: Task<Void, Never>?
  private var timer: Scheduled<Void>?
  private var ticker: Scheduled<Void>?
  private var admissionDeadline: Scheduled<Void>?
  /// Whether it is over; it has given its slot back then.
  private(set) var isEnded = false
  private var isQueued = false
  private var sent: Int64 = 0
  private var rate = RateMeter()
  private var drainMark = ContinuousClock.now
  private let startedAt = Date()

  init(id: UInt64, request: ProxyRequest, relay: Relay, response: any ResponseWriter) {
    self.id = id
    self.request = request
    self.relay = relay
    self.response = response
    reference = StreamReference(
      id: id, track: TrackReference(id: request.id, name: request.id.rawValue), client: request.client)
  }

  // MARK: From the relay

  /// Looks the track up, then asks for a slot.
  func begin() {
    lookUp { [self] track in
      session = makeSession(track)
      if request.isHead { start() } else { relay.requestSlot(for: self) }
    }
  }

  /// There is no slot yet.
  func queued(for wait: Duration) {
    isQueued = true
    admissionDeadline = schedule(wait) { [self] in
      relay.parts.events.publish(.streamRejected(reference, limit: relay.limit))
      response.writeText(
        status: 503, "all streams are taken; try again soon",
        fields: [HeaderField(name: "retry-after", value: "\(max(wait.components.seconds, 1))")])
      end(.rejected)
    }
  }

  /// The stream has its slot.
  func admitted(waited: Bool) {
    isQueued = false
    admissionDeadline?.cancel()
    relay.parts.events.publish(.streamAdmitted(reference))
    guard waited else {
      start()
      return
    }
    // The row may have changed while we waited in line.
    lookUp { [self] track in
      session = makeSession(track)
      start()
    }
  }

  /// Ends the stream for a newer one of the same listener, or because the service goes down.
  func giveWay() {
    response.close()
    clientLeft()
  }

  /// Another stream of the track has learnt that `url` is not to be asked again.
  func urlWasRefused(_ url: String) {
    session?.urlWasRefused(url)
  }

  /// The client closed its connection.
  func clientLeft() {
    guard !isEnded else { return }
    guard session?.hasResponded ?? false else {
      end(.uncounted)
      return
    }
    let isLost = session?.phase == .filling
    if !isLost { relay.parts.events.publish(.streamFinished(reference, bytes: sent, clientLeft: true)) }
    end(isLost ? .failed : .served)
  }

  /// What `/status` says of the stream; `nil` for a HEAD.
  func status(at now: ContinuousClock.Instant) -> ProxyStatus.Stream? {
    guard !request.isHead else { return nil }
    let track = session?.track
    var status = ProxyStatus.Stream(
      id: id, videoID: request.id, artist: track?.artist, title: track?.title ?? request.id.rawValue,
      client: reference.client, state: isQueued ? .queued : session?.displayState ?? .resolving,
      startedAt: startedAt.timeIntervalSince1970)
    status.bytesSent = sent
    status.bytesPerSecond = rate.perSecond(at: now)
    status.details.request = request.summary
    if case .from(let first, _) = request.range { status.details.firstByte = first }
    guard let session else { return status }
    status.details.take(session)
    status.length = session.plan?.bodyLength ?? session.plannedLength
    status.offset = session.next
    status.attempt = session.attempt
    status.attemptLimit = session.rules.retry.attempts
    status.reason = session.failure
    if case .waiting(let until, _) = session.phase { status.retryAt = until }
    return status
  }

  // MARK: Steps

  private func start() {
    perform(session?.start(at: now()))
  }

  private func lookUp(then body: @escaping (Track) -> Void) {
    relay.parts.library.lookUp(request.id) { [self] result in
      guard !isEnded else { return }
      switch result {
      case .success(let track?):
        reference = StreamReference(id: id, track: TrackReference(track), client: reference.client)
        body(track)
      case .success(nil):
        response.writeText(status: 404, TrackNotFoundError(id: request.id).sentence)
        end(.uncounted)
      case .failure(let error):
        let reason = (error as? any ProxyError)?.sentence ?? "try again in a moment"
        response.writeText(status: 500, "the library of tracks can't be read: \(reason)")
        end(.failed)
      }
    }
  }

  private func makeSession(_ track: Track) -> StreamSession {
    StreamSession(
      request: request, track: track, rules: relay.rules, tagsQueue: relay.parts.link.tagsQueue(),
      reference: reference, standing: relay.standing(of: track))
  }

  func perform(_ actions: [StreamSession.Action]?) {
    for action in actions ?? [] where !isEnded { perform(action) }
    updateTicker()
  }

  private func perform(_ action: StreamSession.Action) {
    switch action {
    case .resolve(let cause, let formatID, let libraryFirst):
      resolve(cause: cause, formatID: formatID, libraryFirst: libraryFirst)
    case .fetch(let range, let interleaver): fetch(range, interleaver)
    case .fetchAhead(let range, let interleaver):
      ahead = RangeAhead(range, sink: makeSink(interleaver, isHungry: false))
      if let ahead { relay.parts.fetcher.fetch(range, into: ahead.sink) }
    case .cancelFetch: cancelFetch()
    case .cancelAhead: cancelAhead()
    case .wait(let delay):
      timer = schedule(delay) { [self] in perform(session?.waited(at: now())) }
    case .respond(let plan): response.writeHead(status: plan.status, fields: plan.fields)
    case .fill(let audio): fill(audio)
    case .finish: finish()
    case .reject(let rejection): reject(rejection)
    case .abort: abort()
    case .remember(let lesson): relay.learn(lesson, of: request.id)
    case .publish(let event): relay.parts.events.publish(event)
    }
  }

  // MARK: Bytes

  private func fetch(_ range: RangeRequest, _ interleaver: IcyInterleaver?) {
    if let ahead, ahead.range == range {
      self.ahead = nil
      sink = ahead.sink
      if session?.isHungry ?? true, ahead.sink.becomesHungry() { relay.parts.fetcher.flush(ahead.sink) }
      received(ahead.deliveries, by: ahead.sink)
      return
    }
    let sink = makeSink(interleaver, isHungry: session?.isHungry ?? true)
    self.sink = sink
    relay.parts.fetcher.fetch(range, into: sink)
  }

  private func makeSink(_ interleaver: IcyInterleaver?, isHungry: Bool) -> RangeSink {
    RangeSink(interleaver: interleaver, isHungry: isHungry) { [self] in received($0, by: $1) }
  }

  private func cancelFetch() {
    cancelAhead()
    if let sink { relay.parts.fetcher.cancel(sink) }
    sink = nil
  }

  private func cancelAhead() {
    if let ahead { relay.parts.fetcher.cancel(ahead.sink) }
    ahead = nil
  }

  private func received(_ deliveries: [RangeDelivery], by sink: RangeSink) {
    for delivery in deliveries where !isEnded {
      if sink === self.sink { received(delivery) } else { receivedAhead(delivery) }
    }
    // All of it in one go, which wakes the client once.
    if !isEnded { response.flush() }
  }

  private func receivedAhead(_ delivery: RangeDelivery) {
    ahead?.deliveries.append(delivery)
    perform(session?.aheadBrought(delivery, at: now()))
  }

  private func received(_ delivery: RangeDelivery) {
    switch delivery {
    case .head(let head): perform(session?.headArrived(head, at: now()))
    case .bytes(let buffer, let audio):
      perform(session?.bytesArrived(Int64(audio), at: now()))
      write(buffer, audio: Int64(audio))
    case .end(let outcome):
      // The client first, then the next range.
      response.flush()
      guard !isEnded else { return }
      sink = nil
      perform(session?.rangeEnded(outcome, at: now()))
    }
  }

  private func write(_ buffer: ByteBuffer, audio: Int64) {
    guard !isEnded else { return }
    if session.map({ $0.unsent == audio }) ?? false { drainMark = .now }
    sink?.isFed()
    let chunk = Chunk(buffer)
    response.writeBody(buffer) { [self] in
      guard !isEnded else { return }
      let count = Int64(chunk.count)
      sent += count
      let moment = now()
      rate.add(count, at: moment.instant)
      let duration = drainMark.duration(to: moment.instant)
      drainMark = moment.instant
      chunk.recycle(into: relay.parts.fetcher.pool)
      perform(session?.drained(audio, in: duration, at: moment))
      if let sizing = session?.sizing { response.suit(sizing.isQuick ? .quick : .unknown) }
      if session?.isHungry ?? false, let sink, sink.becomesHungry() { relay.parts.fetcher.flush(sink) }
    }
  }

  /// Sends zeros at the client's pace, so that no more than one buffer of them is in memory.
  private func fill(_ count: Int64) {
    guard count > 0 else {
      finish()
      return
    }
    let zeros = ByteBuffer(repeating: 0, count: Int(min(count, 64 * 1024)))
    response.writeBody(zeros) { [self] in
      guard !isEnded else { return }
      sent += Int64(zeros.readableBytes)
      // In a turn of its own: a fast client takes everything at once, and the stack would grow with it.
      relay.parts.eventLoop.assumeIsolated().execute { [self] in
        if !isEnded { fill(count - Int64(zeros.readableBytes)) }
      }
    }
    response.flush()
  }

  // MARK: Ends

  private func finish() {
    response.writeEnd { [self] in
      guard !isEnded else { return }
      let isLost = session?.phase == .filling
      if !isLost, !request.isHead {
        relay.parts.events.publish(.streamFinished(reference, bytes: sent, clientLeft: false))
      }
      end(request.isHead ? .uncounted : isLost ? .failed : .served)
    }
  }

  /// Closes the connection in mid-body, behind the last good byte. The slot is free at once: a client that
  /// does not read may take its time until then.
  private func abort() {
    let response = response
    response.writeBody(ByteBuffer()) { response.close() }
    response.flush()
    end(.failed)
  }

  private func reject(_ rejection: StreamSession.Rejection) {
    var seconds = rejection.retryAfter
    // What refuses new URLs knows for how long; at the end of that time a try is under way.
    if seconds != nil, let left = relay.parts.resolver.retryAfter {
      seconds = max(Int(left.seconds.rounded(.up)), RelayRules.probePatience)
    }
    let fields = seconds.map { [HeaderField(name: "retry-after", value: "\($0)")] } ?? []
    response.writeText(status: rejection.status, rejection.sentence, fields: fields)
    end(.failed)
  }

  private func end(_ ending: StreamEnding) {
    guard !isEnded else { return }
    isEnded = true
    cancelFetch()
    resolving?.cancel()
    probing?.cancel()
    timer?.cancel()
    ticker?.cancel()
    admissionDeadline?.cancel()
    relay.ended(self, ending)
  }

  // MARK: Time

  func now() -> StreamSession.Moment {
    StreamSession.Moment(instant: .now, date: Date())
  }

  private func schedule(_ delay: Duration, _ body: @escaping () -> Void) -> Scheduled<Void> {
    relay.parts.eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(Int64(delay.seconds * 1e9)), body)
  }

  /// A tick every now and then, while it can make a difference.
  private func updateTicker() {
    let isWanted = !isEnded && (session?.wantsTicks ?? false)
    guard isWanted, ticker == nil else { return }
    ticker = schedule(relay.rules.tickInterval) { [self] in
      ticker = nil
      guard !isEnded else { return }
      // What a slow origin has sent must not wait until it is much: unseen, it would pass for silence.
      if let sink, sink.becomesHungry() { relay.parts.fetcher.flush(sink) }
      perform(session?.tick(at: now()))
      probePlayer()
    }
  }
}
