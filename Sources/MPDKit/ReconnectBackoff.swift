/// How long to wait before MPD is asked again: 1, 2, 4, 8, 16, then 30 s each time.
struct ReconnectBackoff {
  private static let longest: Duration = .seconds(30)
  private var next: Duration = .seconds(1)

  /// The wait after one more failure.
  mutating func failed() -> Duration {
    defer { next = min(next * 2, Self.longest) }
    return next
  }

  /// A connection stood: the next failure waits shortly again.
  mutating func succeeded() { next = .seconds(1) }
}
