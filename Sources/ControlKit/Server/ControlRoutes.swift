import ProxyKit
import Synchronization
import TrackKit

/// What the control socket answers to which request. Answers are made by tasks: one that is cancelled ends its work.
struct ControlRoutes: Sendable {
  let owner: any ControlOwner
  private let commands = WorkRegister<OwnedCommand>(limit: ControlAPI.mostCommands, name: "commands")
  private let dashboards = WorkRegister<OwnedDashboard>(limit: ControlAPI.mostDashboards, name: "dashboards")

  init(_ owner: any ControlOwner) { self.owner = owner }

  /// Answers a request.
  ///
  /// - Throws: ``AnswerWriter/Gone``, `CancellationError`; the connection is to be closed then.
  func answer(_ request: RequestHead, on writer: AnswerWriter) async throws {
    do {
      let target = ControlTarget(request.target)
      if request.isContentUnread {
        throw ControlProblem(413, "\(ControlAPI.longestContent) bytes are the most that a request may have")
      }
      try await answer(request, target, on: writer)
    } catch let problem as ControlProblem {
      let fields = problem.status == 405 ? [HeaderField(name: "allow", value: allowed(request))] : []
      try await writer.write(problem, fields: fields)
    }
  }

  private func answer(_ request: RequestHead, _ target: ControlTarget, on writer: AnswerWriter) async throws {
    switch target.path {
    case "/version":
      try check(request, isGet: true)
      try await writer.write(owner.facts)
    case "/status":
      try check(request, isGet: true)
      try await writer.write(try await status())
    case "/events":
      try check(request, isGet: true)
      try await answerEvents(from: try target.number("from"), instance: target.query["instance"], on: writer)
    case "/commands":
      try check(request, isGet: false)
      try await runCommand(try WireJSON.content(CommandRequest.self, from: request.content), on: writer)
    case let path? where path.hasPrefix("/commands/") && path.hasSuffix("/cancel"):
      try check(request, isGet: false)
      let word = path.dropFirst("/commands/".count).dropLast("/cancel".count)
      guard let command = UInt64(word).flatMap({ commands[$0] }) else {
        throw ControlProblem(404, "no command with this number runs")
      }
      command.cancel()
      try await writer.write(owner.facts)
    case "/dashboards":
      try check(request, isGet: false)
      try await showDashboard(on: writer)
    case let path? where path.hasPrefix("/dashboards/") && path.hasSuffix("/effects"):
      try check(request, isGet: false)
      let word = path.dropFirst("/dashboards/".count).dropLast("/effects".count)
      guard let dashboard = UInt64(word).flatMap({ dashboards[$0] }) else {
        throw ControlProblem(404, "there is no dashboard with this number")
      }
      try dashboard.perform(request.content)
      try await writer.write(owner.facts)
    case "/stop":
      try check(request, isGet: false)
      try owner.stop()
      try await writer.write(owner.facts)
    default: throw target.problem
    }
  }

  private func allowed(_ request: RequestHead) -> String {
    switch ControlTarget(request.target).path {
    case "/version", "/status", "/events": "GET, HEAD"
    default: "POST"
    }
  }

  private func check(_ request: RequestHead, isGet: Bool) throws(ControlProblem) {
    switch request.method {
    case .get where isGet, .head where isGet, .post where !isGet: return
    default: throw ControlProblem(405, "only \(isGet ? "GET" : "POST") is answered here")
    }
  }

  private func status() async throws(ControlProblem) -> ProxyStatus {
    do { return try await owner.status() } catch {
      throw ControlProblem(503, "the library can't be read: \(error)")
    }
  }

  // MARK: Events

  private func answerEvents(from number: UInt64?, instance: String?, on writer: AnswerWriter) async throws {
    // Numbers of another run say nothing here: all that is kept is new.
    let isOther = instance.map { $0 != owner.facts.instance } ?? false
    let (events, first, lost) = owner.events.subscribe(from: isOther ? 0 : number ?? .max)
    try await writer.begin()
    let outbox = LineOutbox()
    outbox.add(try WireJSON.line(EventStreamLine.opening(instance: owner.facts.instance, next: first)))
    if lost > 0 { outbox.add(try WireJSON.line(EventStreamLine.gap(lost: lost))) }
    try await withThrowingTaskGroup { group in
      group.addTask {
        var gap = EventGap()
        for await event in events {
          let lost = gap.lost(before: event)
          if lost > 0 { outbox.add(try WireJSON.line(EventStreamLine.gap(lost: UInt64(lost)))) }
          outbox.add(try WireJSON.line(EventStreamLine.event(event)))
        }
        outbox.finish()
      }
      defer { group.cancelAll() }
      try await outbox.drain(to: writer) { lost in
        WireJSON.plainLine(EventStreamLine.gap(lost: UInt64(lost)))
      }
    }
    try await writer.end()
  }

  // MARK: Commands

  private func runCommand(_ request: CommandRequest, on writer: AnswerWriter) async throws {
    let outbox = LineOutbox()
    let command = try owner.command(request) { output in
      outbox.add(WireJSON.plainLine(output), isLossy: false)
    }
    let number = try commands.enter(command)
    defer { commands.leave(number) }
    try await withTaskCancellationHandler {
      try await writer.begin()
      try await writer.write(lines: try WireJSON.line(CommandOutput.begun(number)))
      try await withThrowingTaskGroup { group in
        group.addTask {
          let status = await command.run()
          outbox.add(WireJSON.plainLine(CommandOutput.exit(status)), isLossy: false)
          outbox.finish()
        }
        do { try await outbox.drain(to: writer) { _ in nil } } catch {
          command.cancel()
          throw error
        }
      }
      try await writer.end()
    } onCancel: {
      command.cancel()
    }
  }

  // MARK: Dashboards

  private func showDashboard(on writer: AnswerWriter) async throws {
    // A library is one line, and many are large.
    let outbox = LineOutbox(capacity: 64 << 20)
    let dashboard = owner.dashboard { outbox.add($0) }
    let number = try dashboards.enter(dashboard)
    defer { dashboards.leave(number) }
    try await writer.begin()
    try await writer.write(lines: try WireJSON.line(DashboardOpening(dashboard: number)))
    try await withThrowingTaskGroup { group in
      group.addTask {
        await dashboard.run()
        outbox.finish()
      }
      defer { group.cancelAll() }
      // One that has missed something is to begin anew.
      try await outbox.drain(to: writer) { _ in nil }
    }
    try await writer.end()
  }
}
