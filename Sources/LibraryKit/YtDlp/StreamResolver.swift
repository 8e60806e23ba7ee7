public import FoundationEssentials
import Synchronization
public import TrackKit

/// Gets URLs for tracks: one run of yt-dlp for all who want the same, a few at once, none while YouTube
/// refuses requests. Keeps what comes in the store and says what happens.
///
/// All calls may come from any thread.
public final class StreamResolver: TrackResolving {
  /// What a run brought, and what it was told to bring.
  struct Answer {
    var track: Track
    var wanted: Rendition?
  }

  typealias Outcome = Result<Answer, URLRefreshError>

  struct State {
    var queue: ResolveQueue
    var breaker: CircuitBreaker
    var waiters: [ResolveQueue.WaiterID: CheckedContinuation<Outcome, Never>] = [:]
    /// Callers that were cancelled before they had begun to wait.
    var cancelledEarly: Set<ResolveQueue.WaiterID> = []
    var runs: [ResolveQueue.JobID: Task<Void, Never>] = [:]
    var lastWaiter: ResolveQueue.WaiterID = 0
    var isStopped = false
    var succeeded = 0
    var failed = 0
    /// Why yt-dlp could not be started the last time it was tried.
    var missing: String?
    /// The failure of the store that was said last, so that it is said once.
    var storeFailure: StoreError.Kind?
    /// Writes what the store could not take when it came.
    var keeper: Task<Void, Never>?
  }

  private let resolver: any MediaResolving
  let store: TrackStore
  let events: EventHub
  let now: @Sendable () -> Date
  let keepingPause: Duration
  let state: Mutex<State>

  /// A resolver in order, with nothing to do.
  ///
  /// - Parameters:
  ///   - resolver: who is asked.
  ///   - store: where URLs are kept.
  ///   - events: who learns of it.
  ///   - concurrency: how many runs there may be at once (`resolver_concurrency`).
  ///   - breaker: when to stop asking YouTube.
  ///   - keepingPause: how long after a failure of the store it is written to again; each time twice as long,
  ///     up to a minute.
  ///   - now: the wall clock.
  public init(
    resolver: any MediaResolving, store: TrackStore, events: EventHub, concurrency: Int = 2,
    breaker: CircuitBreaker = CircuitBreaker(), keepingPause: Duration = .seconds(5),
    now: @escaping @Sendable () -> Date = { Date() }
  ) {
    self.resolver = resolver
    self.store = store
    self.events = events
    self.now = now
    self.keepingPause = keepingPause
    state = Mutex(State(queue: ResolveQueue(concurrency: concurrency), breaker: breaker))
  }

  /// A track with a URL just resolved, which the store has by then.
  ///
  /// Callers of one video share a run. A caller whose task is cancelled leaves at once with
  /// ``URLRefreshError/Kind/cancelled``; the run comes to its end all the same, and what it finds is kept, unless a
  /// listener needs its place.
  ///
  /// - Parameters:
  ///   - id: the video.
  ///   - cause: why, for people.
  ///   - priority: whether a client listens; a listener who joins background work speeds it up.
  ///   - formatID: the format it must have, `nil` for the best.
  /// - Throws: why there is none.
  public func resolve(
    _ id: VideoID, cause: String, priority: ResolvePriority, formatID: String?
  ) async throws(URLRefreshError) -> Track {
    guard let formatID else { return try await resolve(id, cause: cause, priority: priority, rendition: nil) }
    // A number alone does not tell languages apart; the library knows which one plays.
    let wanted = Rendition(formatID)
    let known = await knownTrack(id)?.media?.rendition
    let rendition = known.flatMap { $0.formatID == wanted.formatID ? $0 : nil } ?? wanted
    return try await resolve(id, cause: cause, priority: priority, rendition: rendition)
  }

  /// As ``resolve(_:cause:priority:formatID:)``, to a rendition that its bytes are to be joined to.
  public func resolve(
    _ id: VideoID, cause: String, priority: ResolvePriority, rendition: Rendition?
  ) async throws(URLRefreshError) -> Track {
    while true {
      let outcome = await wait(for: id, cause: cause, priority: priority, rendition: rendition)
      switch outcome {
      case .success(let answer):
        // A run that was shared with callers of other wishes may bring what we can't use; the next one is for
        // ours. Its answer counts whatever it is: yt-dlp would say the same again.
        guard let rendition, answer.wanted != rendition else { return answer.track }
        if answer.track.media?.rendition?.isSame(as: rendition) == true { return answer.track }
      case .failure(let error):
        guard rendition == nil, error.kind == .noDirectFormat, error.wantedFormat != nil else { throw error }
      }
      guard !Task.isCancelled else { throw URLRefreshError(kind: .cancelled) }
    }
  }

  /// The counts so far and the state of yt-dlp; cheap. Degraded plays are the relay's to count.
  public func resolverStatus() -> (refreshes: ProxyStatus.Refreshes, resolver: ProxyStatus.Resolver) {
    let present = now()
    return state.withLock { state in
      var refreshes = ProxyStatus.Refreshes()
      refreshes.running = state.queue.runningCount
      refreshes.succeededTotal = state.succeeded
      refreshes.failedTotal = state.failed
      var resolver = ProxyStatus.Resolver()
      resolver.queue = state.queue.waitingCount
      switch state.breaker.state {
      case .probing(let reason):
        resolver.state = .probing
        resolver.reason = URLRefreshError(kind: reason).sentence
      case .open where state.breaker.refusal(now: present) != nil:
        resolver.state = .open
        resolver.reason = state.breaker.refusal(now: present)?.error.sentence
      case .closed, .open:
        guard let missing = state.missing else { break }
        resolver.state = .missing
        resolver.reason = missing
      }
      return (refreshes, resolver)
    }
  }

  /// Tells that yt-dlp is not there, as long as no run has shown otherwise: what a look at the file system
  /// can tell before the first track is asked for.
  public func noteMissing() {
    state.withLock { $0.missing = URLRefreshError(kind: .notInstalled).sentence }
  }

  /// How long until a refused resolve is worth another try; `nil` while nothing is refused.
  public var retryAfter: Duration? {
    let present = now()
    return state.withLock { $0.breaker.refusal(now: present)?.retryAfter }
  }

  /// How many callers wait.
  var callerCount: Int { state.withLock { $0.waiters.count } }

  /// Cancels every run, tells every caller, and returns when the last process is gone. Later calls are
  /// refused as cancelled.
  public func stop() async {
    let (callers, runs, keeper) = state.withLock { state in
      state.isStopped = true
      let callers = Array(state.waiters.values)
      for waiter in state.waiters.keys { state.queue.leave(waiter) }
      state.waiters = [:]
      return (callers, Array(state.runs.values), state.keeper)
    }
    for run in runs { run.cancel() }
    keeper?.cancel()
    for caller in callers { caller.resume(returning: .failure(URLRefreshError(kind: .cancelled))) }
    for run in runs { await run.value }
    await keeper?.value
    if store.heldCount > 0, !store.isReadOnly { _ = await saveHeld() }
  }

  // MARK: - Callers

  private func wait(
    for id: VideoID, cause: String, priority: ResolvePriority, rendition: Rendition?
  ) async -> Outcome {
    let waiter = state.withLock { state in
      state.lastWaiter += 1
      return state.lastWaiter
    }
    defer { _ = state.withLock { $0.cancelledEarly.remove(waiter) } }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let present = now()
        let refusal: URLRefreshError? = state.withLock { state in
          if state.isStopped || state.cancelledEarly.contains(waiter) {
            return URLRefreshError(kind: .cancelled)
          }
          if !state.queue.canJoin(id, rendition: rendition),
            let refusal = state.breaker.refusal(now: present)
          {
            return refusal.error
          }
          state.queue.join(waiter, video: id, rendition: rendition, priority: priority, cause: cause)
          state.waiters[waiter] = continuation
          return nil
        }
        if let refusal {
          continuation.resume(returning: .failure(refusal))
        } else {
          startRuns()
        }
      }
    } onCancel: {
      leave(waiter)
    }
  }

  private func leave(_ waiter: ResolveQueue.WaiterID) {
    let caller: CheckedContinuation<Outcome, Never>? = state.withLock { state in
      guard let caller = state.waiters.removeValue(forKey: waiter) else {
        state.cancelledEarly.insert(waiter)
        return nil
      }
      state.queue.leave(waiter)
      return caller
    }
    caller?.resume(returning: .failure(URLRefreshError(kind: .cancelled)))
    // Somebody may have waited for the place of a run that nobody wants now.
    startRuns()
  }

  // MARK: - Runs

  /// Starts as many runs as there are slots, and ends those that are in a listener's way. A run belongs to no caller,
  /// since callers come and go: it is owned here.
  private func startRuns() {
    let present = now()
    let (refused, ending) = state.withLock { state in
      var refused: [(CheckedContinuation<Outcome, Never>, URLRefreshError)] = []
      while let job = state.queue.startNext() {
        let isProbe: Bool
        switch state.breaker.admit(now: present) {
        case .proceed: isProbe = false
        case .probe: isProbe = true
        case .refuse(let refusal):
          for waiter in state.queue.finish(job.id) {
            guard let caller = state.waiters.removeValue(forKey: waiter) else { continue }
            refused.append((caller, refusal.error))
          }
          continue
        }
        state.runs[job.id] = Task { await run(job, isProbe: isProbe) }
      }
      return (refused, state.queue.makeWay().flatMap { state.runs[$0] })
    }
    ending?.cancel()
    for (caller, error) in refused { caller.resume(returning: .failure(error)) }
  }

  private func run(_ job: ResolveQueue.Job, isProbe: Bool) async {
    let known = await knownTrack(job.video)
    let isListed = await hasListedNames(job.video)
    var saysLater = false
    let reference = known.map(TrackReference.init) ?? TrackReference(id: job.video, name: job.video.rawValue)
    events.publish(.refreshStarted(reference, cause: job.cause))
    let start = ContinuousClock.now
    let outcome: Outcome
    do throws(URLRefreshError) {
      let found = try await resolver.resolve(job.video, rendition: job.rendition)
      let track = found.named(as: known, keepsNames: !isListed)
      store.hold(track)
      // Who reads the names when it is told has to find them.
      saysLater = known.map { !$0.isCalled(as: track) } ?? false
      if !saysLater { events.publish(.refreshSucceeded(TrackReference(track), duration: .now - start)) }
      outcome = .success(Answer(track: track, wanted: job.rendition))
    } catch {
      var error = Task.isCancelled ? URLRefreshError(kind: .cancelled) : error
      error.wantedFormat = job.rendition?.formatID
      events.publish(.refreshFailed(reference, reason: error.sentence))
      outcome = .failure(error)
    }
    // A listener need not wait for a disk that is slow or locked. Who asked in the background, a command perhaps,
    // may take the answer for written.
    let isUrgent = state.withLock { $0.queue.priority(of: job.id) == .listener }
    if isUrgent { finish(job, isProbe: isProbe, outcome: outcome) }
    switch outcome {
    case .success(let answer):
      let duration = ContinuousClock.now - start
      await keep(answer.track)
      if saysLater { events.publish(.refreshSucceeded(TrackReference(answer.track), duration: duration)) }
    case .failure(let error): await keep(error, of: job.video)
    }
    if !isUrgent { finish(job, isProbe: isProbe, outcome: outcome) }
    state.withLock { $0.runs[job.id] = nil }
  }

  private func finish(_ job: ResolveQueue.Job, isProbe: Bool, outcome: Outcome) {
    let present = now()
    typealias Caller = CheckedContinuation<Outcome, Never>
    let (callers, refused, change) = state.withLock { state -> ([Caller], [Caller], CircuitBreaker.Change?) in
      state.count(outcome)
      if outcome.failure?.kind == .cancelled, state.queue.giveBack(job.id) {
        // Nothing was learnt, so nobody is told; it is run again for those who wait.
        _ = state.record(.inconclusive, isProbe: isProbe, now: present)
        return ([], [], nil)
      }
      let callers = state.queue.finish(job.id).compactMap { state.waiters.removeValue(forKey: $0) }
      let (change, refused) = state.record(
        CircuitBreaker.Outcome(outcome.failure), isProbe: isProbe, now: present)
      return (callers, refused, change)
    }
    tell(change, refused: refused, now: present)
    for caller in callers { caller.resume(returning: outcome) }
    startRuns()
  }

  /// Learns what another run of yt-dlp met, a listing or a report: when YouTube wants peace, it wants it from all of them.
  public func note(_ error: URLRefreshError) {
    guard error.opensBreaker else { return }
    let present = now()
    let (change, refused) = state.withLock { state in
      state.record(CircuitBreaker.Outcome(error), isProbe: false, now: present)
    }
    tell(change, refused: refused, now: present)
  }

  /// Says what has become of the breaker, and tells those who waited in vain.
  private func tell(
    _ change: CircuitBreaker.Change?, refused: [CheckedContinuation<Outcome, Never>], now: Date
  ) {
    switch change {
    case .opened(let reason, let until):
      events.publish(.breakerOpened(reason: URLRefreshError(kind: reason).sentence, until: until))
      let refusal = CircuitBreaker.Refusal(
        reason: reason, retryAfter: .seconds(max(until.timeIntervalSince(now), 0)))
      for caller in refused { caller.resume(returning: .failure(refusal.error)) }
    case .closed: events.publish(.breakerClosed)
    case nil: break
    }
  }
}

extension StreamResolver.State {
  /// Tells the breaker how a run ended.
  ///
  /// - Returns: what that changed, and the callers that are refused by it.
  fileprivate mutating func record(
    _ outcome: CircuitBreaker.Outcome, isProbe: Bool, now: Date
  ) -> (CircuitBreaker.Change?, [CheckedContinuation<StreamResolver.Outcome, Never>]) {
    let change = breaker.record(outcome, isProbe: isProbe, now: now)
    guard case .opened = change else { return (change, []) }
    return (change, queue.finishWaiting().compactMap { waiters.removeValue(forKey: $0) })
  }

  /// Counts a run that has ended. One that was cancelled neither succeeded nor failed.
  fileprivate mutating func count(_ outcome: StreamResolver.Outcome) {
    switch outcome {
    case .success:
      succeeded += 1
      missing = nil
    case .failure(let error):
      guard error.kind != .cancelled else { return }
      failed += 1
      missing = [.notInstalled, .notExecutable].contains(error.kind) ? error.sentence : nil
    }
  }
}

extension Result {
  fileprivate var failure: Failure? {
    if case .failure(let error) = self { error } else { nil }
  }
}

extension Track {
  /// The track under the name the library has for it, if people, or ytmpd, chose that one; what a listing said gives
  /// way. What this track does not know, or the library does not, is taken from the other.
  func named(as known: Track?, keepsNames: Bool) -> Track {
    guard let known else { return self }
    var track = self
    if known.title != id.rawValue, keepsNames || title == id.rawValue { track.title = known.title }
    track.artist = keepsNames ? known.artist ?? artist : artist ?? known.artist
    track.album = album ?? known.album
    track.duration = duration ?? known.duration
    return track
  }

  /// Whether artist, title and album are those of `other`.
  fileprivate func isCalled(as other: Track) -> Bool {
    displayName == other.displayName && album == other.album
  }
}
