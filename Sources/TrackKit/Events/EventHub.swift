import FoundationEssentials
import Synchronization

/// Hands every event to every subscriber, without ever making the publisher wait.
///
/// A subscriber that falls behind loses its oldest events; the sequence numbers show how many.
public final class EventHub: Sendable {
  private struct Subscribers {
    var last = 0
    var list: [Int: Subscriber] = [:]
  }

  private struct Subscriber {
    let isWanted: (@Sendable (ProxyEvent.Kind) -> Bool)?
    let continuation: AsyncStream<ProxyEvent>.Continuation
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
      let list = subscribers.withLock { $0.list }
      for subscriber in list.values where subscriber.isWanted?(kind) ?? true {
        subscriber.continuation.yield(event)
      }
    }
  }

  /// The events from now on; the stream ends when its consumer stops, or with ``finish()``.
  ///
  /// - Parameters:
  ///   - limit: how many events are kept for a consumer that is behind.
  ///   - isWanted: whether the consumer is woken by such an event; `nil` for all. Called wherever one is published, before
  ///     that goes on: it must not wait, nor publish. A consumer that leaves events out can't count what it has lost.
  public func subscribe(
    bufferingNewest limit: Int = 1000, to isWanted: (@Sendable (ProxyEvent.Kind) -> Bool)? = nil
  ) -> AsyncStream<ProxyEvent> {
    subscription(bufferingNewest: limit, to: isWanted).stream
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
      let (stream, continuation) = subscription(bufferingNewest: limit + replay.events.count, to: nil)
      for event in replay.events { continuation.yield(event) }
      return (stream, journal.next - UInt64(replay.events.count), replay.lost)
    }
  }

  private func subscription(
    bufferingNewest limit: Int, to isWanted: (@Sendable (ProxyEvent.Kind) -> Bool)?
  ) -> (stream: AsyncStream<ProxyEvent>, continuation: AsyncStream<ProxyEvent>.Continuation) {
    let (stream, continuation) = AsyncStream.makeStream(
      of: ProxyEvent.self, bufferingPolicy: .bufferingNewest(limit))
    let key = subscribers.withLock { subscribers in
      subscribers.last += 1
      subscribers.list[subscribers.last] = Subscriber(isWanted: isWanted, continuation: continuation)
      return subscribers.last
    }
    continuation.onTermination = { [weak self] _ in
      self?.subscribers.withLock { _ = $0.list.removeValue(forKey: key) }
    }
    return (stream, continuation)
  }

  /// Ends every subscription.
  public func finish() {
    let ended = subscribers.withLock { subscribers in
      defer { subscribers.list = [:] }
      return subscribers.list
    }
    for subscriber in ended.values { subscriber.continuation.finish() }
  }
}
