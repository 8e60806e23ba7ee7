import Synchronization
package import TrackKit

/// Every event since it was made, and those who wait for one of them.
package final class EventRecorder: Sendable {
  private struct Waiter {
    let condition: @Sendable ([ProxyEvent.Kind]) -> Bool
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var events: [ProxyEvent.Kind] = []
    var waiters: [Int: Waiter] = [:]
    var nextWaiter = 0
  }

  private let state = Mutex(State())

  /// Nothing is recorded so far.
  package init() {}

  /// The events so far.
  package var events: [ProxyEvent.Kind] { state.withLock { $0.events } }

  /// Records `stream` to its end; run it in a task of its own.
  package func record(_ stream: AsyncStream<ProxyEvent>) async {
    for await event in stream {
      let ready = state.withLock { state in
        state.events.append(event.kind)
        let keys = state.waiters.filter { $0.value.condition(state.events) }.map(\.key)
        return keys.compactMap { state.waiters.removeValue(forKey: $0) }
      }
      for waiter in ready { waiter.continuation.resume() }
    }
  }

  /// Waits until `count` of the events are as `condition` says.
  ///
  /// - Throws: `CancellationError` when the task is cancelled.
  package func wait(_ count: Int = 1, for condition: @escaping @Sendable (ProxyEvent.Kind) -> Bool)
    async throws
  {
    let enough: @Sendable ([ProxyEvent.Kind]) -> Bool = { $0.count(where: condition) >= count }
    let key = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let isReady = state.withLock { state in
          if enough(state.events) { return true }
          state.waiters[key] = Waiter(condition: enough, continuation: continuation)
          return false
        }
        if isReady { return continuation.resume() }
        // The handler may have run before the waiter was there to be found.
        if Task.isCancelled { cancel(key) }
      }
    } onCancel: {
      cancel(key)
    }
  }

  private func cancel(_ key: Int) {
    let waiter = state.withLock { $0.waiters.removeValue(forKey: key) }
    waiter?.continuation.resume(throwing: CancellationError())
  }
}

extension ProxyEvent.Kind {
  /// The event's name alone, for tests of order.
  package var name: String {
    let text = "\(self)"
    return String(text.prefix { $0 != "(" })
  }
}
