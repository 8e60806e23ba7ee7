/// A key of the configuration, and what its value does.
struct Setting: Sendable {
  /// The key, as it stands in the file.
  let key: String
  /// Puts a value into a configuration, or throws a ``SettingValue/Mismatch``.
  let apply: @Sendable (inout Configuration, SettingValue) throws -> Void

  init(_ key: String, _ apply: @escaping @Sendable (inout Configuration, SettingValue) throws -> Void) {
    self.key = key
    self.apply = apply
  }

  /// The variable of the environment that outranks the file.
  var environmentName: String { "YTMPD_" + key.uppercased() }

  /// Every setting, in the order of the documentation.
  static let all: [Setting] =
    server + upstream + resolver + player + library + [
      Setting("theme") { $0.theme = try $1.theme() },
      Setting("keys") { $0.keys = try $1.keys() },
      Setting("log_level") { $0.logLevel = try $1.choice() },
      Setting("log_file") { $0.logFile = try $1.optionalPath() },
    ]

  private static let server = [
    Setting("proxy_host") { $0.proxyHost = try $1.host() },
    Setting("proxy_port") { $0.proxyPort = try $1.integer(0...65535) },
    Setting("proxy_public_url") { $0.proxyPublicURL = try $1.baseURL() },
    Setting("proxy_track_mapping_db") { $0.trackDatabase = try $1.path() },
    Setting("max_concurrent_streams") { $0.maxConcurrentStreams = try $1.integer(1...10_000) },
    Setting("admission_wait_seconds") { $0.admissionWait = try $1.duration(0...3600, "seconds") },
    Setting("icy_metadata") { $0.icyMetadata = try $1.choice() },
    Setting("icy_metaint") { $0.icyMetaint = try $1.integer(256...1_048_576, unit: " of bytes") },
  ]

  private static let upstream = [
    Setting("stream_cache_hours") { $0.streamCacheAge = try $1.duration(0.001...168, "hours", of: 3600) },
    Setting("retry_attempts") { $0.retryAttempts = try $1.integer(0...20) },
    Setting("retry_base_delay_seconds") { $0.retryBaseDelay = try $1.duration(0...60, "seconds") },
    Setting("upstream_connect_timeout_seconds") {
      $0.upstreamConnectTimeout = try $1.duration(0.1...300, "seconds")
    },
    Setting("upstream_idle_timeout_seconds") {
      $0.upstreamIdleTimeout = try $1.duration(0.1...300, "seconds")
    },
    Setting("stall_limit_seconds") { $0.stallLimit = try $1.duration(0.1...3600, "seconds") },
    Setting("upstream_chunk_bytes") {
      $0.upstreamChunkBytes = try $1.integer(16_384...16_777_216, unit: " of bytes")
    },
    Setting("address_family") { $0.addressFamily = try $1.choice() },
    Setting("source_address") { $0.sourceAddress = try $1.optionalAddress() },
  ]

  private static let resolver = [
    Setting("yt_dlp_path") { $0.ytDlpPath = try $1.program() },
    Setting("yt_dlp_arguments") { $0.ytDlpArguments = try $1.arguments() },
    Setting("resolver_concurrency") { $0.resolverConcurrency = try $1.integer(1...16) },
    Setting("resolver_timeout_seconds") { $0.resolverTimeout = try $1.duration(1...600, "seconds") },
  ]

  private static let player = [
    Setting("mpd_socket_path") { $0.mpdSocketPath = try $1.text("a socket's path or host:port") },
    Setting("mpd_playlist_directory") { $0.mpdPlaylistDirectory = try $1.path() },
    Setting("mpd_music_directory") { $0.mpdMusicDirectory = try $1.path() },
    Setting("prefetch_tracks") { $0.prefetchTracks = try $1.integer(0...50) },
    Setting("report_history") { $0.reportHistory = try $1.boolean() },
  ]

  private static let library = [
    Setting("playlists") { $0.playlists = try $1.playlists() },
    Setting("playlist_prefix") { $0.playlistPrefix = try $1.text(mayBeEmpty: true) },
    Setting("playlist_format") { $0.playlistFormat = try $1.choice() },
    Setting("enable_auto_sync") { $0.enableAutoSync = try $1.boolean() },
    Setting("sync_interval_minutes") { $0.syncInterval = try $1.duration(0.1...525_600, "minutes", of: 60) },
  ]

  /// Keys of ytmpd and of its successor that mean nothing here: a file shared with them is in order.
  static let foreign: Set<String> = [
    "auto_auth", "history", "history_reporting", "like_indicator", "liked_songs_playlist_name",
    "proxy_enabled",
    "radio_playlist_limit", "socket_path", "state_file", "sync_liked_songs",
  ]
}
