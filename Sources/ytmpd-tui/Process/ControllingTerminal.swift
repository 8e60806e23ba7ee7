import Glibc
import Synchronization

/// The terminal that the program was started from, if there is one.
final class ControllingTerminal: Sendable {
  private let isExpected: Mutex<Bool>

  init() { isExpected = Mutex(Self.isThere) }

  /// Whether it has been closed since the last time this was asked. From any thread.
  func isClosed() -> Bool {
    isExpected.withLock { isExpected in
      defer { isExpected = isExpected && Self.isThere }
      return isExpected && !Self.isThere
    }
  }

  /// Whether the process has a terminal: one that was closed can't be opened by this name any more.
  private static var isThere: Bool {
    let descriptor = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return false }
    close(descriptor)
    return true
  }
}
