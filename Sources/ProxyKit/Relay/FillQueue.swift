import NIOCore
import TrackKit

/// What is fetched without a listener, and when: the songs that play to their ends, then those that come next, one at a
/// time, then what is to be kept. Belongs to the event loop.
final class FillQueue {
  private unowned let host: any FillHost
  /// Fillers of songs that are heard.
  private var playing: [VideoID: (filler: TrackFiller, listeners: Set<UInt64>)] = [:]
  /// The songs that come next, in order.
  private var next: [VideoID] = []
  /// Those of them that are there, or could not be had.
  private var settled: Set<VideoID> = []
  /// What is to be kept, in order.
  private var wanted: [Request] = []
  private var current: (id: VideoID, filler: TrackFiller, isWanted: Bool)?
  /// Nothing is fetched ahead before: the last try failed.
  private var pausedUntil = NIODeadline.distantPast
  private var pause = firstPause
  private var resumption: Scheduled<Void>?
  private var isStopped = false

  private struct Request {
    let id: VideoID
    let done: (Result<Void, any Error>) -> Void
  }

  /// How much faster than it plays a song is fetched ahead.
  static let hurry = 8.0
  /// How long a listener hears a song before its rest is fetched: one that takes all of it at once needs no help.
  static let delay = Duration.milliseconds(700)
  private static let firstPause = TimeAmount.seconds(5)
  private static let longestPause = TimeAmount.minutes(5)

  init(host: any FillHost) {
    self.host = host
  }

  // MARK: What plays

  /// The stream has begun to be heard.
  func heard(_ stream: StreamDriver) {
    guard host.parts.cache != nil else { return }
    _ = host.parts.schedule(Self.delay) { [weak self, weak stream] in
      guard let self, let stream, !stream.isEnded else { return }
      fill(stream)
    }
  }

  /// The stream is over.
  func left(_ stream: StreamDriver) {
    let id = stream.session.request.id
    guard playing[id] != nil else { return }
    playing[id]?.listeners.remove(stream.id)
    guard playing[id]?.listeners.isEmpty == true else { return }
    playing.removeValue(forKey: id)?.filler.stop()
    startNext()
  }

  private func fill(_ stream: StreamDriver) {
    let id = stream.session.request.id
    guard mayFill, let entry = stream.entry, !entry.isComplete else { return }
    if playing[id] != nil {
      playing[id]?.listeners.insert(stream.id)
      return
    }
    if current?.id == id, current?.isWanted == false { endCurrent() }
    let filler = TrackFiller(id, pace: .times(Self.hurry), host: host) { [weak self] in
      self?.filled(id, $0)
    }
    playing[id] = (filler, [stream.id])
    filler.start(from: stream.session.next)
  }

  private func filled(_ id: VideoID, _ result: Result<Void, any Error>) {
    playing[id] = nil
    note(result)
    startNext()
  }

  // MARK: What comes next

  /// These songs are played next, in this order.
  func setNext(_ ids: [VideoID]) {
    guard ids != next else { return }
    next = ids
    // What was there may have had to go.
    settled = []
    if let current, !current.isWanted, !ids.contains(current.id) { endCurrent() }
    startNext()
  }

  /// Fetches all of `id`, behind everything else.
  func fill(_ id: VideoID, done: @escaping (Result<Void, any Error>) -> Void) {
    guard !isStopped else { return done(.failure(GoingDownError())) }
    guard host.parts.cache != nil else { return done(.failure(CacheError.off)) }
    wanted.append(Request(id: id, done: done))
    // Somebody waits for it now.
    if current?.id == id {
      current?.isWanted = true
      current?.filler.hurry()
    }
    startNext()
  }

  /// Nobody wants `id` to be kept any more.
  func forget(_ id: VideoID) {
    let gone = wanted.filter { $0.id == id }
    wanted.removeAll { $0.id == id }
    if current?.id == id, current?.isWanted == true { endCurrent() }
    for request in gone { request.done(.failure(CancellationError())) }
    startNext()
  }

  /// Ends everything.
  func stop() {
    isStopped = true
    resumption?.cancel()
    for (filler, _) in playing.values { filler.stop() }
    playing = [:]
    endCurrent()
    for request in wanted { request.done(.failure(GoingDownError())) }
    wanted = []
  }

  /// Another stream has learnt that `url` of `id` must not be asked for again.
  func urlWasRefused(_ url: String, of id: VideoID) {
    for (_, filler) in fillers where filler.id == id { filler.urlWasRefused(url) }
  }

  /// The network may be another one: what was put off is tried now.
  func networkMayHaveChanged() {
    for (_, filler) in fillers { filler.networkMayHaveChanged() }
    (pause, pausedUntil) = (Self.firstPause, .distantPast)
    startNext()
  }

  private var fillers: [(VideoID, TrackFiller)] {
    playing.map { ($0.key, $0.value.filler) } + (current.map { [($0.id, $0.filler)] } ?? [])
  }

  private func endCurrent() {
    current.take()?.filler.stop()
  }

  private func startNext() {
    guard !isStopped, current == nil, playing.isEmpty else { return }
    let isWanted = Set(wanted.map(\.id))
    if mayFill, let id = next.first(where: { !settled.contains($0) && !isWanted.contains($0) }) {
      start(id, .times(Self.hurry), isWanted: false)
    } else if let request = wanted.first {
      start(request.id, .any, isWanted: true)
    }
  }

  private func start(_ id: VideoID, _ pace: TrackFiller.Pace, isWanted: Bool) {
    let filler = TrackFiller(id, pace: pace, host: host) { [weak self] in self?.ended(id, $0) }
    current = (id, filler, isWanted)
    filler.start()
  }

  private func ended(_ id: VideoID, _ result: Result<Void, any Error>) {
    let isWanted = current.take()?.isWanted == true
    // What nothing can be had of now is tried again in a while, and all others wait as long.
    if Self.fault(of: result) != .surroundings { settled.insert(id) }
    if isWanted {
      let done = wanted.filter { $0.id == id }
      wanted.removeAll { $0.id == id }
      for request in done { request.done(result) }
    } else {
      note(result)
    }
    startNext()
  }

  // MARK: Whether

  /// Whether songs may be fetched ahead: not while YouTube refuses, or what was fetched last could not be had.
  private var mayFill: Bool {
    guard let cache = host.parts.cache, cache.fillsAhead, !host.isDraining else { return false }
    guard host.parts.resolver.resolverStatus().resolver.state == .ok else { return false }
    return NIODeadline.now() >= pausedUntil
  }

  /// Whose failure it was; `nil` when it was none.
  private static func fault(of result: Result<Void, any Error>) -> FailureClass.Fault? {
    guard case .failure(let error) = result else { return nil }
    return (error as? any ProxyError)?.failureClass.fault ?? .surroundings
  }

  private func note(_ result: Result<Void, any Error>) {
    guard let fault = Self.fault(of: result), fault != .track else {
      (pause, pausedUntil) = (Self.firstPause, .distantPast)
      return
    }
    pausedUntil = .now() + pause
    resumption?.cancel()
    resumption = host.parts.eventLoop.assumeIsolated().scheduleTask(in: pause) { [weak self] in
      self?.startNext()
    }
    pause = min(pause * 2, Self.longestPause)
  }
}
