/// How long going down takes, step by step: streams have their time to end, then MPD's have theirs for zeros.
///
/// It has no clock and does nothing: inputs go in, steps come out.
struct Descent: Sendable, Equatable {
  /// What is to be done.
  enum Step: Sendable, Equatable {
    /// Call ``timeIsOver()`` after this long, and not after the time that was asked for before.
    case wait(Duration)
    /// Give MPD zeros for what it would hang without, and cut all other streams off.
    case cutOff
    /// Close all connections.
    case closeAll
    /// It is over.
    case end
  }

  private enum Phase: Sendable, Equatable {
    case running
    /// Streams end by themselves.
    case draining
    /// Zeros are on their way, for so long at most.
    case filling(Duration)
    case closing
    case ended
  }

  /// How long zeros may take. An MPD on this machine takes 128 MiB in a second, one in a weak wireless network a song.
  static let fillTime = Duration.seconds(10)
  /// The same for a person who can't wait.
  static let hurriedFillTime = Duration.seconds(2)

  private var phase = Phase.running
  private var isHurried = false

  /// Going down begins.
  mutating func begin(_ manner: ShutdownManner) -> [Step] {
    guard phase == .running else { return [] }
    phase = .draining
    if isHurried { return cutOff(within: Self.hurriedFillTime) }
    return manner.patience.map { [.wait($0)] } ?? []
  }

  /// The time that was asked for is over.
  mutating func timeIsOver() -> [Step] {
    switch phase {
    case .draining: return cutOff(within: Self.fillTime)
    case .filling:
      phase = .closing
      return [.closeAll]
    case .running, .closing, .ended: return []
    }
  }

  /// A person can't wait any longer; it may come before the beginning.
  mutating func hurry() -> [Step] {
    isHurried = true
    switch phase {
    case .draining: return cutOff(within: Self.hurriedFillTime)
    case .filling(let time) where time > Self.hurriedFillTime:
      phase = .filling(Self.hurriedFillTime)
      return [.wait(Self.hurriedFillTime)]
    case .running, .filling, .closing, .ended: return []
    }
  }

  /// Nothing is being answered any more.
  mutating func becameQuiet() -> [Step] {
    switch phase {
    case .draining, .filling, .closing:
      phase = .ended
      return [.end]
    case .running, .ended: return []
    }
  }

  private mutating func cutOff(within time: Duration) -> [Step] {
    phase = .filling(time)
    return [.wait(time), .cutOff]
  }
}
