import Dispatch
import Logging
import ServiceLifecycle
import Synchronization

/// The one root of everything asynchronous, while the main thread belongs to the terminal or to signals.
///
/// The root task is detached: with a synchronous `main`, nobody drains the main actor.
final class BackgroundRuntime: Sendable {
  private struct State {
    var group: ServiceGroup?
    var outcome: Result<Void, any Error>?
    var whenEnded: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())
  private let ended = DispatchGroup()

  private init() { ended.enter() }

  /// The group writes whole services into its lines for debugging, with all that is in their options: the proxies'
  /// passwords, for example.
  private static var logger: Logger {
    var logger = Logger(label: "services")
    logger.logLevel = max(logger.logLevel, .info)
    return logger
  }

  /// Makes something and runs the services it consists of. Blocks until they are up.
  ///
  /// - Parameter make: gives what was made, and its services, which are ended in reverse order.
  /// - Throws: what `make` throws.
  static func start<Made: Sendable>(
    _ make: @escaping @Sendable () async throws -> (Made, services: [any Service])
  ) throws -> (runtime: BackgroundRuntime, made: Made) {
    let runtime = BackgroundRuntime()
    let started = DispatchSemaphore(value: 0)
    let outcome = Mutex<Result<Made, any Error>?>(nil)
    Task.detached {
      do {
        let (made, services) = try await make()
        let group = ServiceGroup(
          configuration: .init(
            services: services.map { .init(service: $0) }, logger: Self.logger))
        runtime.state.withLock { $0.group = group }
        outcome.withLock { $0 = .success(made) }
        started.signal()
        try await group.run()
        runtime.end(.success(()))
      } catch {
        let isStarting = outcome.withLock { outcome in
          defer { if outcome == nil { outcome = .failure(error) } }
          return outcome == nil
        }
        if isStarting { started.signal() }
        runtime.end(.failure(error))
      }
    }
    started.wait()
    guard let result = outcome.withLock({ $0 }) else { throw CancellationError() }
    return (runtime, try result.get())
  }

  /// Lets streams end, then everything else.
  func beginShutdown() {
    let group = state.withLock { $0.group }
    // Owned by the group, which ends with it.
    Task.detached { await group?.triggerGracefulShutdown() }
  }

  /// Calls `body` when everything has ended, at once if it has already.
  func whenEnded(_ body: @escaping @Sendable () -> Void) {
    let hasEnded = state.withLock { state in
      if state.outcome == nil { state.whenEnded = body }
      return state.outcome != nil
    }
    if hasEnded { body() }
  }

  /// Blocks until everything has ended.
  ///
  /// - Throws: what ended it, unless it was a shutdown.
  func wait() throws {
    ended.wait()
    try state.withLock { $0.outcome }?.get()
  }

  private func end(_ outcome: Result<Void, any Error>) {
    let body = state.withLock { state in
      state.outcome = outcome
      defer { state.whenEnded = nil }
      return state.whenEnded
    }
    ended.leave()
    body?()
  }
}
