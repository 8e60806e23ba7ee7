/// How much of a body a player takes when: a buffer ahead at once, then as fast as the music plays.
struct PlaybackPace: Equatable {
  /// The pace of the music.
  let bytesPerSecond: Int
  /// How much music the player keeps in hand.
  let buffer: Duration
  /// The bytes of music it has.
  private(set) var received = 0

  init(bytesPerSecond: Int, buffer: Duration) {
    self.bytesPerSecond = max(1, bytesPerSecond)
    self.buffer = buffer
  }

  /// Notes that `count` bytes of music have come.
  mutating func receive(_ count: Int) { received += count }

  /// How long the player waits before it reads on, when it has played for `elapsed`; zero for not at all.
  func wait(after elapsed: Duration) -> Duration {
    max(.zero, .seconds(Double(received) / Double(bytesPerSecond)) - elapsed - buffer)
  }

  /// How long what has come takes to play to its end, when it has played for `elapsed`.
  func remainder(after elapsed: Duration) -> Duration {
    max(.zero, .seconds(Double(received) / Double(bytesPerSecond)) - elapsed)
  }
}
