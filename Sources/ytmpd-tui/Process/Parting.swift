import Dispatch
import ServiceLifecycle

/// Runs `work`, cancels it when graceful shutdown begins or the task is cancelled, and waits for its end no longer than
/// `limit` from then on.
///
/// For work that asks MPD: MPD may keep an answer back until a song's first bytes have come, and a program that ends
/// can't wait for them. What is left behind goes on until its connection to MPD is closed, or the process ends.
func cancelWhenGracefulShutdown(
  waitingAtMost limit: DispatchTimeInterval, _ work: @escaping @Sendable () async -> Void
) async {
  let (ends, end) = AsyncStream.makeStream(of: Never.self)
  let task = Task {
    await work()
    end.finish()
  }
  // A task of its own: one that is cancelled would not wait.
  let ended = Task { for await _ in ends {} }
  let leave = { @Sendable in
    task.cancel()
    DispatchQueue.global().asyncAfter(deadline: .now() + limit) { end.finish() }
  }
  await withTaskCancellationHandler {
    await withGracefulShutdownHandler {
      await ended.value
    } onGracefulShutdown: {
      leave()
    }
  } onCancel: {
    leave()
  }
}

extension DispatchTimeInterval {
  /// How long a service that ends waits for MPD's answers: MPD gives most of them at once.
  static let mpdAnswers = DispatchTimeInterval.seconds(1)
}
