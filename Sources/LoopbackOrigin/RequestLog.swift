import Synchronization

/// Every request of an origin in its order, and those who wait for some of them.
final class RequestLog: Sendable {
  private struct Waiter {
    let condition: @Sendable ([RequestRecord]) -> Bool
    let continuation: CheckedContinuation<[RequestRecord], any Error>
  }

  private struct State {
    var records: [RequestRecord] = []
    /// How many of the oldest records were let go, so that a long demo does not grow.
    var dropped = 0
    var count = 0
    var indexes: [String: Int] = [:]
    var waiters: [Int: Waiter] = [:]
    var nextWaiter = 0
  }

  private let limit: Int
  private let state = Mutex(State())

  /// A log of the last `limit` requests, at least.
  init(limit: Int) { self.limit = max(1, limit) }

  var records: [RequestRecord] { state.withLock { $0.records } }

  /// Enters a request; `make` is given its number and its index among those for `id`.
  func enter(id: String?, _ make: (_ number: Int, _ index: Int) -> OriginRequest) -> OriginRequest {
    change { state in
      state.count += 1
      let index = id.map { state.indexes[$0, default: 0] } ?? 0
      if let id { state.indexes[id] = index + 1 }
      let request = make(state.count, index)
      state.records.append(RequestRecord(request: request))
      if state.records.count > 2 * limit {
        state.records.removeFirst(limit)
        state.dropped += limit
      }
      return request
    }
  }

  /// Changes the record of request `number`, unless it was let go.
  func update(_ number: Int, _ body: (inout RequestRecord) -> Void) {
    change { state in
      let place = number - 1 - state.dropped
      if state.records.indices.contains(place) { body(&state.records[place]) }
    }
  }

  /// Returns the records as soon as they satisfy `condition`.
  ///
  /// - Throws: `CancellationError` when the task is cancelled.
  func wait(
    until condition: @escaping @Sendable ([RequestRecord]) -> Bool
  ) async throws -> [RequestRecord] {
    let key = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let ready: [RequestRecord]? = state.withLock { state in
          if condition(state.records) { return state.records }
          state.waiters[key] = Waiter(condition: condition, continuation: continuation)
          return nil
        }
        if let ready { return continuation.resume(returning: ready) }
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

  private func change<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
    let (result, records, ready) = state.withLock { state in
      let result = body(&state)
      guard !state.waiters.isEmpty else { return (result, [RequestRecord](), [Waiter]()) }
      let keys = state.waiters.filter { $0.value.condition(state.records) }.map(\.key)
      return (result, state.records, keys.compactMap { state.waiters.removeValue(forKey: $0) })
    }
    for waiter in ready { waiter.continuation.resume(returning: records) }
    return result
  }
}
