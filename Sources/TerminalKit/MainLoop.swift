import CNcurses
package import DashboardKit
import FoundationEssentials
import Glibc
import TrackKit

/// The dashboard's life on the main thread: sleep until a key, a message, a signal or the next tick; update;
/// paint. It sleeps without end when nothing moves.
package final class MainLoop {
  /// Why the dashboard ended.
  package enum ExitReason: Equatable, CustomStringConvertible {
    /// The user asked for it.
    case quit
    /// The user asked for it, when the songs that play have been delivered.
    case wait
    /// The user asked for it, and the program goes on in the background.
    case detach
    /// This signal did.
    case signal(Int32)
    /// The terminal is gone.
    case hangup

    package var description: String {
      switch self {
      case .quit: "quit"
      case .wait: "quit when all is delivered"
      case .detach: "detached"
      case .signal(let number): "signal \(number) (\(String(cString: strsignal(number))))"
      case .hangup: "the terminal is gone"
      }
    }
  }

  /// At most thirty pictures a second.
  private static let frame = 1.0 / 30

  private let terminal: CursesTerminal
  private let inbox: Inbox
  private let signals: SignalSource
  private let renderer: Renderer
  private let perform: (Effect) -> Void
  private var state: State
  private var exit: ExitReason?
  private var needsPaint = true
  private var lastPaint = Date.distantPast
  private var tickAt: Date?

  /// A loop over `terminal`.
  ///
  /// - Parameters:
  ///   - inbox: what other threads have to say.
  ///   - signals: made before the terminal.
  ///   - state: where it starts.
  ///   - perform: carries out what the dashboard wants, except leaving and repainting. It runs on the main
  ///     thread and must not block: long work answers through the inbox.
  package init(
    terminal: CursesTerminal, inbox: Inbox, signals: SignalSource, state: State,
    perform: @escaping (Effect) -> Void
  ) {
    self.terminal = terminal
    self.inbox = inbox
    self.signals = signals
    self.state = state
    self.perform = perform
    renderer = Renderer(text: terminal.text, clock: .system)
  }

  /// Runs until the dashboard ends; the terminal is then as it was found.
  package func run() -> ExitReason {
    defer {
      let isStopped = terminal.isSuspended
      signals.rescue.limit(terminal.restore)
      if isStopped { StandIn.release() }
    }
    deliver(.resize(terminal.size))
    deliver(.started)
    while true {
      if let exit { return exit }
      paintIfDue()
      wait()
    }
  }

  private func deliver(_ message: Message) {
    for effect in state.update(message, now: Date()) {
      switch effect {
      case .quit: exit = exit ?? .quit
      case .quitWhenDelivered: exit = exit ?? .wait
      case .detach: exit = exit ?? .detach
      case .redraw: terminal.repaint()
      case .suspend: suspend()
      case .copy(let text): copy(text)
      default: perform(effect)
      }
    }
    needsPaint = true
  }

  private func copy(_ text: String) {
    let isCopied = terminal.copy(text)
    deliver(
      .toast(
        isCopied ? .info : .warning,
        isCopied ? "Copied \(text)" : "This terminal has no clipboard: \(text)"))
  }

  private func paintIfDue() {
    let now = Date()
    // A clock set back must not hold the picture up.
    let sincePaint = now.timeIntervalSince(lastPaint)
    guard needsPaint, !terminal.isSuspended, sincePaint >= Self.frame || sincePaint < 0 else { return }
    terminal.use(state.theme, isLight: state.isGroundLight)
    terminal.setTitle(renderer.windowTitle(state))
    let screen = renderer.render(state, now: now)
    terminal.paint(screen.cells)
    needsPaint = false
    // Clicks and scrolling refer to this screen from now on. The message has no effects and needs no repaint.
    _ = state.update(.shown(screen.map), now: now)
    lastPaint = now
    tickAt = state.nextTick(now: now).map { now + $0 / .seconds(1) }
  }

  /// Milliseconds until there is something to do without being woken; -1 for never.
  private func timeout(now: Date) -> Int32 {
    // Nothing is due while the screen is not shown.
    let picture = terminal.isSuspended ? nil : needsPaint ? lastPaint + Self.frame : tickAt
    let key = terminal.patience.map { now + $0 / .seconds(1) }
    guard let due = [picture, key].compactMap({ $0 }).min() else { return -1 }
    return Int32(min(max(0, due.timeIntervalSince(now) * 1000).rounded(.up), 3_600_000))
  }

  private func wait() {
    let readable = Int16(POLLIN)
    // The shell reads the keys while it has the terminal; poll passes a negative descriptor over.
    var watched = [
      pollfd(fd: terminal.isSuspended ? -1 : STDIN_FILENO, events: readable, revents: 0),
      pollfd(fd: inbox.descriptor, events: readable, revents: 0),
      pollfd(fd: signals.descriptor, events: readable, revents: 0),
    ]
    let count = poll(&watched, nfds_t(watched.count), timeout(now: Date()))
    if count < 0, errno != EINTR { exit = .hangup }
    if count == 0, terminal.patience != nil { press(terminal.lateKeys()) }
    if count > 0 {
      if watched[2].revents != 0 { for signal in signals.take() { handle(signal) } }
      if watched[1].revents != 0 { for message in inbox.take() { deliver(message) } }
      if watched[0].revents != 0 { readKeys(watched[0].revents) }
    }
    if let tickAt, tickAt <= Date(), !terminal.isSuspended {
      self.tickAt = nil
      deliver(.tick)
    }
  }

  private func readKeys(_ events: Int16) {
    // A terminal that is gone is readable for ever, at its end.
    guard events & Int16(POLLHUP | POLLERR | POLLNVAL) == 0, let keys = terminal.keys() else {
      exit = exit ?? .hangup
      return
    }
    press(keys)
  }

  private func press(_ keys: [Key]) {
    for key in keys {
      deliver(.key(key))
      if exit != nil { return }
    }
  }

  private func handle(_ signal: Int32) {
    switch signal {
    case SIGWINCH:
      terminal.resize()
      deliver(.resize(terminal.size))
    case SIGTSTP: suspend()
    case SIGCONT: goOn()
    default: exit = exit ?? .signal(signal)
    }
  }

  /// Gives the terminal to the shell. This process keeps running, and so does the music: a stand-in stops instead.
  private func suspend() {
    guard !terminal.isSuspended else { return }
    terminal.giveBack()
    guard !StandIn.stop() else { return }
    // There is no stand-in, so the whole process has to stop.
    signals.stop()
    goOn()
  }

  private func goOn() {
    guard StandIn.isInForeground else { return }
    terminal.takeAgain()
    deliver(.resize(terminal.size))
  }
}
