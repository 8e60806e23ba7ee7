import TrackKit

/// Whether an origin delivers as fast as a song plays, measured while the client takes whatever comes.
///
/// It has no clock: each call passes the time.
struct PaceWatch: Sendable, Equatable {
  /// What is known of the pace.
  enum Verdict: Sendable, Equatable {
    /// Nothing yet.
    case unknown
    /// As fast as the song plays.
    case enough
    /// So many bytes a second, which is less.
    case slow(Int64)
  }

  private var begin: SuspendingClock.Instant?
  private var lastLook: SuspendingClock.Instant?
  private var bytes: Int64 = 0

  /// Nobody looks while nothing is asked for; what was before a time like that counts no more.
  static let longestGap = Duration.milliseconds(2500)

  /// So many bytes came.
  mutating func add(_ count: Int64) {
    bytes += count
  }

  /// Forgets what has come.
  mutating func restart() {
    self = PaceWatch()
  }

  /// Looks at the pace; call about once a second. A time that is judged begins again.
  ///
  /// - Parameters:
  ///   - need: bytes a second.
  ///   - span: the time that is judged.
  mutating func verdict(needs need: Int64, over span: Duration, at now: SuspendingClock.Instant) -> Verdict {
    defer { lastLook = now }
    guard let begin, let lastLook, lastLook.duration(to: now) <= Self.longestGap else {
      (begin, bytes) = (now, 0)
      return .unknown
    }
    let time = begin.duration(to: now)
    guard time >= span else { return .unknown }
    let pace = Int64(Double(bytes) / max(time.seconds, 0.001))
    (self.begin, bytes) = (now, 0)
    return pace < need ? .slow(pace) : .enough
  }
}
