import CReadiness
import Glibc
import Synchronization

/// Signals on their way to the thread that takes them, which sleeps on its descriptor. From any thread.
final class SignalQueue: Sendable {
  /// Those that end the program.
  private static let ending: Set = [SIGINT, SIGTERM, SIGHUP]

  /// Readable while signals wait.
  let descriptor: Int32
  private let rescue: OutputRescue

  private struct State {
    /// Those that wait, oldest first.
    var waiting: [Int32] = []
    /// How often they were taken.
    var takes = 0
    var receiver: (@Sendable (Int32) -> Void)?
  }
  private let state = Mutex(State())

  /// - Parameter rescue: what is done when a signal that ends the program is not taken.
  /// - Throws: ``TerminalError/system(call:code:)`` when there is no descriptor left.
  init(_ rescue: OutputRescue) throws(TerminalError) {
    descriptor = CReadiness_makeCounter(0)
    guard descriptor >= 0 else { throw .system(call: "eventfd", code: errno) }
    self.rescue = rescue
  }

  deinit { close(descriptor) }

  /// A signal has come.
  func add(_ signal: Int32) {
    let (receiver, takes) = state.withLock { state in
      if state.receiver == nil { state.waiting.append(signal) }
      return (state.receiver, state.takes)
    }
    if let receiver { return receiver(signal) }
    var one: UInt64 = 1
    // It fails only when the counter is full, and then the reader is awake.
    _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    guard Self.ending.contains(signal) else { return }
    rescue.check { [self] in state.withLock { $0.takes == takes && $0.receiver == nil } }
  }

  /// Those that wait, oldest first.
  func take() -> [Int32] {
    var count: UInt64 = 0
    _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
    return state.withLock { state in
      state.takes += 1
      defer { state.waiting = [] }
      return state.waiting
    }
  }

  /// Hands every signal to `receiver` from now on, on the thread it comes on; those that wait first.
  func forward(to receiver: @escaping @Sendable (Int32) -> Void) {
    let waiting = state.withLock { state in
      state.receiver = receiver
      defer { state.waiting = [] }
      return state.waiting
    }
    for signal in waiting { receiver(signal) }
  }
}
