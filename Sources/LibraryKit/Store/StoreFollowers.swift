import Synchronization

/// Whoever wants to know that the library may have changed.
final class StoreFollowers: Sendable {
  private struct State {
    var continuations: [Int: AsyncStream<Void>.Continuation] = [:]
    var count = 0
  }

  private let state = Mutex(State())

  /// A stream that has something whenever the library may have changed since it was read last.
  func add() -> AsyncStream<Void> {
    let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let number = state.withLock { state in
      state.count += 1
      state.continuations[state.count] = wake
      return state.count
    }
    wake.onTermination = { [weak self] _ in
      self?.state.withLock { _ = $0.continuations.removeValue(forKey: number) }
    }
    return wakes
  }

  /// Wakes all of them.
  func wake() {
    for wake in state.withLock({ Array($0.continuations.values) }) { wake.yield() }
  }
}
