import Synchronization

/// Lets syncs run one after the other, whoever asks for them: the timer, a signal, a person. From any task.
final class SyncLine: Sendable {
  typealias Report = @Sendable (LibraryReport) -> Void
  private typealias Outcome = Result<[SyncOutcome], any Error>

  private struct State {
    var queue = SyncQueue()
    var callers: [SyncQueue.Caller: (report: Report, continuation: CheckedContinuation<Outcome, Never>)] = [:]
    var lastCaller: SyncQueue.Caller = 0
    /// The sync that runs.
    var task: Task<Void, Never>?
  }

  private let current: Mutex<PlaylistSync>
  private let state = Mutex(State())

  /// A line for what `sync` does.
  init(_ sync: PlaylistSync) { current = Mutex(sync) }

  /// What is done when a turn comes; one under way goes on as it began.
  var sync: PlaylistSync {
    get { current.withLock { $0 } }
    set { current.withLock { $0 = newValue } }
  }

  /// How many wait for a sync, or for its end.
  var callerCount: Int { state.withLock { $0.callers.count } }

  /// Syncs when it is its turn.
  ///
  /// - Parameter report: told of everything, from any thread.
  /// - Returns: what became of each playlist, in order.
  /// - Throws: what the sync throws; `CancellationError` when the caller's task is cancelled, and then the sync goes on
  ///   for others who want it.
  func run(_ job: SyncQueue.Job, report: @escaping Report) async throws -> [SyncOutcome] {
    let caller = state.withLock { state in
      state.lastCaller += 1
      return state.lastCaller
    }
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        state.withLock { state in
          state.callers[caller] = (report, continuation)
          state.queue.ask(caller, for: job)
        }
        // The handler may have run before the caller was there to be found.
        if Task.isCancelled { leave(caller) }
        begin()
      }
    } onCancel: {
      leave(caller)
    }
    return try outcome.get()
  }

  private func begin() {
    state.withLock { state in
      guard let run = state.queue.begin() else { return }
      // Owned by the line, for callers come and go.
      state.task = Task { await self.carryOut(run.job) }
    }
  }

  private func carryOut(_ job: SyncQueue.Job) async {
    let outcome: Outcome
    do {
      let report: Report = { [self] in tell($0) }
      switch job {
      case .all: outcome = .success(try await sync.all(report: report))
      case .one(let name): outcome = .success(try await sync.one(name, report: report))
      }
    } catch {
      outcome = .failure(Task.isCancelled ? CancellationError() : error)
    }
    let callers = state.withLock { state in
      state.task = nil
      return state.queue.end().compactMap { state.callers.removeValue(forKey: $0) }
    }
    for caller in callers { caller.continuation.resume(returning: outcome) }
    begin()
  }

  private func tell(_ report: LibraryReport) {
    let reports = state.withLock { state in
      (state.queue.running?.callers ?? []).compactMap { state.callers[$0]?.report }
    }
    for tell in reports { tell(report) }
  }

  private func leave(_ caller: SyncQueue.Caller) {
    let (continuation, task) = state.withLock { state in
      guard state.callers[caller] != nil else {
        return (nil as CheckedContinuation<Outcome, Never>?, nil as Task<Void, Never>?)
      }
      // The last one waits for the end of what it has begun.
      if state.queue.leave(caller) == .last { return (nil, state.task) }
      return (state.callers.removeValue(forKey: caller)?.continuation, nil)
    }
    task?.cancel()
    continuation?.resume(returning: .failure(CancellationError()))
  }
}
