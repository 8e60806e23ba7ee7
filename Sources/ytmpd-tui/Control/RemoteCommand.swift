import ControlKit
import Dispatch
import Glibc
import Synchronization

/// A command that runs in the owner's process and speaks on this one's terminal. Blocks.
final class RemoteCommand: Sendable {
  private struct State {
    var number: UInt64?
    var exit: Int32?
    var interruptions = 0
  }

  private let owner: Owner
  private let follower = EventFollower()
  private let state = Mutex(State())

  private init(_ owner: Owner) { self.owner = owner }

  /// Runs the command that `arguments` are. ^C and SIGTERM cancel it there; a second one ends this process at once.
  ///
  /// - Returns: what it ended with.
  /// - Throws: ``CommandFailure`` when the owner refuses it, goes away or does not answer.
  static func run(_ arguments: [String], by owner: Owner) throws -> Int32 {
    try RemoteCommand(owner).run(arguments)
  }

  private func run(_ arguments: [String]) throws -> Int32 {
    let console = Console.current
    let request = CommandRequest(arguments: arguments, isWatched: console.isWatched, columns: console.columns)
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { [self] in interrupt() }
      source.activate()
      return source
    }
    defer {
      for source in sources { source.cancel() }
      for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
    }
    let process = owner.facts.process
    var problem: [UInt8] = []
    do throws(HTTPFailure) {
      let content: [UInt8]
      do { content = try WireJSON.bytes(request) } catch { throw .gibberish }
      try owner.client.follow(
        ControlAPI.prefix + "/commands", content: content, lineLimit: 64 << 20,
        silenceLimit: Owner.silenceLimit,
        with: follower, onRefusal: { problem = $0 }
      ) { line in
        guard !line.isEmpty else { return }
        do { take(try WireJSON.value(CommandOutput.self, from: line), console) } catch {
          // A kind of line that another version has.
        }
      }
    } catch {
      switch error {
      case .silence: throw CommandFailure(Owner.silence(process))
      case .gibberish:
        let sentence = (try? WireJSON.value(ControlProblem.self, from: problem))?.error
        throw CommandFailure(
          sentence ?? "the ytmpd-tui in process \(process) is another version, or broke off")
      case .nobody, .system: throw CommandFailure("the ytmpd-tui in process \(process) is gone")
      }
    }
    let (exit, interruptions) = state.withLock { ($0.exit, $0.interruptions) }
    if interruptions > 0 { throw CommandFailure("", status: .interrupted) }
    guard let exit else {
      throw CommandFailure("the ytmpd-tui in process \(process) ended before the command did; try again")
    }
    return exit
  }

  private func take(_ output: CommandOutput, _ console: Console) {
    switch output {
    case .begun(let number):
      let isCancelled = state.withLock { state in
        state.number = number
        return state.interruptions > 0
      }
      if isCancelled { cancel(number) }
    case .output(let text): console.write(text, .output)
    case .errors(let text): console.write(text, .errors)
    case .exit(let status): state.withLock { $0.exit = status }
    }
  }

  private func interrupt() {
    let (count, number) = state.withLock { state in
      state.interruptions += 1
      return (state.interruptions, state.number)
    }
    // The owner sees the connection end, and cancels.
    if count > 1 { _exit(CommandFailure.Status.interrupted.rawValue) }
    if let number { cancel(number) }
  }

  private func cancel(_ number: UInt64) {
    DispatchQueue.global().async { [owner] in
      // One that has ended by itself needs none.
      _ = try? owner.client.post(ControlAPI.prefix + "/commands/\(number)/cancel")
    }
  }
}
