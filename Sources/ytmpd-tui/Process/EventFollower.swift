import Glibc
import Synchronization

/// A connection that is read until it ends, or until somebody ends it; from any thread.
final class EventFollower: Sendable {
  private struct State {
    var descriptor: Int32?
    var isStopped = false
  }

  private let state = Mutex(State())

  /// Takes a connection over.
  ///
  /// - Returns: `false` when it is not wanted any more.
  func begin(_ descriptor: Int32) -> Bool {
    state.withLock { state in
      guard !state.isStopped else { return false }
      state.descriptor = descriptor
      return true
    }
  }

  /// Whether nothing more is wanted.
  var isStopped: Bool { state.withLock { $0.isStopped } }

  /// Forgets the connection, which is about to be closed.
  func end() { state.withLock { $0.descriptor = nil } }

  /// Ends the connection, and all to come.
  func stop() {
    state.withLock { state in
      state.isStopped = true
      if let descriptor = state.descriptor { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }
  }
}
