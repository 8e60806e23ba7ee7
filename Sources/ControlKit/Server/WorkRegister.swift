import Synchronization

/// Work for clients that goes on, by numbers, bounded. From any thread.
final class WorkRegister<Work: Sendable>: Sendable {
  private struct State {
    var last: UInt64 = 0
    var running: [UInt64: Work] = [:]
  }

  private let state = Mutex(State())
  private let limit: Int
  private let name: String

  /// - Parameters:
  ///   - limit: how many there may be.
  ///   - name: what several are called.
  init(limit: Int, name: String) {
    self.limit = limit
    self.name = name
  }

  /// Takes work in.
  ///
  /// - Returns: its number.
  /// - Throws: ``ControlProblem`` when there is too much.
  func enter(_ work: Work) throws(ControlProblem) -> UInt64 {
    let number = state.withLock { state -> UInt64? in
      guard state.running.count < limit else { return nil }
      state.last += 1
      state.running[state.last] = work
      return state.last
    }
    guard let number else {
      throw ControlProblem(503, "there are \(limit) \(name) already; try again when one has ended")
    }
    return number
  }

  /// The work has ended.
  func leave(_ number: UInt64) { state.withLock { $0.running[number] = nil } }

  /// The work with this number, `nil` when it has ended.
  subscript(_ number: UInt64) -> Work? { state.withLock { $0.running[number] } }
}
