public import FoundationEssentials

/// What the running instance is doing, read once: the JSON of `GET /status`, and the dashboard's gauges.
public struct ProxyStatus: Sendable, Equatable, Codable {
  /// The program's version.
  public var version = ""
  /// Seconds since the service came up.
  public var uptimeSeconds = 0.0
  /// The streams and their totals.
  public var streams = Streams()
  /// Retries of ranges since the start.
  public var retriesTotal = 0
  /// URL refreshes.
  public var refreshes = Refreshes()
  /// yt-dlp's state.
  public var resolver = Resolver()
  /// The player.
  public var mpd = Player()
  /// The library.
  public var tracks = Tracks()
  /// The cache of audio.
  public var cache = Cache()

  /// An instance that has just come up.
  public init() {}

  /// Counts of streams, and the streams themselves.
  public struct Streams: Sendable, Equatable, Codable {
    /// Streams that hold a slot.
    public var active = 0
    /// Requests that wait for one.
    public var waiting = 0
    /// How many slots there are.
    public var limit = 0
    /// Streams that ended well since the start.
    public var servedTotal = 0
    /// Requests that were turned away with 503 since the start.
    public var rejectedTotal = 0
    /// Streams that were lost or answered with an error since the start.
    public var failedTotal = 0
    /// Requests whose client left before the first byte, since the start.
    public var leftTotal = 0
    /// Active and waiting streams, oldest first.
    public var list: [Stream] = []

    enum CodingKeys: String, CodingKey {
      case active, waiting, limit, list
      case servedTotal = "served_total"
      case rejectedTotal = "rejected_total"
      case failedTotal = "failed_total"
      case leftTotal = "left_total"
    }
  }

  /// One stream.
  public struct Stream: Sendable, Equatable, Codable, Identifiable {
    /// Unique while the program runs.
    public var id: UInt64
    /// The video id.
    public var videoID: VideoID
    /// The artist, `nil` without one.
    public var artist: String?
    /// The title.
    public var title: String
    /// The client's program and version.
    public var client: ClientProgram
    /// What the stream is doing.
    public var state: StreamState
    /// Body bytes handed to the client's socket.
    public var bytesSent: Int64
    /// The client's pace over the last seconds.
    public var bytesPerSecond: Int64
    /// The body's whole length, `nil` while unknown.
    public var length: Int64?
    /// The next byte of the track to come from the origin.
    public var offset: Int64
    /// The retry that is under way, 0 when none is.
    public var attempt: Int
    /// Unix seconds.
    public var startedAt: Double
    /// How many retries there may be, as far as that is known; not part of the JSON.
    public var attemptLimit = 0
    /// When the next try comes, while the state is ``StreamState/retrying``; not part of the JSON.
    public var retryAt: Date?
    /// Why it retries, refreshes or stalls; not part of the JSON.
    public var reason: String?
    /// The parts of the track that are on this machine, from 0 to 1, in order.
    public var cachedSpans: [Range<Double>] = []
    /// What was asked for and where it comes from; not part of the JSON.
    public var details = StreamDetails()

    /// A stream that has just been asked for.
    public init(
      id: UInt64, videoID: VideoID, artist: String?, title: String, client: ClientProgram,
      state: StreamState, startedAt: Double
    ) {
      self.id = id
      self.videoID = videoID
      self.artist = artist
      self.title = title
      self.client = client
      self.state = state
      self.startedAt = startedAt
      bytesSent = 0
      bytesPerSecond = 0
      offset = 0
      attempt = 0
    }

    enum CodingKeys: String, CodingKey {
      case id, artist, title, client, state, length, offset, attempt
      case videoID = "video_id"
      case bytesSent = "bytes_sent"
      case bytesPerSecond = "bytes_per_second"
      case startedAt = "started_at"
      case cachedSpans = "cached"
    }
  }

  /// Counts of URL refreshes since the start.
  public struct Refreshes: Sendable, Equatable, Codable {
    /// Refreshes under way.
    public var running = 0
    /// Resolves that brought a URL, the first of a track included.
    public var succeededTotal = 0
    /// Resolves that brought none.
    public var failedTotal = 0
    /// Failed refreshes after which the old URL was tried.
    public var degradedTotal = 0

    /// No refresh so far.
    public init() {}

    enum CodingKeys: String, CodingKey {
      case running
      case succeededTotal = "succeeded_total"
      case failedTotal = "failed_total"
      case degradedTotal = "degraded_total"
    }
  }

  /// yt-dlp's state.
  public struct Resolver: Sendable, Equatable, Codable {
    /// Whether it can be asked for URLs.
    public var state = ResolverState.ok
    /// Why, when it is not ``ResolverState/ok``.
    public var reason: String?
    /// Resolves that wait for their turn.
    public var queue = 0
    /// How often yt-dlp asked YouTube in the last hour: for URLs, for listings, to report plays.
    public var runsLastHour = 0

    /// A resolver in order.
    public init() {}

    /// Reads what another version may have written.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      state = try container.decode(ResolverState.self, forKey: .state)
      reason = try container.decodeIfPresent(String.self, forKey: .reason)
      queue = try container.decode(Int.self, forKey: .queue)
      runsLastHour = try container.decodeIfPresent(Int.self, forKey: .runsLastHour) ?? 0
    }

    enum CodingKeys: String, CodingKey {
      case state, reason, queue
      case runsLastHour = "runs_last_hour"
    }
  }

  /// What is known of MPD.
  public struct Player: Sendable, Equatable, Codable {
    /// Whether there is a connection.
    public var connected = false
    /// What it is doing.
    public var state = PlayerState.unknown

    /// A player that was not seen yet.
    public init(connected: Bool = false, state: PlayerState = .unknown) {
      self.connected = connected
      self.state = state
    }
  }

  /// Counts of tracks by the state of their URL.
  public struct Tracks: Sendable, Equatable, Codable {
    /// All tracks.
    public var total = 0
    /// Tracks whose URL is young enough.
    public var fresh = 0
    /// Tracks whose URL is too old.
    public var expired = 0
    /// Tracks that were never resolved.
    public var unresolved = 0

    /// An empty library.
    public init(total: Int = 0, fresh: Int = 0, expired: Int = 0, unresolved: Int = 0) {
      self.total = total
      self.fresh = fresh
      self.expired = expired
      self.unresolved = unresolved
    }
  }

  enum CodingKeys: String, CodingKey {
    case version, streams, refreshes, resolver, mpd, tracks, cache
    case uptimeSeconds = "uptime_seconds"
    case retriesTotal = "retries_total"
  }
}

/// What a stream is doing, in the words of `/status`.
public enum StreamState: String, Sendable, Codable, CaseIterable {
  /// Waiting for a slot.
  case queued
  /// The URL is being resolved for the first time.
  case resolving
  /// The URL is being refreshed.
  case refreshing
  /// The first byte has been asked for and has not come.
  case holding
  /// Bytes flow.
  case streaming
  /// Waiting for the next try.
  case retrying
  /// In mid-stream no byte has come for a while.
  case stalled
  /// The rest is filled up with zeros, so that MPD goes on.
  case filling
  /// Answered to the end.
  case done
  /// Given up.
  case lost
}
