import NIOCore
import Synchronization

/// What waits for the disk, or is being written. From any thread.
final class WriteBacklog: Sendable {
  /// So many bytes may wait.
  static let limit = 16 << 20

  private struct State {
    var runs = WriteRuns()
    /// How many bytes wait, or are being written.
    var bytes = 0
    /// Whether somebody takes runs until none is due.
    var isRunning = false

    /// Whether somebody has to begin to write, who does so then.
    mutating func begin() -> Bool {
      guard !isRunning, runs.isDue else { return false }
      isRunning = true
      return true
    }
  }
  private let state = Mutex(State())

  /// Adds a block.
  ///
  /// - Returns: whether it was taken, and whether somebody has to begin to write.
  func add(_ order: WriteRuns.Order) -> (isTaken: Bool, begins: Bool) {
    state.withLock { state in
      guard state.bytes + order.bytes.readableBytes <= Self.limit else { return (false, false) }
      state.bytes += order.bytes.readableBytes
      state.runs.add(order)
      return (true, state.begin())
    }
  }

  /// An interval is over: what has waited for a whole one is due.
  ///
  /// - Returns: whether somebody has to begin to write, and whether there is anything that waits.
  func age() -> (begins: Bool, isWaiting: Bool) {
    state.withLock { state in
      state.runs.age()
      return (state.begin(), !state.runs.isEmpty)
    }
  }

  /// All of it is due, or all that is of `file`.
  ///
  /// - Returns: whether somebody has to begin to write.
  func hurry(_ file: DiskFile? = nil) -> Bool {
    state.withLock { state in
      state.runs.hurry(file)
      return state.begin()
    }
  }

  /// What is to be written next; `nil` when nothing is due, and then somebody has to begin again.
  func next() -> WriteRuns.Run? {
    state.withLock { state in
      let run = state.runs.next()
      if run == nil { state.isRunning = false }
      return run
    }
  }

  /// This has been written, or not.
  func finish(_ run: WriteRuns.Run) {
    state.withLock { $0.bytes -= run.bytes }
  }
}
