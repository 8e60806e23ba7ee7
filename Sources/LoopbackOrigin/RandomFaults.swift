/// Faults that come every now and then, the same ones in every run with the same seed.
public struct RandomFaults: Sendable {
  /// How often each kind happens in a MiB that is asked for; in smaller ranges as much less often.
  ///
  /// So that a client that asks for many small ranges is not struck more often than one that asks for few.
  public struct Odds: Sendable, Equatable {
    /// 503.
    public var unavailable: Double
    /// A reset somewhere in the range.
    public var reset: Double
    /// A stall somewhere in the range.
    public var stall: Double
    /// The URL dies before its time: 403 from now on.
    public var revocation: Double

    /// Odds; what is not given never happens.
    public init(unavailable: Double = 0, reset: Double = 0, stall: Double = 0, revocation: Double = 0) {
      self.unavailable = unavailable
      self.reset = reset
      self.stall = stall
      self.revocation = revocation
    }
  }

  private let odds: Odds
  private let stallMilliseconds: ClosedRange<Int64>
  private var generator: SplitMix64

  /// Faults with these odds.
  ///
  /// - Parameters:
  ///   - seed: the same seed gives the same sequence.
  ///   - stall: how long a stall may last.
  public init(
    seed: UInt64, odds: Odds, stall: ClosedRange<Duration> = .seconds(2)...(.seconds(6))
  ) {
    self.odds = odds
    stallMilliseconds = stall.lowerBound.milliseconds...stall.upperBound.milliseconds
    generator = SplitMix64(seed: seed)
  }

  /// What happens to the next request, whose range has `length` bytes; mostly nothing.
  public mutating func next(length: Int64) -> Fault? {
    var draw = Double.random(in: 0..<1, using: &generator)
    let place = Int64.random(in: 0...max(0, length - 1), using: &generator)
    let silence = Int64.random(in: stallMilliseconds, using: &generator)
    let share = Double(length) / 1_048_576
    let kinds: [(Double, Fault)] = [
      (odds.unavailable, .status(503)),
      (odds.reset, .reset(after: place)),
      (odds.stall, .stall(after: place, for: .milliseconds(silence))),
      (odds.revocation, .revoke(403)),
    ]
    for (probability, fault) in kinds {
      if draw < probability * share { return fault }
      draw -= probability * share
    }
    return nil
  }
}

/// Steele, Lea and Flood's generator: small, quick, and the same everywhere. For shows and tests, not for secrets.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// A generator whose sequence depends on `seed` alone.
  public init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

extension Duration {
  /// Whole milliseconds, the rest cut off.
  var milliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }
}
