import TrackKit

/// How often, and after which waits, a range is asked for again.
///
/// The wait doubles from retry to retry: with the defaults 1, 2 and 4 s.
public struct RetryPolicy: Sendable, Equatable {
  /// Retries after the first try.
  public var attempts: Int
  /// The wait before the first retry.
  public var baseDelay: Duration

  /// A policy; three retries after 1, 2 and 4 s unless said otherwise.
  public init(attempts: Int = 3, baseDelay: Duration = .seconds(1)) {
    self.attempts = attempts
    self.baseDelay = baseDelay
  }

  /// The longest wait, however often it doubled.
  static let longestDelay = Duration.seconds(60)

  /// The wait before retry `number`, which counts from 1.
  ///
  /// | number | 1 | 2 | 3 | 4 |
  /// |---|---|---|---|---|
  /// | delay, base 1 s | 1 s | 2 s | 4 s | 8 s |
  public func delay(beforeRetry number: Int) -> Duration {
    // Capped before the shift: a large number must not overflow.
    let doublings = min(max(number - 1, 0), 16)
    return min(baseDelay * (1 << doublings), Self.longestDelay)
  }
}
