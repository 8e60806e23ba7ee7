import CProcess
import Glibc
import Synchronization

/// Runs an actor on a thread of its own, so that calls into C that block hold up no other work.
///
/// The thread blocks all signals: they belong to the program's main thread, and a write to a closed socket
/// must not end the process. It ends after ``shutDown()`` once its jobs are done.
final class ThreadExecutor: SerialExecutor {
  private struct State {
    var jobs: [UnownedJob] = []
    var isShutDown = false
  }

  private let state = Mutex(State())
  private let wakeUp = Semaphore()

  /// - Parameter name: what the thread is called in debuggers; the first 15 bytes count.
  init(name: String) {
    startThread(name: name) { self.runJobs() }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    state.withLock { $0.jobs.append(job) }
    wakeUp.signal()
  }

  /// Lets the thread end when there is nothing left to run.
  func shutDown() {
    state.withLock { $0.isShutDown = true }
    wakeUp.signal()
  }

  private func runJobs() {
    while true {
      wakeUp.wait()
      let (jobs, isShutDown) = state.withLock { state in
        defer { state.jobs.removeAll() }
        return (state.jobs, state.isShutDown)
      }
      for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
      if isShutDown, jobs.isEmpty { return }
    }
  }
}

/// A counting semaphore for plain threads.
final class Semaphore: @unchecked Sendable {
  // Safe to share: POSIX semaphores are made for it, and the pointer never changes.
  private let semaphore: UnsafeMutablePointer<sem_t>

  init() {
    semaphore = .allocate(capacity: 1)
    sem_init(semaphore, 0, 0)
  }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  func signal() { sem_post(semaphore) }

  func wait() {
    while sem_wait(semaphore) != 0 {}
  }
}

/// Starts a detached thread with every signal blocked but those of a crash.
func startThread(name: String, _ body: @escaping @Sendable () -> Void) {
  final class Start {
    let name: String
    let body: @Sendable () -> Void
    init(name: String, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.body = body
    }
  }
  var blocked = sigset_t()
  var previous = sigset_t()
  sigfillset(&blocked)
  for signal in [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT] { sigdelset(&blocked, signal) }
  // A thread inherits its creator's mask, so no signal can slip in before the new one is set.
  pthread_sigmask(SIG_SETMASK, &blocked, &previous)
  defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }

  let start = Unmanaged.passRetained(Start(name: name, body: body))
  var thread = pthread_t()
  let code = pthread_create(
    &thread, nil,
    { argument in
      guard let argument else { return nil }
      let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
      cprocess_name_thread(start.name)
      start.body()
      return nil
    }, start.toOpaque())
  precondition(code == 0, "no thread could be started: error \(code)")
  pthread_detach(thread)
}
