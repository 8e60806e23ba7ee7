import Dispatch
import Glibc
import Synchronization

/// SIGINT and SIGTERM of a program without a screen: the first asks it to go down, a second to do so in a hurry, and a
/// third ends it at once. SIGHUP asks it to read again what it read at its start; from a terminal that was closed, it asks it
/// to go down.
///
/// Made before anything else is: a signal that comes while the program starts is kept until it can be heeded,
/// and nobody who sees the program listen can end it the hard way.
final class ShutdownSignals {
  private enum State {
    case starting(isAsked: Bool, hangsUp: Bool)
    case running(BackgroundRuntime, hurry: @Sendable () -> Void, onHangUp: @Sendable () -> Void)
    case ending(hurry: @Sendable () -> Void)
  }

  private let sources: [any DispatchSourceSignal]
  private let request: Request

  /// Catches the signals from now on.
  ///
  /// - Parameter stays: whether the program outlives its terminal; started by nohup, it does in any case.
  init(stays: Bool = false) {
    let request = Request()
    let queue = DispatchQueue(label: "signals")
    let isHeldUp = signal(SIGHUP, SIG_IGN).map { unsafeBitCast($0, to: Int.self) == 1 } ?? false
    let terminal = ControllingTerminal()
    let outlivesTerminal = stays || isHeldUp
    sources = [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        switch number {
        case SIGHUP:
          guard terminal.isClosed() else { return request.hangUp() }
          if !outlivesTerminal { request.ask() }
        case SIGINT: request.ask(isInterruption: true)
        default: request.ask()
        }
      }
      source.activate()
      return source
    }
    self.request = request
  }

  deinit { for source in sources { source.cancel() } }

  /// Blocks until `runtime` has ended, by itself or because a signal asked for it.
  ///
  /// - Parameters:
  ///   - onHangUp: called at each SIGHUP, on a thread of the signals' own; must not block.
  ///   - hurry: gives streams no more time; the same holds for it.
  /// - Throws: what ended it, unless it was a shutdown; a ``CommandFailure`` without words when it was hurried, or ended by
  ///   ^C.
  func wait(
    for runtime: BackgroundRuntime, hurry: @escaping @Sendable () -> Void,
    onHangUp: @escaping @Sendable () -> Void
  ) throws {
    request.run(runtime, hurry: hurry, onHangUp: onHangUp)
    try runtime.wait()
    if request.impatience.isShown || request.isInterrupted { throw CommandFailure("", status: .interrupted) }
  }

  /// The request to go down, which may come before there is anything to end.
  private final class Request: Sendable {
    let impatience = Impatience()
    private let state = Mutex(State.starting(isAsked: false, hangsUp: false))
    private let interrupted = Mutex(false)

    /// Whether ^C was pressed.
    var isInterrupted: Bool { interrupted.withLock { $0 } }

    func ask(isInterruption: Bool = false) {
      if isInterruption { interrupted.withLock { $0 = true } }
      let act: (@Sendable () -> Void)? = state.withLock { state in
        switch state {
        case .starting(isAsked: false, let hangsUp):
          state = .starting(isAsked: true, hangsUp: hangsUp)
          return nil
        case .running(let runtime, let hurry, _):
          state = .ending(hurry: hurry)
          return { runtime.beginShutdown() }
        case .ending(let hurry): return { [impatience] in impatience.show(hurry) }
        // Nothing is being streamed yet.
        case .starting(isAsked: true, _): Impatience.end()
        }
      }
      act?()
    }

    func hangUp() {
      let body: (@Sendable () -> Void)? = state.withLock { state in
        switch state {
        case .starting(let isAsked, _): state = .starting(isAsked: isAsked, hangsUp: true)
        case .running(_, _, let onHangUp): return onHangUp
        case .ending: break
        }
        return nil
      }
      body?()
    }

    func run(
      _ runtime: BackgroundRuntime, hurry: @escaping @Sendable () -> Void,
      onHangUp: @escaping @Sendable () -> Void
    ) {
      let (isAsked, hangsUp) = state.withLock { state in
        guard case .starting(let isAsked, let hangsUp) = state else { return (false, false) }
        state = isAsked ? .ending(hurry: hurry) : .running(runtime, hurry: hurry, onHangUp: onHangUp)
        return (isAsked, hangsUp && !isAsked)
      }
      if isAsked { runtime.beginShutdown() }
      if hangsUp { onHangUp() }
    }
  }
}
