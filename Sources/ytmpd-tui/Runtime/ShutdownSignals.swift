import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// SIGINT and SIGTERM of a program without a screen: the first asks it to go down, a second ends it at once.
///
/// Made before anything else is: a signal that comes while the program starts is kept until it can be heeded,
/// and nobody who sees the program listen can end it the hard way.
final class ShutdownSignals {
  private enum State {
    case starting(isAsked: Bool)
    case running(BackgroundRuntime)
    case ending
  }

  private let sources: [any DispatchSourceSignal]
  private let request: Request

  /// Catches the signals from now on, and lets SIGHUP pass: a hang-up of the terminal must not end the proxy.
  init() {
    let request = Request()
    let queue = DispatchQueue(label: "signals")
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { request.ask() }
      source.activate()
      return source
    }
    self.request = request
    signal(SIGHUP, SIG_IGN)
  }

  deinit { for source in sources { source.cancel() } }

  /// Blocks until `runtime` has ended, by itself or because a signal asked for it.
  ///
  /// - Throws: what ended it, unless it was a shutdown.
  func wait(for runtime: BackgroundRuntime) throws {
    request.run(runtime)
    try runtime.wait()
  }

  /// The request to go down, which may come before there is anything to end.
  private final class Request: Sendable {
    private let state = Mutex(State.starting(isAsked: false))

    func ask() {
      let runtime: BackgroundRuntime? = state.withLock { state in
        switch state {
        case .starting(isAsked: false):
          state = .starting(isAsked: true)
          return nil
        case .running(let runtime):
          state = .ending
          return runtime
        case .starting(isAsked: true), .ending: _exit(CommandFailure.Status.interrupted.rawValue)
        }
      }
      runtime?.beginShutdown()
    }

    func run(_ runtime: BackgroundRuntime) {
      let isAsked = state.withLock { state in
        guard case .starting(isAsked: true) = state else {
          state = .running(runtime)
          return false
        }
        state = .ending
        return true
      }
      if isAsked { runtime.beginShutdown() }
    }
  }
}
