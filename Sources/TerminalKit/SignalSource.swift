import CProcess
import Dispatch
import Glibc

/// The signals that concern a program with a screen. Belongs to the thread that makes it, which takes them.
///
/// Handlers rather than a signal mask: a mask would be inherited by MPD and yt-dlp, which then could not be
/// stopped. There is one for the process, made before the terminal is, so that ncurses leaves these signals alone.
package final class SignalSource {
  /// The signals that are caught.
  static let caught = [SIGWINCH, SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT]

  /// For what may keep the thread from taking them.
  let rescue: OutputRescue
  private let queue: SignalQueue
  /// Where the handlers write.
  private let writer: Int32
  private let reading: any DispatchSourceRead

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
    let reader = ends[0]
    writer = ends[1]
    rescue = OutputRescue()
    queue = try SignalQueue(rescue)
    reading = DispatchSource.makeReadSource(fileDescriptor: reader, queue: DispatchQueue(label: "signals"))
    reading.setEventHandler { [queue] in for signal in Self.signals(from: reader) { queue.add(signal) } }
    reading.setCancelHandler { close(reader) }
    reading.activate()
    for signal in Self.caught {
      guard cprocess_catch_signal(signal, writer) == 0 else { throw .system(call: "sigaction", code: errno) }
    }
  }

  deinit {
    for signal in Self.caught { _ = cprocess_default_signal(signal) }
    reading.cancel()
    close(writer)
  }

  /// Readable while signals wait.
  var descriptor: Int32 { queue.descriptor }

  /// The signals that came, oldest first.
  func take() -> [Int32] { queue.take() }

  /// Hands over every signal from now on, on a thread of its own: for the time after the main loop.
  package func forward(to body: @escaping @Sendable (Int32) -> Void) { queue.forward(to: body) }

  /// Stops the process as ^Z does; returns when it goes on. The SIGCONT that makes it go on is not reported.
  func stop() {
    let asked = [SIGTSTP, SIGCONT]
    for signal in asked { _ = cprocess_default_signal(signal) }
    raise(SIGTSTP)
    for signal in asked { _ = cprocess_catch_signal(signal, writer) }
  }

  private static func signals(from descriptor: Int32) -> [Int32] {
    var bytes = [UInt8](repeating: 0, count: 256)
    var signals: [Int32] = []
    while true {
      let count = read(descriptor, &bytes, bytes.count)
      guard count > 0 else { return signals }
      signals += bytes[..<count].map(Int32.init)
    }
  }
}
