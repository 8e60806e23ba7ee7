import Dispatch
import Glibc
import Synchronization

/// Gives a terminal up that takes no output while the program is to end: one whose connection hangs, or a console that is held
/// by ^S. Otherwise the main thread would wait in write(2) for as long as the terminal does.
///
/// Standard output leads to `/dev/null` from then on. From any thread.
final class OutputRescue: Sendable {
  /// How long a terminal may hold the end up.
  static let patience = DispatchTimeInterval.seconds(5)

  private let thread: pthread_t
  private let queue = DispatchQueue(label: "output rescue")

  /// For the thread that calls this.
  init() { thread = pthread_self() }

  /// Gives the terminal up when its time is over, it takes nothing, and `isWaiting` says that the thread has not come on.
  func check(_ isWaiting: @escaping @Sendable () -> Bool) {
    queue.asyncAfter(deadline: .now() + Self.patience) { [self] in
      guard isWaiting() else { return }
      // On a busy machine the thread may need more time, and the terminal is to be given back as it was.
      if takesOutput { check(isWaiting) } else { rescue() }
    }
  }

  private var takesOutput: Bool {
    var entry = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
    return poll(&entry, 1, 0) > 0
  }

  /// Runs `body`, which writes to the terminal.
  func limit(_ body: () -> Void) {
    let isOver = Flag()
    check { !isOver.isSet.load(ordering: .relaxed) }
    body()
    isOver.isSet.store(true, ordering: .relaxed)
  }

  private final class Flag: Sendable {
    let isSet = Atomic(false)
  }

  private func rescue() {
    let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
    guard nowhere >= 0 else { return }
    defer { close(nowhere) }
    guard dup2(nowhere, STDOUT_FILENO) >= 0 else { return }
    // The call that waits is begun anew by its handler's return, and finds the other file. The signal itself says nothing new.
    pthread_kill(thread, SIGWINCH)
  }
}
