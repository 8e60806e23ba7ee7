import ConfigurationKit
import DashboardKit
import FoundationEssentials
import Glibc
import Logging
import MPDKit
import ProxyKit

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
    let (runtime, backend) = try BackgroundRuntime.start {
      var backend = try await makeBackend(
        settings, events: dashboard.events, mayAttach: true, drainTime: .seconds(1))
      backend.dashboard = DashboardService(
        backend: backend, inbox: dashboard.inbox, events: dashboard.earlyEvents,
        surroundings: DashboardService.Surroundings(
          examine: {
            let (version, findings) = await Doctor(settings: settings).badges()
            return (version, findings.compactMap(PartProblem.init))
          },
          log: log.feed, exportFolder: settings.directories.home))
      return backend
    }
    guard let service = backend.dashboard else { return }
    try dashboard.run(service, over: runtime, configuration: settings.configuration, log: log)
  }

  /// The proxy without a screen.
  ///
  /// - Throws: ``CommandFailure`` when a part that can't be missing does not come up.
  static func serve(_ settings: Settings) throws {
    let signals = ShutdownSignals()
    _ = LoggingSystem.bootstrap(settings.configuration, standardError: true)
    let (runtime, backend) = try BackgroundRuntime.start {
      try await makeBackend(settings, events: EventHub())
    }
    Logger(label: "serve").info(
      "[PROXY] listening",
      metadata: [
        "address": "\(backend.proxy.addresses.joined(separator: ","))",
        "url": "\(backend.urls.base)", "version": "\(Version.current)",
      ])
    Task.detached {
      // The library is counted, MPD and yt-dlp are looked for: a start is over some seconds after it is told.
      for pause in [Duration.zero, .seconds(6)] {
        do { try await Task.sleep(for: pause) } catch { return }
        Allocator.giveBack()
        ProgramText.release()
      }
    }
    try signals.wait(for: runtime) { backend.autoSync.request() }
  }

  /// The dashboard over the built-in origin; reads nothing of the user's.
  ///
  /// - Throws: ``CommandFailure`` when a part that can't be missing does not come up.
  static func demo(audio: Bool, logLevel: String?) throws {
    try takePlace(ProcessInfo.processInfo.environment)
    do {
      let demo = try Demo(logLevel: logLevel)
      defer { demo.folder.remove() }
      let log = LoggingSystem.bootstrap(demo.configuration, standardError: false)
      let dashboard = try Dashboard()
      let (runtime, backend) = try BackgroundRuntime.start {
        try await demo.start(for: dashboard, audio: audio, log: log.feed)
      }
      guard let service = backend.dashboard else { return }
      try dashboard.run(service, over: runtime, configuration: demo.configuration, log: log)
    } catch let error as DemoError {
      throw CommandFailure(error.description)
    }
  }

  private static func makeBackend(
    _ settings: Settings, events: EventHub, mayAttach: Bool = false, drainTime: Duration = .seconds(10)
  ) async throws -> Backend {
    let configuration = settings.configuration
    var attaches = false
    if mayAttach {
      let port = await Task.offPool { PortProbe.facts(configuration) }
      if case .us = port.occupant { attaches = true }
    }
    let address = Result { () throws(MPDAddressError) in
      try MPDAddress.resolve(
        configured: configuration.mpdSocketPath, environment: settings.environment,
        home: settings.directories.home)
    }
    let ytDlp = YtDlpResolver(options: YtDlpOptions(configuration))
    let backend = try await Backend.start(
      configuration, media: ytDlp, events: events, address: address, lister: ytDlp,
      prunes: settings.file != nil, reporter: ytDlp, attaches: attaches, drainTime: drainTime)
    if ChildProcess.find(configuration.ytDlpPath) == nil {
      backend.resolver.noteMissing()
      events.publish(.notice(.warning, URLRefreshError(kind: .notInstalled).sentence))
    }
    return backend
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
      try StandIn.divide()
    } catch {
      throw CommandFailure(error.description)
    }
    if CursesTerminal.environmentWantsColour { DirectColour.prepare(environment: environment) }
  }
}
