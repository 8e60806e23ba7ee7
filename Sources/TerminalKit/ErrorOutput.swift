import Glibc

/// Standard error, which points at the log file while the screen is up: what a library prints there would
/// break the picture.
final class ErrorOutput {
  /// The user's standard error.
  let original: Int32
  private var isRedirected = false

  /// Keeps a copy of standard error.
  ///
  /// - Throws: ``TerminalError/system(call:code:)`` when there is no descriptor left.
  init() throws(TerminalError) {
    original = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
    guard original >= 0 else { throw .system(call: "dup", code: errno) }
  }

  deinit {
    restore()
    close(original)
  }

  /// Points standard error at `descriptor`, and leaves it where it is without one that is no terminal.
  func redirect(to descriptor: Int32?) throws(TerminalError) {
    guard let descriptor else { return }
    guard dup2(descriptor, STDERR_FILENO) >= 0 else { throw .system(call: "dup2", code: errno) }
    isRedirected = true
  }

  /// Gives standard error back, unless it is a terminal: then it goes where standard output goes by now.
  func giveUp() {
    guard isatty(original) == 1 else { return restore() }
    dup2(STDOUT_FILENO, STDERR_FILENO)
    isRedirected = false
  }

  /// Gives standard error back.
  func restore() {
    guard isRedirected else { return }
    dup2(original, STDERR_FILENO)
    isRedirected = false
  }
}
