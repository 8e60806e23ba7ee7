/// The latest events, so that who comes late, or comes back, learns of what it has missed.
public struct EventJournal: Sendable, Equatable {
  /// What a reader gets that wants the events from some number on.
  public struct Replay: Sendable, Equatable {
    /// The events, oldest first.
    public var events: [ProxyEvent]
    /// How many of those that were wanted are not kept any more; they come before ``events``.
    public var lost: UInt64
  }

  /// How many events are kept.
  public let capacity: Int
  private var events: [ProxyEvent] = []
  /// Where the oldest event is, once there are ``capacity`` of them.
  private var oldest = 0
  private var last: UInt64 = 0

  /// An empty journal for so many events, at least one.
  public init(capacity: Int) { self.capacity = max(1, capacity) }

  /// The number of the next event.
  public var next: UInt64 { last + 1 }

  /// The number of the oldest event that is kept; ``next`` when there is none.
  public var first: UInt64 { next - UInt64(events.count) }

  /// Takes the event with the number ``next``; of too many the oldest goes.
  public mutating func append(_ event: ProxyEvent) {
    last = event.sequence
    guard events.count == capacity else { return events.append(event) }
    events[oldest] = event
    oldest = (oldest + 1) % capacity
  }

  /// The events from `number` on. A number that is yet to come, which is of another run of the program, means all of them.
  public func replay(from number: UInt64) -> Replay {
    let wanted = number > next ? first : max(1, number)
    let start = max(wanted, first)
    let count = Int(next - start)
    let ordered = events[oldest...] + events[..<oldest]
    return Replay(events: Array(ordered.suffix(count)), lost: start - wanted)
  }
}
