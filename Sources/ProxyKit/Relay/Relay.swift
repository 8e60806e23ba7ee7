import NIOCore
import TrackKit

/// Takes requests for tracks, and keeps what their streams share: slots, memory, counts.
///
/// Belongs to the event loop, and so does every stream: nothing here needs a lock. A request's way from
/// ``open(_:on:)`` to its ``StreamDriver`` is in `Relay+Arrivals.swift`.
final class Relay {
  let parts: RelayParts
  private(set) var rules: RelayRules
  /// How long a request waits in line.
  private(set) var admissionWait: Duration
  /// Whether the service is going down: connections are not kept, and nothing new is begun.
  private(set) var isDraining = false

  var admission: AdmissionQueue
  /// Requests whose stream does not exist yet.
  var arrivals: [UInt64: Arrival] = [:]
  var streams: [UInt64: StreamDriver] = [:]
  var memory = RelayMemory()
  var seekMemory = SeekMemory()
  var lastID: UInt64 = 0
  let spareMemory: SpareMemory
  private var counts = StreamCounts()
  /// What is fetched without a listener.
  private(set) lazy var filling = FillQueue(host: self)

  init(
    parts: RelayParts, rules: RelayRules, limit: Int, admissionWait: Duration, spareMemory: SpareMemory
  ) {
    self.parts = parts
    self.rules = rules
    self.admissionWait = admissionWait
    self.spareMemory = spareMemory
    admission = AdmissionQueue(limit: limit)
  }

  /// The request `id` is over: counts it, and gives its slot to the next in line.
  func over(_ id: UInt64, _ ending: StreamEnding) {
    counts.count(ending)
    for next in admission.release(id) { begin(next, .fromTheLine) }
    spareMemory.streamClosed()
  }

  /// Works by other rules from now on; streams and requests that are there go on by the old ones.
  func take(rules: RelayRules, limit: Int, admissionWait: Duration) {
    self.rules = rules
    self.admissionWait = admissionWait
    for next in admission.resize(limit: limit) { begin(next, .fromTheLine) }
  }

  /// Hears of changes of the network from now on.
  func watchNetwork(_ sources: NetworkWatch.Sources) {
    parts.watchNetwork(sources) { [unowned self] in networkMayHaveChanged($0) }
  }

  /// The network may be another one: kept connections are dropped, and every stream that waits for its next try makes
  /// it now.
  func networkMayHaveChanged(_ change: NetworkChange) {
    parts.fetcher.dropConnections()
    parts.events.publish(.networkChanged(change))
    for stream in streams.values { stream.networkMayHaveChanged() }
    filling.networkMayHaveChanged()
  }

  /// A number for a stream.
  func nextID() -> UInt64 {
    lastID += 1
    return lastID
  }

  /// Begins nothing new from now on. Who waits in line is turned away; streams go on.
  func beginToGoDown() {
    isDraining = true
    filling.stop()
    for arrival in arrivals.values { turnAway(arrival) }
  }

  /// Ends the streams that are left: MPD gets zeros for what it would hang without, all others are cut off.
  func cutOff() {
    for stream in streams.values { stream.goDown(hasTime: true) }
  }

  /// Ends everything at once.
  func closeAll() {
    for stream in streams.values { stream.goDown(hasTime: false) }
  }

  /// The status without the library's counts.
  func status() -> ProxyStatus {
    var status = ProxyStatus()
    let now = SuspendingClock.now
    status.streams.active = admission.activeCount
    status.streams.waiting = admission.waitingCount
    status.streams.limit = admission.limit
    status.streams.servedTotal = counts.served
    status.streams.rejectedTotal = counts.rejected
    status.streams.failedTotal = counts.failed
    status.streams.leftTotal = counts.left
    let list = arrivals.values.map { $0.status(by: rules) } + streams.values.map { $0.status(at: now) }
    status.streams.list = list.compactMap(\.self).sorted { $0.id < $1.id }
    status.retriesTotal = parts.events.retriesTotal
    let (refreshes, resolver) = parts.resolver.resolverStatus()
    status.refreshes = refreshes
    status.refreshes.degradedTotal += parts.events.degradedTotal
    status.resolver = resolver
    status.mpd = parts.link.player
    if let cache = parts.cache { status.cache = cache.summary }
    return status
  }
}

extension Relay: FillHost {
  func standing(of track: Track) -> RelayMemory.Standing {
    memory.standing(of: track, for: .init(ProxyRequest(id: track.id)), at: .now)
  }
}

extension Relay: StreamOwner {
  func stream(_ stream: StreamDriver, hasLearnt lesson: RelayMemory.Lesson) {
    let request = stream.session.request
    if case .plays = lesson { filling.heard(stream) }
    guard memory.learn(lesson, of: .init(request), at: .now), case .refused(let url) = lesson else { return }
    filling.urlWasRefused(url, of: request.id)
    for other in streams.values where other.session.request.id == request.id {
      other.urlWasRefused(url)
    }
  }

  func stream(_ stream: StreamDriver, hasEndedAs ending: StreamEnding) {
    guard streams.removeValue(forKey: stream.id) != nil else { return }
    filling.left(stream)
    over(stream.id, ending)
  }
}
