import FoundationEssentials
import Synchronization
public import TrackKit

/// The runs of yt-dlp, and what the breaker learns from them.
extension StreamResolver {
  /// Starts as many runs as there are slots, and ends those that are in a listener's way. A run belongs to no caller,
  /// since callers come and go: it is owned here.
  func startRuns() {
    let present = now()
    var count = 0
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
        count += 1
        state.runs[job.id] = Task { await run(job, isProbe: isProbe) }
      }
      return (refused, state.queue.makeWay().flatMap { state.runs[$0] })
    }
    for _ in 0..<count { noteRun() }
    ending?.cancel()
    for (caller, error) in refused { caller.resume(returning: .failure(error)) }
  }

  private func run(_ job: ResolveQueue.Job, isProbe: Bool) async {
    let known = await knownTrack(job.video)
    let isListed = await hasListedNames(job.video)
    var saysLater = false
    let reference = known.map(TrackReference.init) ?? TrackReference(id: job.video, name: job.video.rawValue)
    events.publish(.refreshStarted(reference, cause: job.cause))
    let start = SuspendingClock.now
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
      events.publish(
        .refreshFailed(reference, reason: error.sentence, failure: error.failureClass))
      outcome = .failure(error)
    }
    // A listener need not wait for a disk that is slow or locked. Who asked in the background, a command perhaps,
    // may take the answer for written.
    let isUrgent = state.withLock { $0.queue.priority(of: job.id) == .listener }
    if isUrgent { finish(job, isProbe: isProbe, outcome: outcome) }
    switch outcome {
    case .success(let answer):
      let duration = SuspendingClock.now - start
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
        // Nothing was learnt, so no caller is told; it is run again for those who wait.
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

  /// Counts a run of yt-dlp that asks YouTube, whoever starts it.
  public func noteRun() {
    let present = now()
    let runs: Int? = state.withLock { state in
      state.ledger.note(at: present)
      let wasSlow = state.isSlow
      state.isSlow = state.ledger.isSlow(at: present)
      return state.isSlow && !wasSlow ? state.ledger.count(at: present) : nil
    }
    guard let runs else { return }
    let limit = Wording.count(runs, "time")
    events.publish(
      .notice(
        .info,
        "yt-dlp ran \(limit) in the last hour: work in advance is slowed down, so that YouTube does not refuse it"
      ))
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
      let end = date().addingTimeInterval(until.timeIntervalSince(now))
      events.publish(.breakerOpened(reason: URLRefreshError(kind: reason).sentence, until: end))
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
