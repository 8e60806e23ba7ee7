/// Everything that a user can set, with the default values.
///
/// ``ConfigurationLoader`` makes one from the configuration file, the environment and the command line. Paths
/// are absolute, with `~` expanded.
public struct Configuration: Sendable, Equatable {
  /// The address to listen on; `localhost` stands for both loopback addresses.
  public var proxyHost = "localhost"
  /// The port to listen on; 0 picks a free one.
  public var proxyPort = 8080
  /// The start of the URLs that go into playlists and MPD's queue, without a slash at its end; `nil` for one made of
  /// host and port. See ``publicURL(port:)``.
  public var proxyPublicURL: String?
  /// Names by which others may call the proxy, besides those that are known anyway.
  public var allowedHosts: [String] = []
  /// Origins of web pages that may use the proxy, as browsers write them; `*` for all.
  public var allowedOrigins: [String] = []
  /// The SQLite file.
  public var trackDatabase: String
  /// How many streams may run at once.
  public var maxConcurrentStreams = 10
  /// How long a request waits for a free slot before it is refused.
  public var admissionWait = Duration.seconds(10)
  /// How long going down waits for streams.
  public var drainTime = Duration.seconds(30)
  /// The age at which a media URL counts as expired.
  public var streamCacheAge = Duration.seconds(5 * 3600)
  /// How many retries may follow the first try.
  public var retryAttempts = 3
  /// The wait before the first retry; it doubles with each.
  public var retryBaseDelay = Duration.seconds(1)
  /// How long a connection to the origin may take.
  public var upstreamConnectTimeout = Duration.seconds(10)
  /// How long the origin may send nothing while bytes are wanted.
  public var upstreamIdleTimeout = Duration.seconds(20)
  /// How long a client may get nothing in mid-stream before the song counts as lost.
  public var stallLimit = Duration.seconds(120)
  /// The largest range, in bytes, of one request.
  public var upstreamChunkBytes = 1_048_576
  /// Who gets ICY metadata.
  public var icyMetadata = IcyMetadata.auto
  /// Bytes of audio between two ICY metadata blocks.
  public var icyMetaint = 16384
  /// yt-dlp: a name on PATH, or a path.
  public var ytDlpPath = "yt-dlp"
  /// More arguments for yt-dlp, such as those for cookies.
  public var ytDlpArguments: [String] = []
  /// The format of the audio: `opus`, `aac`, `best`, or a selector of yt-dlp's.
  public var audioFormat = "opus"
  /// How many yt-dlp may run at once.
  public var resolverConcurrency = 2
  /// How long one yt-dlp may take.
  public var resolverTimeout = Duration.seconds(45)
  /// Where audio that was fetched is kept.
  public var cacheDirectory: String
  /// How many bytes of it are kept, besides what shall be kept for good; 0 for no cache.
  public var cacheSize: Int64 = 1 << 30
  /// Whether the song that plays, and the next ones, are fetched to their end.
  public var cacheAhead = true
  /// The Internet protocol for yt-dlp and for fetching.
  public var addressFamily = AddressFamily.any
  /// The local address to connect from, `nil` for the system's choice.
  public var sourceAddress: String?
  /// MPD's socket, or its host and port, as written: whoever connects reads `~`, MPD_HOST and MPD_PORT. `nil` for the
  /// usual places.
  public var mpdSocketPath: String?
  /// Where MPD looks for playlists.
  public var mpdPlaylistDirectory: String
  /// Where MPD looks for music, and so for XSPF playlists.
  public var mpdMusicDirectory: String
  /// The playlists that `sync` reads.
  public var playlists: [Playlist] = []
  /// The start of the names of our playlists in MPD.
  public var playlistPrefix = "YT: "
  /// The format of the playlist files.
  public var playlistFormat = PlaylistFormat.m3u
  /// Whether the playlists are read regularly.
  public var enableAutoSync = true
  /// How often they are.
  public var syncInterval = Duration.seconds(30 * 60)
  /// How many of the next songs in MPD's queue always have a fresh URL.
  public var prefetchTracks = 2
  /// Whether plays are reported to YouTube, for the account whose cookies yt-dlp gets.
  public var reportHistory = false
  /// The dashboard's colours; `nil` for its standard.
  public var theme: String?
  /// Which program's keys the dashboard begins with.
  public var keysPreset = KeysPreset.standard
  /// Keys that run programs of the user's, in the order of the file.
  public var commands: [KeyProgram] = []
  /// Keys of the dashboard with a command of the user's choice, in the order of the file.
  public var keys: [KeyBinding] = []
  /// The least important lines that are logged.
  public var logLevel = LogLevel.info
  /// The log, `nil` for none.
  public var logFile: String?
  /// The size of the log, in bytes, from which on it is kept as the old one and a new one begins; 0 for no limit.
  public var logSize: Int64 = 10 << 20

  /// The defaults, for a user with these folders.
  public init(directories: UserDirectories) {
    trackDatabase = directories.configuration + "/track_mapping.db"
    cacheDirectory = directories.cache + "/audio"
    mpdPlaylistDirectory = directories.expand("~/.config/mpd/playlists")
    mpdMusicDirectory = directories.expand("~/Music")
    logFile = directories.configuration + "/ytmpd.log"
  }

  /// The start of our URLs while the proxy listens on `port`, without a slash at its end.
  public func publicURL(port: Int) -> String {
    if let proxyPublicURL { return proxyPublicURL }
    // A wildcard can be listened on but not connected to.
    let host =
      switch proxyHost {
      case "", "*", "0.0.0.0", "::": "localhost"
      default: proxyHost.contains(":") && !proxyHost.hasPrefix("[") ? "[\(proxyHost)]" : proxyHost
      }
    return "http://\(host):\(port)"
  }
}

extension Configuration {
  /// Which of the clients that ask get ICY metadata.
  public enum IcyMetadata: String, Sendable, CaseIterable {
    /// Every client that asks, except an MPD whose queue we tag.
    case auto
    /// Every client that asks.
    case always
    /// None.
    case never
  }

  /// A family of Internet protocols.
  public enum AddressFamily: String, Sendable, CaseIterable {
    /// Whatever works.
    case any
    /// IPv4 alone.
    case ipv4
    /// IPv6 alone.
    case ipv6
  }

  /// The format of a playlist file.
  public enum PlaylistFormat: String, Sendable, CaseIterable {
    /// Extended M3U, in MPD's playlist directory.
    case m3u
    /// XSPF, in MPD's music directory.
    case xspf
  }

  /// The levels of Python's logging, which ytmpd's configuration names.
  public enum LogLevel: String, Sendable, CaseIterable {
    /// Every step.
    case debug
    /// What happens.
    case info
    /// What works, but not as it should.
    case warning
    /// What does not work.
    case error
    /// What ends the program.
    case critical
  }

  /// What a key does.
  public struct KeyBinding: Sendable, Equatable {
    /// The key's name.
    public var key: String
    /// The command's name, `nil` for nothing.
    public var command: String?

    /// `key` does `command`.
    public init(key: String, command: String?) {
      self.key = key
      self.command = command
    }
  }

  /// A key that runs a program of the user's.
  public struct KeyProgram: Sendable, Equatable {
    /// The key's name.
    public var key: String
    /// The program and its arguments, with `{id}`, `{url}`, `{title}` and `{artist}` for the selected track.
    public var words: [String]

    /// `key` runs `words`.
    public init(key: String, words: [String]) {
      self.key = key
      self.words = words
    }
  }

  /// A playlist to be read.
  public struct Playlist: Sendable, Equatable {
    /// Its name, without the prefix.
    public var name: String
    /// Where yt-dlp finds it.
    public var url: String

    /// A playlist called `name` at `url`.
    public init(name: String, url: String) {
      self.name = name
      self.url = url
    }
  }
}
