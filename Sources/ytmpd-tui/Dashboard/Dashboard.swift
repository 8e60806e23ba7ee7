import ConfigurationKit
import DashboardKit
import FoundationEssentials
import Glibc
import Logging
import ProxyKit
import Synchronization
import TerminalKit
import TrackKit

/// The dashboard on the main thread, over services that run in the background.
struct Dashboard {
  /// Where messages for the screen wait.
  let inbox: Inbox
  /// The hub that the backend publishes to, and what came from it before the dashboard read it: what goes wrong
  /// while the backend starts is to be seen too.
  let events: EventHub
  let earlyEvents: AsyncStream<ProxyEvent>

  /// A dashboard that is not on the screen yet.
  ///
  /// - Throws: ``CommandFailure`` when the system has no descriptor left.
  init() throws {
    do throws(TerminalError) { inbox = try Inbox() } catch { throw CommandFailure(error.description) }
    events = EventHub()
    earlyEvents = events.subscribe()
  }

  /// Shows `service`'s backend until the person or a signal ends it, then ends the backend: streams have their time to
  /// end without a screen, and a signal gives them no more.
  ///
  /// - Parameters:
  ///   - configuration: says which keys and colours the person wants.
  ///   - directories: where the person's themes are found.
  ///   - background: what the program does when it goes on without the screen; `nil` where it can't.
  /// - Throws: ``CommandFailure`` when the terminal can't be had; what ended the backend.
  func run(
    _ service: any DashboardHands, over runtime: BackgroundRuntime, configuration: Configuration,
    directories: UserDirectories, log: LogDestination, background: Background? = nil
  ) throws {
    let reason: MainLoop.ExitReason
    let signals: SignalSource
    do throws(TerminalError) {
      signals = try SignalSource()
      let (themes, problems) = Theme.known(to: directories)
      for problem in problems { events.publish(.notice(.warning, problem.description)) }
      let theme = Theme(configuration, among: themes)
      let terminal = try CursesTerminal(logDescriptor: log.descriptor, theme: theme)
      // What ends in the background ends the screen: SIGTERM is how the loop learns to leave.
      runtime.whenEnded { kill(getpid(), SIGTERM) }
      let loop = MainLoop(
        terminal: terminal, inbox: inbox, signals: signals,
        state: State(
          size: terminal.size, now: Date(), keyMap: KeyMap(configuration), theme: theme, themes: themes),
        perform: service.perform)
      reason = loop.run()
      Logger(label: "dashboard").info("dashboard ended", metadata: ["reason": "\(reason)"])
    } catch {
      runtime.whenEnded {}
      runtime.beginShutdown()
      try runtime.wait()
      throw CommandFailure(error.description)
    }
    if reason == .detach, let background {
      return try goOn(service, over: runtime, signals, background, drainTime: configuration.drainTime)
    }
    let impatience = Impatience()
    if let manner = ProxyService.Manner(after: reason, drainTime: configuration.drainTime) {
      service.willGoDown(manner)
    }
    if reason == .wait { Console.note("the songs that play are delivered to their ends; ^C quits now") }
    runtime.whenEnded {}
    runtime.beginShutdown()
    signals.forward { number in
      if number == SIGINT || number == SIGTERM { impatience.show(service.hurry) }
    }
    // Without its source a signal would end the program the hard way.
    try withExtendedLifetime(signals) { try runtime.wait() }
    if impatience.isShown { throw CommandFailure("", status: .interrupted) }
    // The shell should see that a signal ended the program; quitting by key is the ordinary end.
    if case .signal(let number) = reason, number == SIGINT {
      throw CommandFailure("", status: .interrupted)
    }
  }

  /// What the program does when it goes on without the screen.
  struct Background: Sendable {
    /// Called when it does.
    var begun: @Sendable () -> Void
    /// Called at each SIGHUP from then on; must not block.
    var onHangUp: @Sendable () -> Void
  }

  /// Goes on as `serve` does, without the terminal, until a signal ends the program; the shell has its prompt back.
  private func goOn(
    _ service: any DashboardHands, over runtime: BackgroundRuntime, _ signals: SignalSource,
    _ background: Background, drainTime: Duration
  ) throws {
    let impatience = Impatience()
    runtime.whenEnded {}
    background.begun()
    inbox.close()
    let isAsked = Atomic(false)
    signals.forward { number in
      switch number {
      case SIGHUP: background.onHangUp()
      case SIGINT, SIGTERM:
        if isAsked.exchange(true, ordering: .relaxed) { return impatience.show(service.hurry) }
        service.willGoDown(ProxyService.Manner(patience: drainTime))
        runtime.beginShutdown()
      default: break
      }
    }
    Console.note(
      "the music goes on in process \(getpid()); `ytmpd-tui` shows it again, `ytmpd-tui serve --stop` ends it"
    )
    StandIn.leave()
    try withExtendedLifetime(signals) { try runtime.wait() }
  }
}

extension ProxyService.Manner {
  /// How streams end when the dashboard does for `reason`; `nil` for as quickly as may be.
  ///
  /// A terminal that is closed is no wish to end the music: the songs that play have all the time they need, and the port
  /// is free for the next dashboard.
  ///
  /// - Parameter drainTime: how long they have when the system ends the program.
  init?(after reason: MainLoop.ExitReason, drainTime: Duration) {
    switch reason {
    case .quit, .detach, .signal(SIGINT): return nil
    case .wait, .hangup, .signal(SIGHUP): self.init(patience: nil, freesPort: true)
    case .signal: self.init(patience: drainTime)
    }
  }
}
