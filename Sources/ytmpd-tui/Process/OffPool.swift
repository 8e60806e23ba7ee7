import Dispatch

extension Task where Success == Never, Failure == Never {
  /// Runs `work`, which blocks, on a thread that is not of Swift's pool.
  static func offPool<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(returning: work()) }
    }
  }
}
