/// Counts the events that a slow subscriber has lost, by the gaps in their numbers.
public struct EventGap: Sendable, Equatable {
  private var last: UInt64?

  /// Nothing has come so far.
  public init() {}

  /// An event has come.
  ///
  /// - Returns: how many were lost before it, since the one that came last.
  public mutating func lost(before event: ProxyEvent) -> Int {
    defer { last = event.sequence }
    guard let last, event.sequence > last else { return 0 }
    return Int(clamping: event.sequence - last - 1)
  }
}
