import Synchronization

/// Keeps reports from coming faster than they can be read.
final class ReportPace: Sendable {
  private static let interval = Duration.milliseconds(100)
  private let next = Mutex(SuspendingClock.now)

  /// Whether it is time for another one.
  var isDue: Bool {
    next.withLock { next in
      let now = SuspendingClock.now
      guard now >= next else { return false }
      next = now + Self.interval
      return true
    }
  }
}
