import ConfigurationKit
import ControlKit
import DashboardKit
import FoundationEssentials
import Glibc
import LibraryKit
import Logging
import ProxyKit
import ServiceLifecycle
import Synchronization
import TrackKit

/// This process as the owner of the library, as other processes of the user see it.
final class OwnInstance: ControlOwner {
  /// Makes a command ready that is to run here.
  typealias CommandMaking =
    @Sendable (
      _ request: CommandRequest, _ parts: OwnerParts, _ emit: @escaping @Sendable (CommandOutput) -> Void
    ) throws(ControlProblem) -> OwnedCommand

  let events: EventHub
  private let backend: ServingBackend
  private let parts: OwnerParts
  private let makeCommand: CommandMaking
  private let surroundings: @Sendable () -> DashboardService.Surroundings
  private let identity: Mutex<InstanceFacts>
  private let screens = Mutex(Screens())

  /// The dashboards in other processes.
  private struct Screens {
    var last = 0
    var all: [Int: RemoteScreen] = [:]
  }

  /// - Parameters:
  ///   - settings: what is in force at the moment.
  ///   - role: whether there is a screen.
  ///   - surroundings: what a dashboard in another process shows besides the backend.
  ///   - makeCommand: makes commands ready.
  init(
    _ backend: ServingBackend, settings: Current<Settings>, role: InstanceFacts.Role,
    surroundings: @escaping @Sendable () -> DashboardService.Surroundings,
    makeCommand: @escaping CommandMaking
  ) {
    self.backend = backend
    self.makeCommand = makeCommand
    self.surroundings = surroundings
    events = backend.events
    let port = backend.relay.port
    parts = OwnerParts(
      settings: {
        var settings = settings.value
        settings.configuration.proxyPort = port
        return settings
      }, library: backend.library, player: backend.player, status: { try await backend.status() },
      carryOut: { effect, screen in
        let service = DashboardService(
          backend: backend, inbox: screen, events: AsyncStream { $0.finish() })
        await service.carryOutAlone(effect)
      })
    identity = Mutex(
      InstanceFacts(
        version: Version.current, instance: String(UInt64.random(in: 1 ... .max), radix: 16),
        process: getpid(),
        role: role, database: settings.value.configuration.trackDatabase, url: backend.urls.base))
  }

  var facts: InstanceFacts { identity.withLock { $0 } }

  /// The configuration was read again: dashboards read theirs again, too.
  func tellOfSettings() {
    for screen in screens.withLock({ Array($0.all.values) }) { screen.post(.settingsChanged) }
  }

  /// The screen is gone, and it goes on.
  func loseScreen() { identity.withLock { $0.role = .serve } }

  func status() async throws -> ProxyStatus { try await backend.status() }

  func command(
    _ request: CommandRequest, emit: @escaping @Sendable (CommandOutput) -> Void
  ) throws(ControlProblem) -> OwnedCommand {
    try makeCommand(request, parts, emit)
  }

  func dashboard(emit: @escaping @Sendable ([UInt8]) -> Void) -> OwnedDashboard {
    var surroundings = surroundings()
    surroundings.isElsewhere = true
    let screen = RemoteScreen(emit: emit)
    let service = DashboardService(
      backend: backend, inbox: screen, events: events.subscribe(from: 0).events, surroundings: surroundings)
    return OwnedDashboard(
      run: { [self] in
        let number = screens.withLock { screens in
          screens.last += 1
          screens.all[screens.last] = screen
          return screens.last
        }
        defer { screens.withLock { $0.all[number] = nil } }
        await service.run()
      },
      perform: { content throws(ControlProblem) in
        for effect in try WireJSON.content([Effect].self, from: content) { service.perform(effect) }
      })
  }

  func stop() throws(ControlProblem) {
    guard facts.role == .serve else {
      throw ControlProblem(
        409, "the ytmpd-tui in process \(getpid()) is a dashboard; `q` there ends it, `d` leaves its music")
    }
    kill(getpid(), SIGTERM)
  }

  /// Has it answer on the user's control socket.
  ///
  /// - Returns: the service that does; `nil` where the socket can't be had, which is said.
  func serve(at place: ControlPlace) async -> ControlServer? {
    do {
      return try await ControlServer.start(try SocketClaim(place), owner: self)
    } catch {
      let reason = (error as? SocketClaim.Refusal)?.sentence ?? "\(error)"
      let settings = parts.settings()
      let other = await Task.offPool { Owner.find(settings) }
      events.publish(.notice(.warning, Self.sentence(on: other, database: facts.database, reason)))
      return nil
    }
  }

  /// What is said where the control socket can't be had.
  private static func sentence(on other: Owner.Finding, database: String, _ reason: String) -> String {
    guard case .found(let owner) = other else {
      return "there is no control socket, so commands and dashboards work beside this program: \(reason)"
    }
    return
      "the ytmpd-tui in process \(owner.facts.process) owns the library \(database), and serves it at \(owner.place): commands "
      + "and dashboards go to that one. End one of the two (`ytmpd-tui serve --stop` ends the other), or give this one a "
      + "library of its own: proxy_track_mapping_db"
  }
}

/// The way to a dashboard in another process.
private struct RemoteScreen: MessageTaking {
  let emit: @Sendable ([UInt8]) -> Void

  func post(_ message: Message) {
    guard let message = RemoteMessage(message) else { return }
    // A number that JSON can't hold: the message is left out.
    if let line = try? WireJSON.line(message) { emit(line) }
  }
}
