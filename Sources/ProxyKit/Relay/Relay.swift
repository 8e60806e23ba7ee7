import CMalloc
import NIOCore
import NIOPosix
import TrackKit

/// What all streams share: slots, the fetcher, the library, counts.
///
/// Belongs to the event loop; so does every stream, which is why nothing here needs a lock.
final class Relay {
  let eventLoop: any EventLoop
  let fetcher: RangeFetcher
  let rules: RelayRules
  let events: EventHub
  let resolver: any TrackResolving
  var link = PlayerLink()
  /// Whether the service is going down, so that connections are not kept.
  var isDraining = false

  private let store: any TrackReading
  private let storeThread: NIOThreadPool
  private var admission: AdmissionQueue
  private var admissionWait: Duration
  private var streams: [UInt64: StreamDriver] = [:]
  /// How many there have been at once since there were none.
  private var mostStreams = 0
  private var lastID: UInt64 = 0
  private var memory = RelayMemory()
  /// Why the library can't be read, said once.
  private var libraryFailure: String?
  private var deferred: [ProxyEvent.Kind] = []
  private var cleaning: Scheduled<Void>?
  private var settling: Scheduled<Void>?

  private(set) var servedTotal = 0
  private(set) var rejectedTotal = 0
  private(set) var failedTotal = 0
  private(set) var retriesTotal = 0
  private(set) var degradedTotal = 0

  /// So many streams at once leave memory behind that is worth looking for.
  private static let rush = 16
  /// How long buffers are kept for the next request.
  private static let lull = TimeAmount.seconds(2)
  /// How long after the last request of a rush its beginnings are over.
  private static let settlement = TimeAmount.seconds(4)
  /// How long an event that is no hurry waits.
  private static let deferral = TimeAmount.milliseconds(1)

  init(
    eventLoop: any EventLoop, fetcher: RangeFetcher, rules: RelayRules, limit: Int, admissionWait: Duration,
    store: any TrackReading, storeThread: NIOThreadPool, resolver: any TrackResolving, events: EventHub
  ) {
    self.eventLoop = eventLoop
    self.fetcher = fetcher
    self.rules = rules
    self.store = store
    self.storeThread = storeThread
    self.resolver = resolver
    self.events = events
    self.admissionWait = admissionWait
    admission = AdmissionQueue(limit: limit)
  }

  /// How many streams there may be at once.
  var limit: Int { admission.limit }

  // MARK: Streams

  /// Answers `request` on `response`.
  func open(_ request: ProxyRequest, on response: any ResponseWriter) -> StreamDriver {
    lastID += 1
    let stream = StreamDriver(id: lastID, request: request, relay: self, response: response)
    streams[stream.id] = stream
    mostStreams = max(mostStreams, streams.count)
    if streams.count >= Self.rush { giveMemoryBackWhenSettled() }
    stream.begin()
    return stream
  }

  /// Looks a track up: at once where that is possible, which saves a first byte two thread switches, else off
  /// the event loop.
  func lookUp(_ id: VideoID, then body: @escaping (Result<Track?, any Error>) -> Void) {
    if let track = store.trackWithoutWaiting(id) {
      note(.success(track))
      return body(.success(track))
    }
    let store = store
    storeThread.runIfActive(eventLoop: eventLoop) { try store.track(id) }
      .assumeIsolated().whenComplete { [self] result in
        note(result)
        body(result)
      }
  }

  /// Says once that the library can't be read, and once that it can again.
  private func note(_ result: Result<Track?, any Error>) {
    switch result {
    case .success:
      guard libraryFailure.take() != nil else { return }
      publish(.notice(.info, "the library can be read again"))
    case .failure(let error):
      let reason = "\(error)"
      guard reason != libraryFailure else { return }
      libraryFailure = reason
      publish(.notice(.error, "the library can't be read: \(reason)"))
    }
  }

  /// Counts the tracks, off the event loop.
  func countTracks() -> EventLoopFuture<ProxyStatus.Tracks> {
    let (store, freshness) = (store, rules.freshness)
    return storeThread.runIfActive(eventLoop: eventLoop) { try store.trackCounts(freshness: freshness) }
  }

  /// Reads from the library, off the event loop.
  func read<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) -> EventLoopFuture<Value> {
    storeThread.runIfActive(eventLoop: eventLoop, work)
  }

  /// Asks for a slot; the stream learns of it by ``StreamDriver/admitted(waited:)``.
  func requestSlot(for stream: StreamDriver) {
    let request = stream.request
    let claim = AdmissionQueue.Claim(
      videoID: request.id, address: request.address, userAgent: request.userAgent,
      startsInside: request.range?.startsInside ?? false)
    switch admission.request(stream.id, claim: claim) {
    case .admitted: stream.admitted(waited: false)
    case .takesOver(let older):
      streams[older]?.giveWay()
      stream.admitted(waited: false)
    case .queued(let position):
      publish(.limitReached(active: admission.activeCount, limit: admission.limit))
      publish(.streamQueued(stream.reference, position: position))
      stream.queued(for: admissionWait)
    }
  }

  /// The stream is over, whichever way; gives its slot to the next in line. A second call changes nothing.
  func ended(_ stream: StreamDriver, _ ending: StreamDriver.Ending) {
    guard streams.removeValue(forKey: stream.id) != nil else { return }
    switch ending {
    case .served: servedTotal += 1
    case .failed: failedTotal += 1
    case .rejected: rejectedTotal += 1
    case .uncounted: break
    }
    for next in admission.release(stream.id) { streams[next]?.admitted(waited: true) }
    if streams.isEmpty { giveMemoryBackSoon() }
  }

  /// When a rush has got what it wants to begin with, much of what that took is free, but between what is not: the
  /// allocator has to be asked for it. On another thread, since it takes milliseconds.
  private func giveMemoryBackWhenSettled() {
    settling?.cancel()
    settling = eventLoop.assumeIsolated().scheduleTask(in: Self.settlement) { [storeThread, eventLoop] in
      _ = storeThread.runIfActive(eventLoop: eventLoop) { CMalloc_trim() }
    }
  }

  /// Once nobody has listened for a while, the buffers go back to the system, and after a rush all that it took. Not
  /// between two requests, which would each have to fetch the pages anew.
  private func giveMemoryBackSoon() {
    guard cleaning == nil else { return }
    cleaning = eventLoop.assumeIsolated().scheduleTask(in: Self.lull) { [weak self] in
      guard let self else { return }
      cleaning = nil
      guard streams.isEmpty else { return }
      fetcher.pool.drain()
      // For a few streams the looking would cost more than there is to find.
      if mostStreams >= Self.rush { CMalloc_trim() }
      mostStreams = 0
    }
  }

  /// Ends every stream at once.
  func closeAll() {
    for stream in streams.values { stream.giveWay() }
  }

  // MARK: Memory

  /// Remembers what a stream of `id` has learnt, and tells the others of the track.
  func learn(_ lesson: RelayMemory.Lesson, of id: VideoID) {
    guard memory.learn(lesson, of: id, at: .now), case .refused(let url) = lesson else { return }
    for stream in streams.values where stream.request.id == id { stream.urlWasRefused(url) }
  }

  /// What a new stream of `track` has to know.
  func standing(of track: Track) -> RelayMemory.Standing {
    memory.standing(of: track, at: .now)
  }

  // MARK: Events

  /// Publishes what is no hurry: its subscribers wake up when the first byte is on its way, not instead.
  func publishSoon(_ event: ProxyEvent.Kind) {
    deferred.append(event)
    guard deferred.count == 1 else { return }
    eventLoop.assumeIsolated().scheduleTask(in: Self.deferral) { [self] in publishDeferred() }
  }

  /// Publishes `event`, behind those that were deferred.
  func publish(_ event: ProxyEvent.Kind) {
    publishDeferred()
    events.publish(event)
  }

  /// Publishes what was deferred, so that nothing overtakes it.
  func publishDeferred() {
    for event in deferred { events.publish(event) }
    deferred.removeAll(keepingCapacity: true)
  }

  // MARK: Status

  func countRetry() { retriesTotal += 1 }
  func countDegraded() { degradedTotal += 1 }

  /// Everything but the library's counts.
  func status() -> ProxyStatus {
    var status = ProxyStatus()
    let now = ContinuousClock.now
    status.streams.active = admission.activeCount
    status.streams.waiting = admission.waitingCount
    status.streams.limit = admission.limit
    status.streams.servedTotal = servedTotal
    status.streams.rejectedTotal = rejectedTotal
    status.streams.failedTotal = failedTotal
    status.streams.list = streams.values.sorted { $0.id < $1.id }.compactMap { $0.status(at: now) }
    status.retriesTotal = retriesTotal
    let (refreshes, resolver) = resolver.resolverStatus()
    status.refreshes = refreshes
    status.refreshes.degradedTotal += degradedTotal
    status.resolver = resolver
    status.mpd = link.player
    return status
  }
}
