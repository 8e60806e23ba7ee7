import Dispatch
import Glibc
import Synchronization

/// Asynchronous work that a synchronous command waits for.
private final class BlockingRun<Value: Sendable>: Sendable {
  private struct State {
    var outcome: Result<Value, any Error>?
    var interruptions = 0
  }

  private let state = Mutex(State())
  private let finished = DispatchSemaphore(value: 0)

  func finish(_ outcome: Result<Value, any Error>) {
    state.withLock { $0.outcome = outcome }
    finished.signal()
  }

  /// Notes an interruption.
  ///
  /// - Returns: how many there were with it.
  func interrupt() -> Int {
    state.withLock { state in
      state.interruptions += 1
      return state.interruptions
    }
  }

  /// Blocks until the work has finished.
  func wait() throws -> Value {
    finished.wait()
    let (outcome, interruptions) = state.withLock { ($0.outcome, $0.interruptions) }
    // Whatever the work made of its cancellation, the user wants to see that the interruption was taken.
    guard interruptions == 0, let outcome else { throw CommandFailure("", status: .interrupted) }
    return try outcome.get()
  }
}

/// What cancels a command that runs for a client in another process; from any thread.
final class RemoteCancellation: Sendable {
  /// That of the command that runs in this task or on this thread; `nil` for one that signals cancel.
  @TaskLocal static var current: RemoteCancellation?

  private struct State {
    var isCancelled = false
    var cancel: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  /// Ends what runs, and all that is begun later.
  func cancel() {
    let cancel = state.withLock { state in
      state.isCancelled = true
      return state.cancel
    }
    cancel?()
  }

  /// What to call from now on, at once if there was a wish already.
  fileprivate func set(_ cancel: (@Sendable () -> Void)?) {
    let isCancelled = state.withLock { state in
      state.cancel = cancel
      return state.isCancelled
    }
    if isCancelled { cancel?() }
  }
}

/// Runs asynchronous work from a synchronous command and waits for it.
///
/// ^C and SIGTERM cancel it, and a second one ends the process at once; a command that runs for a client, its
/// ``RemoteCancellation`` does. The work knows what the command's thread knows: its console, for one.
///
/// - Throws: what `work` throws; a ``CommandFailure`` without words when it was interrupted.
func runBlocking<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
  let run = BlockingRun<Value>()
  // No actor is inherited here: nobody drains the main actor.
  let task = Task {
    do { run.finish(.success(try await work())) } catch { run.finish(.failure(error)) }
  }
  if let remote = RemoteCancellation.current {
    remote.set {
      _ = run.interrupt()
      task.cancel()
    }
    defer { remote.set(nil) }
    return try run.wait()
  }
  let sources = [SIGINT, SIGTERM].map { number in
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    source.setEventHandler {
      if run.interrupt() > 1 { _exit(CommandFailure.Status.interrupted.rawValue) }
      task.cancel()
    }
    source.activate()
    return source
  }
  defer {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }
  return try run.wait()
}
