import TrackKit

/// How much to ask the origin for next: much for a client that reads as fast as it can, little for one that reads at
/// the pace of the music, so that half a second of its pace waits in memory.
struct RangeSizing: Sendable, Equatable {
  /// The first range: enough for a player to begin, little enough to come at once, and more than the kernel
  /// takes for a client that reads nothing (``ClientPace``).
  static let first: Int64 = 256 * 1024
  /// The least worth a request.
  static let least: Int64 = 64 * 1024
  /// A client that takes the first range in less time than this is quick. The kernel takes less than that range for a
  /// client that does not read, and a player that reads what it plays takes seconds for the rest. A busy machine may
  /// delay a quick client.
  static let swallowed = Duration.milliseconds(200)
  /// A pace measured over less time is a guess: kernel buffers take the first bytes at any pace.
  static let credible = Duration.milliseconds(500)
  /// What the kernel takes for a client that reads nothing. It leaves at once, and says nothing of the client; what
  /// comes behind it may wait in memory.
  static let absorbed: Int64 = 128 * 1024
  /// What leaves in less time has not waited.
  private static let atOnce = Duration.milliseconds(5)
  /// A reserve that only a quick client can have.
  private static let quick: Int64 = 512 * 1024
  /// How much of the client's pace is kept in memory.
  static let reserve = 0.5

  /// How much the first range is.
  private let start: Int64
  private var next: Int64
  private var bytes: Int64 = 0
  private var time = Duration.zero
  /// How much to hand at once, behind what the kernel takes, to a client whose pace is not known yet: more to one that
  /// seems to read.
  private(set) var probe: Int64 = 16 * 1024
  /// Whether the client's pace has been measured.
  private(set) var isPaced = false

  /// Sizes for a client whose pace is unknown.
  init(first: Int64 = Self.first) {
    start = first
    next = first
  }

  /// The length of the next range, at most `cap`.
  func length(cap: Int64) -> Int64 { max(1, min(next, cap)) }

  /// Whether `unsent` bytes are so few that the next range should be asked for.
  ///
  /// Half a range, for most clients. A quarter for one that reads so slowly that the least range lasts for seconds: its
  /// own buffers are full too. Nothing, until the client's pace is known.
  func isLow(_ unsent: Int64, cap: Int64) -> Bool {
    let length = length(cap: cap)
    if isPaced || isQuick { return unsent <= (next == Self.least ? length / 4 : length / 2) }
    return unsent == 0
  }

  /// Whether the client reads much faster than any music plays.
  var isQuick: Bool { next >= Self.quick }

  /// Whether the client reads so fast that ranges of `cap` are less than it should have in reserve.
  func exceeds(cap: Int64) -> Bool { next > cap }

  /// The client took `count` bytes in `duration`.
  mutating func drained(_ count: Int64, in duration: Duration) {
    bytes += count
    time += duration
    probe = bytes > Self.absorbed && duration < Self.atOnce ? 32 * 1024 : 16 * 1024
    if !isPaced, bytes >= start, time < Self.swallowed {
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
