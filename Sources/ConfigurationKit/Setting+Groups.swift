extension Setting {
  /// Every setting by its subject; docs/configuration.md is made from it.
  static let groups = [
    Group(title: "Server", settings: server),
    Group(title: "Fetching audio", settings: upstream),
    Group(title: "Cache of audio", settings: cache),
    Group(title: "yt-dlp", settings: resolver),
    Group(title: "MPD", settings: player),
    Group(title: "Playlists", settings: library),
    Group(title: "Dashboard and log", settings: program),
  ]

  private static let server = [
    Setting(
      "proxy_host", \.proxyHost, .host,
      "The address to listen on; `localhost` means 127.0.0.1 and ::1, others let other machines in."
    ),
    Setting("proxy_port", \.proxyPort, .integer(0...65535), "The port to listen on; 0 takes a free one."),
    Setting(
      "proxy_public_url", \.proxyPublicURL, .baseURL, otherwise: "made of `proxy_host` and `proxy_port`",
      "The start of the URLs in playlists and in MPD's queue, for an MPD on another machine."),
    Setting(
      "allowed_hosts", \.allowedHosts, .hosts,
      "Names by which others may call the program, such as a container's service name, besides addresses, `localhost`, this machine's name, `proxy_host` and the host of `proxy_public_url`; any other gets 403."
    ).heededAtOnce,
    Setting(
      "allowed_origins", \.allowedOrigins, .origins,
      "Web pages that may play from here and read the answers (CORS); `\"*\"` for all."
    ).heededAtOnce,
    Setting(
      "proxy_track_mapping_db", \.trackDatabase, .path, "The SQLite database, which ytmpd can use as well."),
    Setting(
      "max_concurrent_streams", \.maxConcurrentStreams, .integer(1...10_000),
      "How many streams may run at the same time."
    ).heededAtOnce,
    Setting(
      "admission_wait_seconds", \.admissionWait, .duration(0...3600, "seconds"),
      "How long a request waits for a free slot before it gets 503."
    ).heededAtOnce,
    Setting(
      "drain_seconds", \.drainTime, .duration(0...3600, "seconds"),
      "How long the program waits at its end, after SIGTERM, for songs that are still being sent."
    ).heededAtOnce,
    Setting(
      "icy_metadata", \.icyMetadata, .choice,
      "Who gets the ICY metadata it asks for: all but an MPD that gets its tags from us, all, or none."
    ).heededAtOnce,
    Setting(
      "icy_metaint", \.icyMetaint, .integer(256...1_048_576, unit: " of bytes"),
      "The bytes of audio between two blocks of ICY metadata."
    ).heededAtOnce,
  ]

  private static let upstream = [
    Setting(
      "stream_cache_hours", \.streamCacheAge, .duration(0.001...168, "hours", of: 3600),
      "The age at which a URL counts as stale; its own `expire=` counts too."
    ).heededAtOnce,
    Setting(
      "retry_attempts", \.retryAttempts, .integer(0...20), "How many retries may follow the first try."
    ).heededAtOnce,
    Setting(
      "retry_base_delay_seconds", \.retryBaseDelay, .duration(0...60, "seconds"),
      "The wait before the first retry; it doubles with each retry."
    ).heededAtOnce,
    Setting(
      "upstream_connect_timeout_seconds", \.upstreamConnectTimeout, .duration(0.1...300, "seconds"),
      "How long a connection to YouTube's servers may take."
    ).heededAtOnce,
    Setting(
      "upstream_idle_timeout_seconds", \.upstreamIdleTimeout, .duration(0.1...300, "seconds"),
      "How long the server may send nothing before the try counts as failed."
    ).heededAtOnce,
    Setting(
      "stall_limit_seconds", \.stallLimit, .duration(0.1...3600, "seconds"),
      "How long a player may get nothing in the middle of a song before the song counts as lost."
    ).heededAtOnce,
    Setting(
      "upstream_chunk_bytes", \.upstreamChunkBytes, .integer(16_384...16_777_216, unit: " of bytes"),
      "The largest range that one request asks for."
    ).heededAtOnce,
    Setting(
      "address_family", \.addressFamily, .choice,
      "The Internet protocol for yt-dlp and for fetching audio."
    ).heededAtOnce,
    Setting(
      "source_address", \.sourceAddress, .address,
      "The local address to connect from, for yt-dlp and for fetching audio."
    ).heededAtOnce,
  ]

  private static let cache = [
    Setting(
      "cache_directory", \.cacheDirectory, .path,
      "Where audio that was fetched is kept; `$XDG_CACHE_HOME` counts for the default."),
    Setting(
      "cache_size", \.cacheSize, .size,
      "How much of it is kept, besides the songs that you keep for good; what was not heard for longest goes first; 0 turns the cache off."
    ).heededAtOnce,
    Setting(
      "cache_ahead", \.cacheAhead, .boolean,
      "Whether the song that plays, and the `prefetch_tracks` next ones, are fetched to their end at once."
    ).heededAtOnce,
  ]

  private static let resolver = [
    Setting(
      "yt_dlp_path", \.ytDlpPath, .program,
      "The yt-dlp to run: a name on PATH, or a path; in the place of `yt-dlp` the one that `ytmpd-tui setup` has installed, if there is one."
    )
    .heededAtOnce,
    Setting(
      "yt_dlp_arguments", \.ytDlpArguments, .arguments,
      "More arguments for yt-dlp, such as those for cookies, a network proxy or `--js-runtimes`."
    )
    .shown { YAMLText.list(Secrets.masked($0.ytDlpArguments)) }
    .heededAtOnce,
    Setting(
      "audio_format", \.audioFormat, .audioFormat,
      "The audio to fetch: `opus`, `aac` for players without opus, `best` for Premium accounts, or a selector; `-f` and `-S` in `yt_dlp_arguments` outrank it."
    ).heededAtOnce,
    Setting(
      "resolver_concurrency", \.resolverConcurrency, .integer(1...16),
      "How many yt-dlp may run at the same time."
    ).heededAtOnce,
    Setting(
      "resolver_timeout_seconds", \.resolverTimeout, .duration(1...600, "seconds"),
      "How long one yt-dlp may take to find a URL."
    ).heededAtOnce,
  ]

  private static let player = [
    Setting(
      "mpd_socket_path", \.mpdSocketPath, .text("a socket's path or host:port"),
      otherwise: "`~/.config/mpd/socket`, then MPD's usual places",
      "Where MPD listens; the variables MPD_HOST and MPD_PORT outrank it, as for `mpc`."
    )
    .shown { $0.mpdSocketPath.map { YAMLText.scalar(Secrets.masked(address: $0)) } },
    Setting(
      "mpd_playlist_directory", \.mpdPlaylistDirectory, .path, "MPD's folder of playlists, for M3U files."
    ).heededAtOnce,
    Setting(
      "mpd_music_directory", \.mpdMusicDirectory, .path, "MPD's folder of music, for XSPF files."
    ).heededAtOnce,
    Setting(
      "prefetch_tracks", \.prefetchTracks, .integer(0...50),
      "How many of the next songs in MPD's queue always have a URL that is ready."
    ).heededAtOnce,
    Setting(
      "report_history", \.reportHistory, .boolean,
      "Whether YouTube is told of each play, for the account whose cookies `yt_dlp_arguments` give."),
  ]

  private static let library = [
    Setting("playlists", \.playlists, .playlists, "The playlists to read; see [Playlists](playlists.md).")
      .heededAtOnce,
    Setting(
      "playlist_prefix", \.playlistPrefix, .line, "The start of the playlists' names in MPD."
    ).heededAtOnce,
    Setting("playlist_format", \.playlistFormat, .choice, "The format of the playlist files.").heededAtOnce,
    Setting(
      "enable_auto_sync", \.enableAutoSync, .boolean, "Whether the program reads the playlists regularly."
    ).heededAtOnce,
    Setting(
      "sync_interval_minutes", \.syncInterval, .duration(0.1...525_600, "minutes", of: 60),
      "How often it reads them, give or take a tenth."
    ).heededAtOnce,
  ]

  private static let program = [
    Setting(
      "theme", \.theme, .theme, otherwise: "`standard`",
      "The colours of the dashboard; see [Colours](dashboard.md#colours)."
    ).ofDashboards,
    Setting(
      "keys_preset", \.keysPreset, .choice,
      "Whose keys the dashboard begins with; see [Your own keys](dashboard.md#your-own-keys)."
    ).ofDashboards,
    Setting(
      "commands", \.commands, .programs,
      "Keys that run programs of yours; see [Your own commands](dashboard.md#your-own-commands)."
    ).ofDashboards,
    Setting(
      "keys", \.keys, .keys,
      "Keys of the dashboard and their commands; see [Your own keys](dashboard.md#your-own-keys)."
    ).ofDashboards,
    Setting(
      "log_level", \.logLevel, .choice, "The least important messages in the log, in capitals or not."
    ).heededAtOnce,
    Setting("log_file", \.logFile, .optionalPath, "The log; `\"\"` for none."),
    Setting(
      "log_size", \.logSize, .size,
      "The size from which on the log is kept as the old one, with `.1` at its end, and a new one begins; 0 for no limit."
    ),
  ]
}
