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
    var ledger: RunLedger
    /// Whether it was said that work in advance is slowed down.
    var isSlow = false
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

  let resolver: any MediaResolving
  let store: TrackStore
  let events: EventHub
  /// What pauses are measured by.
  let now: @Sendable () -> Date
  /// The date for people.
  let date: @Sendable () -> Date
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
  ///   - ledger: how many runs an hour YouTube is likely to put up with.
  ///   - keepingPause: how long after a failure of the store it is written to again; each time twice as long,
  ///     up to a minute.
  ///   - now: the clock, for pauses and dates alike; `nil` for the system's, of which nobody can set the one that pauses are
  ///     measured by.
  public init(
    resolver: any MediaResolving, store: TrackStore, events: EventHub, concurrency: Int = 2,
    breaker: CircuitBreaker = CircuitBreaker(), ledger: RunLedger = RunLedger(),
    keepingPause: Duration = .seconds(5), now: (@Sendable () -> Date)? = nil
  ) {
    self.resolver = resolver
    self.store = store
    self.events = events
    let steady = SteadyDate()
    self.now = now ?? { steady() }
    date = now ?? { Date() }
    self.keepingPause = keepingPause
    state = Mutex(
      State(queue: ResolveQueue(concurrency: concurrency), breaker: breaker, ledger: ledger))
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
      resolver.runsLastHour = state.ledger.count(at: present)
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

  /// How long work in advance has to wait: while yt-dlp is refused, and when it has run so often in the last hour that
  /// YouTube may refuse it. `nil` when it may begin.
  public var pauseInAdvance: Duration? {
    let present = now()
    return state.withLock { state in
      [state.breaker.refusal(now: present)?.retryAfter, state.ledger.pause(at: present)].compactMap(\.self)
        .max()
    }
  }

  /// Works by other limits from now on; runs under way go on.
  public func take(concurrency: Int, allowance: RunLedger.Allowance) {
    state.withLock { state in
      state.queue.resize(concurrency: concurrency)
      state.ledger.allowance = allowance
    }
    startRuns()
  }

  /// How many callers wait.
  var callerCount: Int { state.withLock { $0.waiters.count } }

  /// The machine has slept, so the connections of all runs are dead: they are started again, and nobody waits for
  /// their time limits.
  public func beginAnew() {
    let runs = state.withLock { state in state.queue.beginAnew().compactMap { state.runs[$0] } }
    for run in runs { run.cancel() }
  }

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
}
