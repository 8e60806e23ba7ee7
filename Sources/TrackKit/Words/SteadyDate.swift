public import FoundationEssentials

/// A date that nobody can set: it begins as the clock on the wall, and from then on passes as time does.
///
/// The time in which the machine is suspended counts, as it does for YouTube; a clock that is put right, or jumps by years
/// at the start of a small computer, moves nothing. For pauses that concern a server; a date for people, or one
/// that is compared with a server's, is `Date()`.
public struct SteadyDate: Sendable {
  private let wall: Date
  // On Linux this clock goes on in a suspend (CLOCK_BOOTTIME).
  private let start: ContinuousClock.Instant

  /// A clock that shows the present.
  public init(_ wall: Date = Date(), at start: ContinuousClock.Instant = .now) {
    self.wall = wall
    self.start = start
  }

  /// The date at `instant`.
  public func callAsFunction(at instant: ContinuousClock.Instant = .now) -> Date {
    wall.addingTimeInterval(start.duration(to: instant).seconds)
  }
}
