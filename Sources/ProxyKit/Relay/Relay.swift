import NIOCore
import TrackKit

/// What all streams share: slots, the fetcher, the library, counts.
///
/// Belongs to the event loop; so does every stream, which is why nothing here needs a lock.
final class Relay {
  let parts: RelayParts
  let rules: RelayRules
  /// Whether the service is going down, so that connections are not kept.
  var isDraining = false

  private var admission: AdmissionQueue
  private var admissionWait: Duration
  private var streams: [UInt64: StreamDriver] = [:]
  private let spareMemory: SpareMemory
  private var lastID: UInt64 = 0
  private var memory = RelayMemory()
  private var counts = StreamCounts()

  init(
    parts: RelayParts, rules: RelayRules, limit: Int, admissionWait: Duration, spareMemory: SpareMemory
  ) {
    self.parts = parts
    self.rules = rules
    self.admissionWait = admissionWait
    self.spareMemory = spareMemory
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
    spareMemory.streamOpened()
    stream.begin()
    return stream
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
      parts.events.publish(.limitReached(active: admission.activeCount, limit: admission.limit))
      parts.events.publish(.streamQueued(stream.reference, position: position))
      stream.queued(for: admissionWait)
    }
  }

  /// The stream is over, whichever way; gives its slot to the next in line. A second call changes nothing.
  func ended(_ stream: StreamDriver, _ ending: StreamEnding) {
    guard streams.removeValue(forKey: stream.id) != nil else { return }
    counts.count(ending)
    for next in admission.release(stream.id) { streams[next]?.admitted(waited: true) }
    spareMemory.streamClosed()
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

  // MARK: Status

  /// Everything but the library's counts.
  func status() -> ProxyStatus {
    var status = ProxyStatus()
    let now = ContinuousClock.now
    status.streams.active = admission.activeCount
    status.streams.waiting = admission.waitingCount
    status.streams.limit = admission.limit
    status.streams.servedTotal = counts.served
    status.streams.rejectedTotal = counts.rejected
    status.streams.failedTotal = counts.failed
    status.streams.list = streams.values.sorted { $0.id < $1.id }.compactMap { $0.status(at: now) }
    status.retriesTotal = parts.events.retriesTotal
    let (refreshes, resolver) = parts.resolver.resolverStatus()
    status.refreshes = refreshes
    status.refreshes.degradedTotal += parts.events.degradedTotal
    status.resolver = resolver
    status.mpd = parts.link.player
    return status
  }
}
