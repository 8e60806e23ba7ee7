import TrackKit

/// The pace of something over the last few seconds.
struct RateMeter: Sendable, Equatable {
  private static let window = Duration.seconds(4)

  private var marks: [(instant: SuspendingClock.Instant, total: Int64)] = []
  private var total: Int64 = 0

  static func == (left: RateMeter, right: RateMeter) -> Bool {
    left.total == right.total && left.marks.count == right.marks.count
  }

  /// `count` more at `now`.
  mutating func add(_ count: Int64, at now: SuspendingClock.Instant) {
    total += count
    // A quarter of a second is fine enough, and keeps the marks few.
    if let last = marks.last, last.instant.duration(to: now) < .milliseconds(250) {
      marks[marks.count - 1].total = total
    } else {
      marks.append((now, total))
    }
    trim(at: now)
  }

  /// The mean pace over the window that ends at `now`, per second.
  mutating func perSecond(at now: SuspendingClock.Instant) -> Int64 {
    trim(at: now)
    guard let first = marks.first else { return 0 }
    let span = max(first.instant.duration(to: now).seconds, 0.25)
    let before = base
    return Int64(Double(total - before) / span)
  }

  private var base: Int64 = 0

  private mutating func trim(at now: SuspendingClock.Instant) {
    while let first = marks.first, first.instant.duration(to: now) > Self.window {
      base = first.total
      marks.removeFirst()
    }
  }
}
