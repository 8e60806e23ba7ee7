import TrackKit

/// How many durations there were of each size, as Prometheus counts them: by upper bounds, each of which includes the smaller
/// ones.
struct Histogram: Sendable, Equatable {
  /// The upper bounds, in seconds, ascending.
  let bounds: [Double]
  /// How many were at most as long as each bound and longer than the one before it.
  private var counts: [Int]
  /// All of them together, in seconds.
  private(set) var sum = 0.0
  /// How many there were.
  private(set) var count = 0

  /// An empty one.
  init(bounds: [Double]) {
    self.bounds = bounds
    counts = Array(repeating: 0, count: bounds.count)
  }

  /// Counts a duration.
  mutating func observe(_ duration: Duration) {
    let seconds = max(duration.seconds, 0)
    sum += seconds
    count += 1
    if let index = bounds.firstIndex(where: { seconds <= $0 }) { counts[index] += 1 }
  }

  /// The bounds with how many were at most as long.
  var cumulative: [(bound: Double, count: Int)] {
    var total = 0
    return zip(bounds, counts).map { bound, count in
      total += count
      return (bound, total)
    }
  }
}
