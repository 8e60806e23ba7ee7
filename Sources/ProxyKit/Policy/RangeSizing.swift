/// How much to ask the origin for next: much for a client that swallows everything at once, little for one
/// that reads at the pace of the music, so that what waits in memory is half a second of its pace.
struct RangeSizing: Sendable, Equatable {
  /// The first range: enough for a player to begin, little enough to come at once.
  static let first: Int64 = 128 * 1024
  /// The least worth a request.
  static let least: Int64 = 64 * 1024
  /// A range gone in less time than this was swallowed by a client without a pace.
  static let swallowed = Duration.milliseconds(3)
  /// A pace measured over less time is a guess: kernel buffers take the first bytes at any pace.
  static let credible = Duration.milliseconds(500)
  /// How much of the client's pace is kept in memory.
  static let reserve = 0.5

  private var next = first
  private var bytes: Int64 = 0
  private var time = Duration.zero
  private var isPaced = false

  /// The length of the next range, at most `cap`.
  func length(cap: Int64) -> Int64 { max(1, min(next, cap)) }

  /// The client took `count` bytes in `duration`.
  mutating func drained(_ count: Int64, in duration: Duration) {
    bytes += count
    time += duration
    if !isPaced, bytes >= Self.first, time < Self.swallowed * Int(max(bytes / Self.first, 1)) {
      next = .max
    } else if time >= Self.credible {
      let pace = Double(bytes) / time.seconds
      next = max(Self.least, Int64(pace * Self.reserve))
      isPaced = true
    }
    if time >= Self.credible * 4 {
      bytes /= 2
      time = time / 2
    }
  }
}
