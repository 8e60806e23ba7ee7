import FoundationEssentials
import Synchronization
import TrackKit

/// Those who wait for a URL.
extension StreamResolver {
  func wait(
    for id: VideoID, cause: String, priority: ResolvePriority, rendition: Rendition?
  ) async -> Outcome {
    let waiter = state.withLock { state in
      state.lastWaiter += 1
      return state.lastWaiter
    }
    defer { _ = state.withLock { $0.cancelledEarly.remove(waiter) } }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let present = now()
        let refusal: URLRefreshError? = state.withLock { state in
          if state.isStopped || state.cancelledEarly.contains(waiter) {
            return URLRefreshError(kind: .cancelled)
          }
          if !state.queue.canJoin(id, rendition: rendition),
            let refusal = state.breaker.refusal(now: present)
          {
            return refusal.error
          }
          state.queue.join(waiter, video: id, rendition: rendition, priority: priority, cause: cause)
          state.waiters[waiter] = continuation
          return nil
        }
        if let refusal {
          continuation.resume(returning: .failure(refusal))
        } else {
          startRuns()
        }
      }
    } onCancel: {
      leave(waiter)
    }
  }

  private func leave(_ waiter: ResolveQueue.WaiterID) {
    let caller: CheckedContinuation<Outcome, Never>? = state.withLock { state in
      guard let caller = state.waiters.removeValue(forKey: waiter) else {
        state.cancelledEarly.insert(waiter)
        return nil
      }
      state.queue.leave(waiter)
      return caller
    }
    caller?.resume(returning: .failure(URLRefreshError(kind: .cancelled)))
    // Another caller may have waited for the place of a run that has none now.
    startRuns()
  }
}
