import ConfigurationKit
import DashboardKit
import FoundationEssentials
import Glibc
import Logging
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

  /// Shows `service`'s backend until the person or a signal ends it, then ends the backend.
  ///
  /// - Parameter configuration: says which keys and colours the person wants.
  /// - Throws: ``CommandFailure`` when the terminal can't be had; what ended the backend.
  func run(
    _ service: DashboardService, over runtime: BackgroundRuntime, configuration: Configuration,
    log: LogDestination
  ) throws {
    let reason: MainLoop.ExitReason
    do throws(TerminalError) {
      let signals = try SignalSource()
      let theme = Theme(configuration)
      let terminal = try CursesTerminal(logDescriptor: log.descriptor, theme: theme)
      // What ends in the background ends the screen: SIGTERM is how the loop learns to leave.
      runtime.whenEnded { kill(getpid(), SIGTERM) }
      let loop = MainLoop(
        terminal: terminal, inbox: inbox, signals: signals,
        state: State(
          size: terminal.size, now: Date(), keyMap: KeyMap(configuration), theme: theme, themes: Theme.all),
        perform: service.perform)
      reason = loop.run()
      Logger(label: "dashboard").info("dashboard ended", metadata: ["reason": "\(reason)"])
    } catch {
      runtime.whenEnded {}
      runtime.beginShutdown()
      try runtime.wait()
      throw CommandFailure(error.description)
    }
    runtime.whenEnded {}
    runtime.beginShutdown()
    try runtime.wait()
    // The shell should see that a signal ended the program; quitting by key is the ordinary end.
    if case .signal(let number) = reason, number == SIGINT {
      throw CommandFailure("", status: .interrupted)
    }
  }
}
