/// Work of many side by side, and work that has to be alone.
actor SharedTurns {
  private var users = 0
  private var isClosed = false
  private var entering: [CheckedContinuation<Void, Never>] = []
  private var leaving: CheckedContinuation<Void, Never>?

  /// Begins work beside others, as soon as nobody works alone.
  func enter() async {
    while isClosed { await withCheckedContinuation { entering.append($0) } }
    users += 1
  }

  /// Ends work beside others.
  func leave() {
    users -= 1
    if users == 0 { leaving.take()?.resume() }
  }

  /// Does `body` once all others have left, and lets nobody in meanwhile. One caller at a time.
  func alone<Value: Sendable>(_ body: @Sendable () async throws -> Value) async rethrows -> Value {
    isClosed = true
    if users > 0 { await withCheckedContinuation { leaving = $0 } }
    defer {
      isClosed = false
      for continuation in entering { continuation.resume() }
      entering = []
    }
    return try await body()
  }
}
