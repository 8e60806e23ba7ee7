public import TrackKit

/// The numbers a stream obeys; `config.yaml` has each of them.
public struct RelayRules: Sendable, Equatable {
  /// How often a range is asked for again.
  public var retry = RetryPolicy()
  /// When a URL counts as expired.
  public var freshness = URLFreshness()
  /// How long the origin may stay silent while we want bytes, before the try has failed.
  public var idleTimeout = Duration.seconds(20)
  /// How long a listener may wait for a byte before the song is given up: in mid-stream, and in all before the first
  /// byte.
  public var stallLimit = Duration.seconds(120)
  /// How long headers are held while there is no network; MPD bears more than 40 s.
  public var networkPatience = Duration.seconds(40)
  /// How often it is tried whether the network is back.
  public var networkRetryInterval = Duration.seconds(2)
  /// The largest range ever asked for, in bytes.
  public var chunkBytes: Int64 = 1 << 20
  /// Who gets inline metadata.
  public var icyPolicy = IcyPolicy.auto
  /// Audio bytes between metadata blocks, at least 1.
  public var metaint = 16384
  /// An origin that takes this long to answer is asked for the next range in advance, when the client is
  /// quick.
  public var lookAheadDelay = Duration.milliseconds(4)

  /// How long the origin may bring no byte to a client that waits, before it is asked once more on a new connection.
  var hedgeDelay = Duration.seconds(2)
  /// How long it may send more slowly than the song plays.
  var slownessLimit = Duration.seconds(15)
  /// Whether yt-dlp delivers what has no URL to fetch.
  var pipesAudio = false
  /// The first range of a stream, in bytes; tests want it small.
  var firstRangeBytes = RangeSizing.first

  /// The defaults.
  public init() {}

  /// How often a stream that waits looks at its limits.
  var tickInterval: Duration { max(min(.seconds(1), idleTimeout / 4, hedgeDelay / 2), .milliseconds(10)) }

  /// The pace of the thinnest audio that YouTube has, in bytes a second, and of more than any song needs: what a resolver
  /// tells of lengths and rates may be wrong.
  static let (leastPace, mostPace) = (4000.0, 125_000.0)
  /// The largest range asked for after the origin refused one: it refuses large ranges first.
  static let cautiousChunkBytes: Int64 = 256 * 1024
  /// A stream counts as stalled after this much silence.
  static let noticeableSilence = Duration.seconds(3)
  /// How long MPD may leave a question unanswered while it waits for our bytes.
  static let playerPatience = Duration.seconds(2)
  /// Seconds after which a request is worth repeating while yt-dlp is being tried again.
  static let probePatience = 10
  /// Seconds after which a request is worth repeating when the program goes down: it may be started again.
  static let restartTime = 5
  /// After this many bytes a failure is over, and the attempts start again.
  static let realProgress: Int64 = 16 * 1024
}
