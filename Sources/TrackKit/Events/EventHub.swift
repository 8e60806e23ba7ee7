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

  /// How many events are kept for who asks for those of the past.
  public static let journalCapacity = 1000

  /// The latest events, held while an event is handed out, so that all subscribers see one order.
  private let journal = Mutex(EventJournal(capacity: journalCapacity))
  /// Never held while a consumer is woken. Waking a task takes that task's own lock, and a task that is cancelled
  /// holds it while its stream ends here: one lock for both stops the program.
  private let subscribers = Mutex(Subscribers())

  /// A hub without subscribers.
  public init() {}

  /// Publishes `kind`, from any thread.
  public func publish(_ kind: ProxyEvent.Kind) {
    journal.withLock { journal in
      let event = ProxyEvent(sequence: journal.next, date: Date(), kind: kind)
      journal.append(event)
      let continuations = subscribers.withLock { $0.continuations }
      for subscriber in continuations.values { subscriber.yield(event) }
    }
  }

  /// The events from now on; the stream ends when its consumer stops, or with ``finish()``.
  ///
  /// - Parameter limit: how many events are kept for a consumer that is behind.
  public func subscribe(bufferingNewest limit: Int = 1000) -> AsyncStream<ProxyEvent> {
    subscription(bufferingNewest: limit).stream
  }

  /// The events from `number` on, as far as they are kept, and all that come.
  ///
  /// - Parameter limit: how many events are kept for a consumer that is behind, besides those of the past.
  /// - Returns: with the stream, the number of the first event in it, and how many of those that were wanted are lost.
  public func subscribe(
    from number: UInt64, bufferingNewest limit: Int = 1000
  ) -> (events: AsyncStream<ProxyEvent>, first: UInt64, lost: UInt64) {
    journal.withLock { journal in
      let replay = journal.replay(from: number)
      let (stream, continuation) = subscription(bufferingNewest: limit + replay.events.count)
      for event in replay.events { continuation.yield(event) }
      return (stream, journal.next - UInt64(replay.events.count), replay.lost)
    }
  }

  private func subscription(
    bufferingNewest limit: Int
  ) -> (stream: AsyncStream<ProxyEvent>, continuation: AsyncStream<ProxyEvent>.Continuation) {
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
    return (stream, continuation)
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
