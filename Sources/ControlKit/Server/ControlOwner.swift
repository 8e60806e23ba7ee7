public import TrackKit

/// The process that owns the library, as requests on the control socket see it. Every call may come from any task.
public protocol ControlOwner: Sendable {
  /// Who it is.
  var facts: InstanceFacts { get }
  /// Where it says what happens.
  var events: EventHub { get }

  /// What it is doing.
  ///
  /// - Throws: when the library can't be read.
  func status() async throws -> ProxyStatus

  /// Makes one of the program's commands ready.
  ///
  /// - Parameter emit: takes what the command prints, in order; from any thread.
  /// - Throws: ``ControlProblem`` for what is no command that the owner runs.
  func command(
    _ request: CommandRequest, emit: @escaping @Sendable (CommandOutput) -> Void
  ) throws(ControlProblem) -> OwnedCommand

  /// Stands behind a dashboard in another process.
  ///
  /// - Parameter emit: takes lines for it, in order; from any thread.
  func dashboard(emit: @escaping @Sendable ([UInt8]) -> Void) -> OwnedDashboard

  /// Ends, as the system's request to do so would.
  ///
  /// - Throws: ``ControlProblem`` when it does not end so.
  func stop() throws(ControlProblem)
}

/// A command that is about to run in the owner's process.
public struct OwnedCommand: Sendable {
  /// Runs it to its end, and returns what it ended with.
  let run: @Sendable () async -> Int32
  /// Has it end soon; from any thread, before it runs as well.
  let cancel: @Sendable () -> Void

  /// A command that is run so, and cancelled so.
  public init(run: @escaping @Sendable () async -> Int32, cancel: @escaping @Sendable () -> Void) {
    self.run = run
    self.cancel = cancel
  }
}

/// What stands behind a dashboard in another process.
public struct OwnedDashboard: Sendable {
  /// Works until its task is cancelled, or the owner ends.
  let run: @Sendable () async -> Void
  /// Takes JSON that says what the person wants done; from any thread.
  let perform: @Sendable ([UInt8]) throws(ControlProblem) -> Void

  /// Work for a dashboard.
  public init(
    run: @escaping @Sendable () async -> Void,
    perform: @escaping @Sendable ([UInt8]) throws(ControlProblem) -> Void
  ) {
    self.run = run
    self.perform = perform
  }
}
