import ConfigurationKit
import ControlKit
import DashboardKit
import DemoKit
import FoundationEssentials
import Glibc
import LibraryKit
import Logging
import MPDKit
import ProxyKit
import ServiceLifecycle
import TerminalKit
import TrackKit

/// Puts the program together out of its parts and runs it. The commands say what is wanted; this knows how.
///
/// All of these run on the main thread until the user, or a signal, ends them.
enum Composition {
  /// The dashboard, with the proxy inside, or over the one that runs already.
  ///
  /// - Parameters:
  ///   - command: makes the commands of other processes ready to run in this one.
  ///   - reload: reads the settings again.
  /// - Throws: ``CommandFailure`` when a part that can't be missing does not come up.
  static func dashboard(
    _ settings: Settings, command: @escaping OwnInstance.CommandMaking,
    reload: @escaping @Sendable () throws -> Settings
  ) throws {
    try takePlace(settings.environment)
    let log = LoggingSystem.bootstrap(settings.configuration, standardError: false)
    let dashboard = try Dashboard()
    let (runtime, made) = try BackgroundRuntime.start { () async throws -> (Made, [any Service]) in
      if let owner = try await owner(settings) {
        let service = AttachedDashboard(owner, settings: settings, inbox: dashboard.inbox, reload: reload)
        return (Made(service: service), [service])
      }
      let backend = try await ServingBackend.start(
        settings, parts(settings, drainTime: .seconds(1)), events: dashboard.events)
      noteMissingYtDlp(settings, backend.library, events: dashboard.events)
      let surroundings = surroundings(settings, log)
      let inForce = Current(settings)
      let instance = OwnInstance(
        backend, settings: inForce, role: .dashboard, surroundings: surroundings, makeCommand: command)
      let control = await instance.serve(at: settings.controlPlace)
      var own = surroundings()
      own.canDetach = control != nil
      let service = DashboardService(
        backend: backend, inbox: dashboard.inbox, events: dashboard.earlyEvents, surroundings: own)
      let reload = Self.reload(settings, inForce, backend, instance, log, read: reload)
      let background = Dashboard.Background(begun: { instance.loseScreen() }) {
        log.reopen()
        reload.request { backend.autoSync.request() }
      }
      return (
        Made(service: service, background: background),
        backend.services + [service] + (control.map { [$0] } ?? [])
      )
    }
    try dashboard.run(
      made.service, over: runtime, configuration: settings.configuration, directories: settings.directories,
      log: log, background: made.background)
  }

  /// What the dashboard is made over.
  private struct Made: Sendable {
    var service: any DashboardHands
    var background: Dashboard.Background?
  }

  /// Reads the settings again, and has the program heed them.
  private static func reload(
    _ settings: Settings, _ inForce: Current<Settings>, _ backend: ServingBackend, _ instance: OwnInstance,
    _ log: LogDestination, read: @escaping @Sendable () throws -> Settings
  ) -> SettingsReload {
    SettingsReload(
      settings, read: read,
      heed: { settings in
        log.level = Logger.Level(settings.configuration.logLevel)
        inForce.value = settings
        backend.take(settings)
        instance.tellOfSettings()
      }, events: backend.events)
  }

  /// The proxy without a screen.
  ///
  /// - Parameters:
  ///   - stays: whether it outlives its terminal.
  ///   - command: makes the commands of other processes ready to run in this one.
  ///   - reload: reads the settings again.
  /// - Throws: ``CommandFailure`` when a part that can't be missing does not come up, and at the end by ^C.
  static func serve(
    _ settings: Settings, stays: Bool, command: @escaping OwnInstance.CommandMaking,
    reload: @escaping @Sendable () throws -> Settings
  ) throws {
    let sockets = try ActivationSockets.take(environment: settings.environment)
    let notifier = SystemdNotifier(environment: settings.environment)
    // What yt-dlp and others say is theirs.
    for name in ["NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC"] { unsetenv(name) }
    let signals = ShutdownSignals(stays: stays)
    let inForce = Current(settings)
    let log = LoggingSystem.bootstrap(settings.configuration, standardError: true)
    let (runtime, (backend, instance)) = try BackgroundRuntime.start {
      () async throws -> ((ServingBackend, OwnInstance), [any Service]) in
      var parts = parts(settings, drainTime: settings.configuration.drainTime)
      parts.sockets = sockets
      let backend = try await ServingBackend.start(settings, parts, events: EventHub())
      noteMissingYtDlp(settings, backend.library, events: backend.events)
      let reports = notifier.map { notifier in
        SystemdReports(notifier: notifier, drainTime: { inForce.value.configuration.drainTime }) {
          try await backend.status()
        }
      }
      let instance = OwnInstance(
        backend, settings: inForce, role: .serve, surroundings: surroundings(settings, log),
        makeCommand: command)
      let control = await instance.serve(at: settings.controlPlace)
      return (
        (backend, instance), backend.services + (reports.map { [$0] } ?? []) + (control.map { [$0] } ?? [])
      )
    }
    Logger(label: "serve").info(
      "[PROXY] listening",
      metadata: [
        "address": "\(backend.relay.addresses.joined(separator: ","))",
        "url": "\(backend.urls.base)", "version": "\(Version.current)",
      ])
    let reload = Self.reload(settings, inForce, backend, instance, log, read: reload)
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
        try await demo.start(for: dashboard, audio: audio, log: log.board.subscribe())
      }
      try dashboard.run(
        service, over: runtime, configuration: demo.settings.configuration,
        directories: UserDirectories(environment: [:]), log: log)
    } catch let error as DemoError {
      throw CommandFailure(error.description)
    }
  }

  /// The owner of the library, where there is one already.
  ///
  /// - Throws: ``CommandFailure`` when it does not answer.
  private static func owner(_ settings: Settings) async throws -> Owner? {
    switch await Task.offPool({ Owner.find(settings) }) {
    case .found(let owner): return owner
    case .nobody: return nil
    // One that takes the socket over says what is wrong with it.
    case .unusable: return nil
    case .silent(let who): throw CommandFailure(who)
    }
  }

  /// What a dashboard shows besides the backend.
  private static func surroundings(
    _ settings: Settings, _ log: LogDestination
  ) -> @Sendable () -> DashboardService.Surroundings {
    let pending = PendingAdditions(path: settings.directories.state + "/pending")
    return {
      DashboardService.Surroundings(
        examine: {
          let (version, findings) = await Doctor(settings: settings).badges()
          return (version, findings.compactMap(PartProblem.init))
        },
        log: log.board.subscribe(), exportFolder: settings.directories.state, pending: pending,
        directories: settings.directories)
    }
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
