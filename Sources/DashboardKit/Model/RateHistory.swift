import FoundationEssentials

/// The total rate over the last seconds, one sample a second, for the sparkline.
struct RateHistory: Sendable, Equatable {
  /// How many samples are kept unless said otherwise: two in each cell of the widest graph.
  static let capacity = 480

  /// How many samples are kept.
  let capacity: Int

  /// Bytes per second, oldest first.
  private(set) var samples: [Int64] = []
  private var second: Int64?

  /// No samples yet.
  init(capacity: Int = RateHistory.capacity) { self.capacity = capacity }

  /// Takes the rate at `now`. Within one second the last reading counts; missed seconds repeat the reading
  /// before them.
  mutating func record(_ rate: Int64, now: Date) {
    let current = Int64(now.timeIntervalSince1970.rounded(.down))
    guard let second, current >= second, let last = samples.last else {
      samples = [rate]
      second = current
      return
    }
    let missed = min(current - second, Int64(capacity))
    if missed == 0 {
      samples[samples.count - 1] = rate
    } else {
      samples += Array(repeating: last, count: Int(missed) - 1) + [rate]
      samples.removeFirst(max(0, samples.count - capacity))
    }
    self.second = current
  }

  /// Whether the last `count` samples still have something to move out of sight.
  func isMoving(within count: Int) -> Bool { samples.suffix(count).contains { $0 > 0 } }
}
