import FoundationEssentials
import Synchronization

/// Hands every event to every subscriber, without ever making the publisher wait.
///
/// A subscriber that falls behind loses its oldest events; the sequence numbers show how many.
public final class EventHub: Sendable {
  private struct Subscribers {
    var last = 0
    var continuations: [Int: AsyncStream<ProxyEvent>.Continuation] = [:]
  }

  /// The last event's number, held while an event is handed out, so that all subscribers see one order.
  private let sequence = Mutex(UInt64(0))
  /// Never held while a consumer is woken. Waking a task takes that task's own lock, and a task that is cancelled
  /// holds it while its stream ends here: one lock for both stops the program.
  private let subscribers = Mutex(Subscribers())

  /// A hub without subscribers.
  public init() {}

  /// Publishes `kind`, from any thread.
  public func publish(_ kind: ProxyEvent.Kind) {
    sequence.withLock { sequence in
      sequence += 1
      let event = ProxyEvent(sequence: sequence, date: Date(), kind: kind)
      let continuations = subscribers.withLock { $0.continuations }
      for subscriber in continuations.values { subscriber.yield(event) }
    }
  }

  /// The events from now on; the stream ends when its consumer stops, or with ``finish()``.
  ///
  /// - Parameter limit: how many events are kept for a consumer that is behind.
  public func subscribe(bufferingNewest limit: Int = 1000) -> AsyncStream<ProxyEvent> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: ProxyEvent.self, bufferingPolicy: .bufferingNewest(limit))
    let key = subscribers.withLock { subscribers in
      subscribers.last += 1
      subscribers.continuations[subscribers.last] = continuation
      return subscribers.last
    }
    continuation.onTermination = { [weak self] _ in
      self?.subscribers.withLock { _ = $0.continuations.removeValue(forKey: key) }
    }
    return stream
  }

  /// Ends every subscription.
  public func finish() {
    let ended = subscribers.withLock { subscribers in
      defer { subscribers.continuations = [:] }
      return subscribers.continuations
    }
    for subscriber in ended.values { subscriber.finish() }
  }
}
