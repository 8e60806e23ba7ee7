import ConfigurationKit
import DashboardKit
import DemoKit
import FoundationEssentials
import Glibc
import LibraryKit
import Logging
import MPDKit
import ProxyKit
import TerminalKit
import TrackKit

/// Puts the program together out of its parts and runs it. The commands say what is wanted; this knows how.
///
/// All of these run on the main thread until the user, or a signal, ends them.
enum Composition {
  /// The dashboard, with the proxy inside, or over the one that runs already.
  ///
  /// - Throws: ``CommandFailure`` when a part that can't be missing does not come up.
  static func dashboard(_ settings: Settings) throws {
    try takePlace(settings.environment)
    let log = LoggingSystem.bootstrap(settings.configuration, standardError: false)
    let dashboard = try Dashboard()
    let (runtime, service) = try BackgroundRuntime.start {
      let backend = try await backend(settings, events: dashboard.events)
      let service = DashboardService(
        backend: backend, inbox: dashboard.inbox, events: dashboard.earlyEvents,
        surroundings: DashboardService.Surroundings(
          examine: {
            let (version, findings) = await Doctor(settings: settings).badges()
            return (version, findings.compactMap(PartProblem.init))
          },
          log: log.feed, exportFolder: settings.directories.state,
          pendingFile: settings.directories.state + "/pending", directories: settings.directories))
      return (service, backend.services + [service])
    }
    try dashboard.run(service, over: runtime, configuration: settings.configuration, log: log)
  }

  /// The proxy without a screen.
  ///
  /// - Parameters:
  ///   - stays: whether it outlives its terminal.
  ///   - reload: reads the settings again.
  /// - Throws: ``CommandFailure`` when a part that can't be missing does not come up, and at the end by ^C.
  static func serve(
    _ settings: Settings, stays: Bool, reload: @escaping @Sendable () throws -> Settings
  ) throws {
    let sockets = try ActivationSockets.take(environment: settings.environment)
    let notifier = SystemdNotifier(environment: settings.environment)
    // What yt-dlp and others say is theirs.
    for name in ["NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC"] { unsetenv(name) }
    let signals = ShutdownSignals(stays: stays)
    let drainTime = Current(settings.configuration.drainTime)
    let log = LoggingSystem.bootstrap(settings.configuration, standardError: true)
    let (runtime, backend) = try BackgroundRuntime.start {
      var parts = parts(settings, drainTime: settings.configuration.drainTime)
      parts.sockets = sockets
      let backend = try await ServingBackend.start(settings, parts, events: EventHub())
      noteMissingYtDlp(settings, backend.library, events: backend.events)
      let reports = notifier.map { notifier in
        SystemdReports(notifier: notifier, drainTime: { drainTime.value }) { try await backend.status() }
      }
      return (backend, backend.services + (reports.map { [$0] } ?? []))
    }
    Logger(label: "serve").info(
      "[PROXY] listening",
      metadata: [
        "address": "\(backend.relay.addresses.joined(separator: ","))",
        "url": "\(backend.urls.base)", "version": "\(Version.current)",
      ])
    let reload = SettingsReload(
      settings, read: reload,
      heed: { settings in
        log.level = Logger.Level(settings.configuration.logLevel)
        drainTime.value = settings.configuration.drainTime
        backend.take(settings)
      }, events: backend.events)
    try signals.wait(for: runtime, hurry: backend.hurry) {
      notifier?.send("RELOADING=1", "MONOTONIC_USEC=\(SystemdNotifier.monotonicMicroseconds)")
      log.reopen()
      reload.request {
        backend.autoSync.request()
        notifier?.send("READY=1")
      }
    }
  }

  /// The dashboard over the built-in origin; reads nothing of the user's.
  ///
  /// - Throws: ``CommandFailure`` when a part that can't be missing does not come up.
  static func demo(audio: Bool, logLevel: String?) throws {
    try takePlace(ProcessInfo.processInfo.environment)
    do {
      let demo = try Demo(logLevel: logLevel)
      defer { demo.folder.remove() }
      let log = LoggingSystem.bootstrap(demo.settings.configuration, standardError: false)
      let dashboard = try Dashboard()
      let (runtime, service) = try BackgroundRuntime.start {
        try await demo.start(for: dashboard, audio: audio, log: log.feed)
      }
      try dashboard.run(service, over: runtime, configuration: demo.settings.configuration, log: log)
    } catch let error as DemoError {
      throw CommandFailure(error.description)
    }
  }

  /// The program behind the dashboard: over the relay of a `serve` that runs already, else with one of its own.
  private static func backend(_ settings: Settings, events: EventHub) async throws -> any Backend {
    let occupant = await Task.offPool { PortProbe.facts(settings.configuration).occupant }
    let backend: any Backend
    if case .us = occupant {
      backend = try await AttachedBackend.start(
        settings, ytDlp: YtDlpResolver(options: settings.ytDlp), address: address(settings), events: events)
    } else {
      backend = try await ServingBackend.start(
        settings, parts(settings, drainTime: .seconds(1)), events: events)
    }
    noteMissingYtDlp(settings, backend.library, events: events)
    return backend
  }

  private static func parts(_ settings: Settings, drainTime: Duration) -> ServingBackend.Parts {
    let ytDlp = CurrentYtDlp(settings.ytDlp)
    return ServingBackend.Parts(
      media: ytDlp, lister: ytDlp, reporter: settings.configuration.reportHistory ? ytDlp : nil,
      address: address(settings), drainTime: drainTime, ytDlp: ytDlp)
  }

  private static func address(_ settings: Settings) -> Result<MPDAddress, MPDAddressError> {
    Result { () throws(MPDAddressError) in try settings.mpdAddress() }
  }

  /// Says at the start what the first listener would else learn.
  private static func noteMissingYtDlp(_ settings: Settings, _ library: Library, events: EventHub) {
    guard ExecutablePath.find(settings.ytDlp.program) == nil else { return }
    library.resolver.noteMissing()
    events.publish(.notice(.warning, URLRefreshError(kind: .notInstalled).sentence))
  }

  /// Makes the process fit for a screen, while it has one thread only. Everything that may fail with words on the
  /// screen fails before the screen is taken.
  ///
  /// - Throws: ``CommandFailure`` where there can be no dashboard.
  private static func takePlace(_ environment: [String: String]) throws {
    do throws(TerminalError) {
      for (descriptor, name) in [(STDIN_FILENO, "input"), (STDOUT_FILENO, "output")]
      where isatty(descriptor) != 1 {
        throw TerminalError.notATerminal(stream: name)
      }
      try CursesTerminal.checkFitness()
      try StandIn.divide(complain: Console.complain)
    } catch {
      throw CommandFailure(error.description)
    }
    if CursesTerminal.environmentWantsColour { DirectColour.prepare(environment: environment) }
  }
}
