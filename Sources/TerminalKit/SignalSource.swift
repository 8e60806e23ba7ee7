import CProcess
import Dispatch
import Glibc

/// The signals that concern a program with a screen, as bytes in a pipe that `poll` can watch.
///
/// Handlers rather than a signal mask: a mask would be inherited by MPD and yt-dlp, which then could not be
/// stopped. There is one for the process, made before the terminal is, so that ncurses leaves these signals alone.
package final class SignalSource {
  /// The signals that are caught.
  static let caught = [SIGWINCH, SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT]

  /// Readable while signals wait.
  let descriptor: Int32
  private let writer: Int32
  private var forwarding: (any DispatchSourceRead)?

  /// Catches the signals from now on.
  ///
  /// - Throws: ``TerminalError/system(call:code:)``.
  package init() throws(TerminalError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .system(call: "pipe", code: errno) }
    for end in ends {
      // No child inherits it, and the handler never waits.
      guard fcntl(end, F_SETFD, FD_CLOEXEC) == 0, fcntl(end, F_SETFL, O_NONBLOCK) == 0 else {
        throw .system(call: "fcntl", code: errno)
      }
    }
    descriptor = ends[0]
    writer = ends[1]
    for signal in Self.caught {
      guard cprocess_catch_signal(signal, writer) == 0 else { throw .system(call: "sigaction", code: errno) }
    }
  }

  deinit {
    forwarding?.cancel()
    for signal in Self.caught { _ = cprocess_default_signal(signal) }
    close(descriptor)
    close(writer)
  }

  /// The signals that came, oldest first.
  func take() -> [Int32] { Self.take(from: descriptor) }

  /// Hands over every signal from now on, on a thread of its own: for the time after the main loop.
  package func forward(to body: @escaping @Sendable (Int32) -> Void) {
    let source = DispatchSource.makeReadSource(
      fileDescriptor: descriptor, queue: DispatchQueue(label: "signals"))
    source.setEventHandler { [descriptor] in for signal in Self.take(from: descriptor) { body(signal) } }
    source.activate()
    forwarding = source
  }

  private static func take(from descriptor: Int32) -> [Int32] {
    var bytes = [UInt8](repeating: 0, count: 256)
    var signals: [Int32] = []
    while true {
      let count = read(descriptor, &bytes, bytes.count)
      guard count > 0 else { return signals }
      signals += bytes[..<count].map(Int32.init)
    }
  }

  /// Stops the process as ^Z does; returns when it goes on. The SIGCONT that makes it go on is not reported.
  func stop() {
    let asked = [SIGTSTP, SIGCONT]
    for signal in asked { _ = cprocess_default_signal(signal) }
    raise(SIGTSTP)
    for signal in asked { _ = cprocess_catch_signal(signal, writer) }
  }
}
