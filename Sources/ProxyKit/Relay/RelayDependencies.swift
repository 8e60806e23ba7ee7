/// Where the relay reads its tracks; blocking, so it is called on a thread of its own.
public protocol TrackReading: Sendable {
  /// The track, `nil` when the library does not hold it.
  ///
  /// - Throws: when the store can't be read.
  func track(_ id: VideoID) throws -> Track?

  /// The same, if it has a URL and can be told without waiting for a lock: called on the event loop that
  /// carries all streams. `nil` means that ``track(_:)`` has to be asked, on a thread that may wait.
  func trackWithoutWaiting(_ id: VideoID) -> Track?

  /// How many tracks are fresh, expired and unresolved.
  ///
  /// - Throws: when the store can't be read.
  func trackCounts(freshness: URLFreshness) throws -> ProxyStatus.Tracks
}

extension TrackReading {
  /// Always `nil`: every read may wait.
  public func trackWithoutWaiting(_ id: VideoID) -> Track? { nil }
}

/// Who gets URLs for tracks: asks each id once however many want it, stores what comes, and says so.
public protocol TrackResolving: Sendable {
  /// A track with a URL just resolved.
  ///
  /// - Parameters:
  ///   - id: the video.
  ///   - cause: why, for people.
  ///   - priority: whether somebody listens.
  ///   - formatID: the format it must have, `nil` for the best.
  /// - Throws: why there is none.
  func resolve(
    _ id: VideoID, cause: String, priority: ResolvePriority, formatID: String?
  ) async throws(URLRefreshError) -> Track

  /// The counts so far and the state of yt-dlp; cheap, from any thread.
  func resolverStatus() -> (refreshes: ProxyStatus.Refreshes, resolver: ProxyStatus.Resolver)

  /// How long until a refused resolve is worth another try; `nil` while nothing is refused.
  var retryAfter: Duration? { get }
}

extension TrackResolving {
  /// Nothing is ever refused.
  public var retryAfter: Duration? { nil }
}

/// What the edge knows about the player behind our connection to MPD.
public struct PlayerLink: Sendable {
  /// What `/status` says of it.
  public var player: ProxyStatus.Player
  /// Whether that connection keeps the tags of MPD's queue right, so that MPD's streams need no metadata;
  /// asked anew for every request.
  public var tagsQueue: @Sendable () -> Bool
  /// Whether MPD is there but has not answered for so long: somebody's command is then held up behind a song
  /// whose bytes don't come.
  public var isBlocked: @Sendable (Duration) async -> Bool

  /// No player, until somebody says otherwise.
  public init(
    player: ProxyStatus.Player = .init(), tagsQueue: @autoclosure @escaping @Sendable () -> Bool = false,
    isBlocked: @escaping @Sendable (Duration) async -> Bool = { _ in false }
  ) {
    self.player = player
    self.tagsQueue = tagsQueue
    self.isBlocked = isBlocked
  }
}
