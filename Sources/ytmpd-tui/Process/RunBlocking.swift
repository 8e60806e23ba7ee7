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

/// Runs asynchronous work from a synchronous command and waits for it.
///
/// The work runs detached, since nobody drains the main actor here. ^C and SIGTERM cancel it, and a second one ends
/// the process at once.
///
/// - Throws: what `work` throws; a ``CommandFailure`` without words when it was interrupted.
func runBlocking<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
  let run = BlockingRun<Value>()
  let task = Task.detached {
    do { run.finish(.success(try await work())) } catch { run.finish(.failure(error)) }
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
