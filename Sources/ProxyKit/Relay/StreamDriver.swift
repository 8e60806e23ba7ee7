import FoundationEssentials
import NIOCore
import TrackKit

/// Is told what concerns other streams too.
protocol StreamOwner: AnyObject {
  /// The stream has learnt something that later streams should know.
  func stream(_ stream: StreamDriver, hasLearnt lesson: RelayMemory.Lesson)
  /// The stream is over, and its slot is free.
  func stream(_ stream: StreamDriver, hasEndedAs ending: StreamEnding)
}

/// Carries out what a ``StreamSession`` decides: one for each admitted request, on the event loop.
///
/// Bytes are in `StreamDriver+Bytes.swift`, URLs and MPD in `StreamDriver+Resolving.swift`.
final class StreamDriver {
  var session: StreamSession

  let response: any ResponseWriter
  let parts: RelayParts
  let startedAt: Date
  private unowned let owner: any StreamOwner
  /// Whether what it does is said; a song that is fetched ahead is nobody's stream.
  private let publishes: Bool

  /// Whether it is over, and its slot free.
  private(set) var isEnded = false
  /// The range under way, the one behind it, and the second request for what the first has not brought.
  var sink: RangeSink?
  var ahead: RangeAhead?
  var hedge: RangeAhead?
  /// What the cache has of the rendition that is answered with, as soon as that is known.
  var entry: SharedAudio?
  /// The file of the session's reserve.
  var reserve: AudioFile?
  /// Counts what is read from it: an answer that comes too late is not of the last one.
  var reads = 0
  /// The parts of its file that are on their way to the client, and when they are looked at.
  var fileParts: [FilePart] = []
  var filePartWatch: Scheduled<Void>?
  /// How many bytes needed no request to the origin, and whether any did.
  var bytesSaved: Int64 = 0
  /// How much of a file may be sent at once.
  var filePortion = FilePortion()
  var hasAskedOrigin = false
  /// What yt-dlp delivers, in place of all that.
  var pipe: PipedRun?
  var resolving: Task<Void, Never>?
  var probe: PlayerProbe?
  private var timer: Scheduled<Void>?
  /// Whether it waits for a tick.
  private var isTicking = false
  /// Body bytes that have left.
  var sent: Int64 = 0
  var rate = RateMeter()
  /// When the client last took bytes, or was given some while it had none.
  var drainMark = SuspendingClock.now

  /// The stream of a request that came at `startedAt`.
  init(
    _ session: StreamSession, on response: any ResponseWriter, since startedAt: Date, parts: RelayParts,
    owner: any StreamOwner, publishes: Bool = true
  ) {
    self.session = session
    self.response = response
    self.startedAt = startedAt
    self.parts = parts
    self.owner = owner
    self.publishes = publishes
  }

  /// The request's number.
  var id: UInt64 { session.reference.id }

  /// Begins.
  func start() {
    perform(session.start(at: now()))
  }

  /// Ends the stream for a newer one of the same listener, or because the service goes down.
  func giveWay() {
    response.close()
    clientLeft()
  }

  /// The client closed its connection.
  func clientLeft() {
    guard !isEnded else { return }
    perform(session.clientLeft(sent: sent))
  }

  /// Another stream of the track has learnt that `url` must not be asked for again.
  func urlWasRefused(_ url: String) {
    guard !isEnded else { return }
    perform(session.urlWasRefused(url))
  }

  /// The program goes down, and the song has had its time.
  ///
  /// - Parameter hasTime: whether there is time for zeros.
  func goDown(hasTime: Bool) {
    guard !isEnded else { return }
    perform(session.goDown(hasTime: hasTime))
    // Whoever gets no more must not be waited for.
    if session.isCut { response.breakOff() }
  }

  /// The network may be another one.
  func networkMayHaveChanged() {
    guard !isEnded else { return }
    let actions = session.networkMayHaveChanged(at: now())
    // The wait is over; its timer would end the next one.
    if !actions.isEmpty { timer?.cancel() }
    perform(actions)
  }

  // MARK: Actions

  /// Carries out `actions` in order.
  func perform(_ actions: [StreamSession.Action]) {
    for action in actions where !isEnded { perform(action) }
    updateClaim()
    updateTicker()
  }

  private func perform(_ action: StreamSession.Action) {
    switch action {
    case .resolve(let cause, let rendition, let libraryFirst):
      resolve(cause: cause, rendition: rendition, libraryFirst: libraryFirst)
    case .fetch(let range, let interleaver): fetch(range, interleaver)
    case .fetchAhead(let range, let interleaver): fetchAhead(range, interleaver)
    case .cancelFetch: cancelFetch()
    case .cancelAhead: cancelAhead()
    case .hedge(let range, let interleaver): startHedge(range, interleaver)
    case .takeHedge: takeHedge()
    case .cancelHedge: cancelHedge()
    case .read(let range): read(range)
    case .takeReserve: takeReserve()
    case .pipe(let isLive): joinPipe(isLive: isLive)
    case .wait(let delay): timer = parts.schedule(delay) { [self] in perform(session.waited(at: now())) }
    case .respond(let plan):
      response.writeHead(status: plan.status, fields: plan.fields)
      noteHeard()
    case .fill(let audio): fill(audio)
    case .finish: finish()
    case .reject(let rejection): reject(rejection)
    case .abort: abort()
    case .end(let ending): end(ending)
    case .remember(let lesson): owner.stream(self, hasLearnt: lesson)
    case .publish(let event): if publishes { parts.events.publish(event) }
    }
  }

  // MARK: Ends

  private func finish() {
    response.writeEnd { [self] in
      if !isEnded { perform(session.answered(sent: sent)) }
    }
  }

  /// Closes the connection in mid-body, behind the last good byte. The slot is free at once: a client that
  /// does not read may take its time until then.
  private func abort() {
    let response = response
    // First: by closing the connection ourselves we would seem to see the client leave.
    end(session.ending)
    response.writeBody(ByteBuffer()) { response.breakOff() }
    response.flush()
  }

  private func reject(_ rejection: StreamSession.Rejection) {
    let retryAfter = parts.resolver.retryAfter
    end(session.ending)
    response.writeRejection(rejection.waiting(for: retryAfter))
  }

  private func end(_ ending: StreamEnding) {
    guard !isEnded else { return }
    isEnded = true
    cancelFetch()
    leaveEntry()
    leavePipe()
    resolving?.cancel()
    probe?.cancel()
    timer?.cancel()
    parts.ticks.leave(self)
    filePartWatch?.cancel()
    owner.stream(self, hasEndedAs: ending)
  }

  // MARK: Time

  func now() -> StreamSession.Moment {
    StreamSession.Moment(instant: .now, date: Date())
  }

  /// Waits for a tick while one can make a difference.
  private func updateTicker() {
    guard !isEnded, !isTicking, session.wantsTicks else { return }
    isTicking = true
    parts.ticks.join(self, within: session.rules.tickInterval) { [self] in
      isTicking = false
      guard !isEnded else { return }
      // Few bytes of a slow origin must be delivered too: else they would count as silence.
      if let sink, sink.becomesHungry() { parts.fetcher.flush(sink) }
      perform(session.tick(at: now()))
      probePlayer()
    }
  }
}
