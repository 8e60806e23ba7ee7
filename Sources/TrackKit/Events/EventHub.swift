import FoundationEssentials
import Synchronization

/// Hands every event to every subscriber, without ever making the publisher wait.
///
/// A subscriber that falls behind loses its oldest events; the sequence numbers show how many.
public final class EventHub: Sendable {
  private struct State {
    var sequence: UInt64 = 0
    var nextSubscriber = 0
    var subscribers: [Int: AsyncStream<ProxyEvent>.Continuation] = [:]
  }

  private let state = Mutex(State())

  /// A hub without subscribers.
  public init() {}

  /// Publishes `kind`, from any thread.
  public func publish(_ kind: ProxyEvent.Kind) {
    state.withLock { state in
      state.sequence += 1
      let event = ProxyEvent(sequence: state.sequence, date: Date(), kind: kind)
      for subscriber in state.subscribers.values { subscriber.yield(event) }
    }
  }

  /// The events from now on; the stream ends when its consumer stops, or with ``finish()``.
  ///
  /// - Parameter limit: how many events are kept for a consumer that is behind.
  public func subscribe(bufferingNewest limit: Int = 1000) -> AsyncStream<ProxyEvent> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: ProxyEvent.self, bufferingPolicy: .bufferingNewest(limit))
    let key = state.withLock { state in
      state.nextSubscriber += 1
      state.subscribers[state.nextSubscriber] = continuation
      return state.nextSubscriber
    }
    continuation.onTermination = { [weak self] _ in
      // Removed on no other thread's lock: `finish()` ends the streams outside its own.
      self?.state.withLock { _ = $0.subscribers.removeValue(forKey: key) }
    }
    return stream
  }

  /// Ends every subscription.
  public func finish() {
    let subscribers = state.withLock { state in
      defer { state.subscribers = [:] }
      return Array(state.subscribers.values)
    }
    for subscriber in subscribers { subscriber.finish() }
  }
}
