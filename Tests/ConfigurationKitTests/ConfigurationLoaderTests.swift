import ConfigurationKit
import FoundationEssentials
import Testing

struct ConfigurationLoaderTests {
  @Test func `no file gives the defaults`() throws {
    let outcome = try ConfigurationLoader(environment: ["HOME": "/nowhere/at-all"]).load(currentFolder: "/")
    #expect(outcome.file == nil)
    #expect(outcome.warnings == [])
    let configuration = outcome.configuration
    #expect(configuration.proxyHost == "localhost")
    #expect(configuration.proxyPort == 8080)
    #expect(configuration.publicURL(port: 8080) == "http://localhost:8080")
    #expect(configuration.trackDatabase == "/nowhere/at-all/.config/ytmpd/track_mapping.db")
    #expect(configuration.logFile == "/nowhere/at-all/.config/ytmpd/ytmpd.log")
    #expect(configuration.mpdPlaylistDirectory == "/nowhere/at-all/.config/mpd/playlists")
    #expect(configuration.mpdMusicDirectory == "/nowhere/at-all/Music")
    #expect(configuration.cacheDirectory == "/nowhere/at-all/.cache/ytmpd-tui/audio")
    #expect(configuration.cacheSize == 1_073_741_824)
    #expect(configuration.cacheAhead)
    #expect(configuration.streamCacheAge == .seconds(18_000))
    #expect(configuration.syncInterval == .seconds(1800))
    #expect(configuration.playlistPrefix == "YT: ")
  }

  @Test(arguments: [
    "", "# nothing but a comment\n", "---\n", "proxy_port:\n", "proxy_port: null\nlog_level: ~\n",
  ])
  func `an empty file or value asks for the defaults`(yaml: String) throws {
    let outcome = try load(yaml)
    #expect(outcome.configuration.proxyPort == 8080)
    #expect(outcome.configuration.logLevel == .info)
    #expect(outcome.warnings == [])
  }

  @Test func `every key reaches its value`() throws {
    let outcome = try load(
      """
      proxy_host: "[::1]"
      proxy_port: 0
      proxy_public_url: https://music.example:8443/yt/
      proxy_track_mapping_db: /var/lib/tracks.db
      max_concurrent_streams: 2_000
      admission_wait_seconds: 2.5
      stream_cache_hours: 4.5
      retry_attempts: 0
      retry_base_delay_seconds: 0.25
      upstream_connect_timeout_seconds: 3
      upstream_idle_timeout_seconds: 4
      stall_limit_seconds: 5
      upstream_chunk_bytes: 262144
      cache_directory: ../audio
      cache_size: 2 TiB
      cache_ahead: off
      icy_metadata: ALWAYS
      icy_metaint: 8192
      yt_dlp_path: ~/bin/yt-dlp
      yt_dlp_arguments: [--cookies, "my cookies.txt", --retries, 3]
      resolver_concurrency: 4
      resolver_timeout_seconds: 60
      address_family: ipv4
      source_address: 192.168.1.7
      mpd_socket_path: mpd.example:6601
      mpd_playlist_directory: lists
      mpd_music_directory: ~/Audio
      playlists:
        - {name: Köln, url: "https://music.youtube.com/playlist?list=LM"}
        - name: 1999
          url: :ytfav
      playlist_prefix: ""
      playlist_format: XSPF
      enable_auto_sync: no
      sync_interval_minutes: 0.5
      prefetch_tracks: 5
      log_level: Debug
      log_file: ""
      """)
    let home = try #require(outcome.file).split(separator: "/.config").first.map(String.init) ?? ""
    var expected = Configuration(directories: UserDirectories(environment: ["HOME": home]))
    expected.proxyHost = "::1"
    expected.proxyPort = 0
    expected.proxyPublicURL = "https://music.example:8443/yt"
    expected.trackDatabase = "/var/lib/tracks.db"
    expected.maxConcurrentStreams = 2000
    expected.admissionWait = .seconds(2.5)
    expected.streamCacheAge = .seconds(4.5 * 3600)
    expected.retryAttempts = 0
    expected.retryBaseDelay = .seconds(0.25)
    expected.upstreamConnectTimeout = .seconds(3)
    expected.upstreamIdleTimeout = .seconds(4)
    expected.stallLimit = .seconds(5)
    expected.upstreamChunkBytes = 262_144
    expected.cacheDirectory = home + "/.config/ytmpd/../audio"
    expected.cacheSize = 2 << 40
    expected.cacheAhead = false
    expected.icyMetadata = .always
    expected.icyMetaint = 8192
    expected.ytDlpPath = home + "/bin/yt-dlp"
    expected.ytDlpArguments = ["--cookies", "my cookies.txt", "--retries", "3"]
    expected.resolverConcurrency = 4
    expected.resolverTimeout = .seconds(60)
    expected.addressFamily = .ipv4
    expected.sourceAddress = "192.168.1.7"
    expected.mpdSocketPath = "mpd.example:6601"
    expected.mpdPlaylistDirectory = home + "/.config/ytmpd/lists"
    expected.mpdMusicDirectory = home + "/Audio"
    expected.playlists = [
      .init(name: "Köln", url: "https://music.youtube.com/playlist?list=LM"),
      .init(name: "1999", url: ":ytfav"),
    ]
    expected.playlistPrefix = ""
    expected.playlistFormat = .xspf
    expected.enableAutoSync = false
    expected.syncInterval = .seconds(30)
    expected.prefetchTracks = 5
    expected.logLevel = .debug
    expected.logFile = nil
    #expect(outcome.configuration == expected)
    #expect(outcome.warnings == [])
  }

  @Test func `ytmpd's keys are known and a typo is not`() throws {
    let outcome = try load(
      """
      socket_path: ~/.config/ytmpd/socket
      state_file: ~/.config/ytmpd/state.json
      sync_liked_songs: true
      liked_songs_playlist_name: Liked Songs
      proxy_enabled: true
      radio_playlist_limit: 25
      auto_auth:
        enabled: false
        browser: firefox
      history_reporting: {enabled: false, min_play_seconds: 30}
      like_indicator: {enabled: false, tag: "+1"}
      proxy_prot: 8081
      "colour scheme": dark
      """)
    #expect(
      outcome.warnings.map(\.description) == [
        "config.yaml:12:1: unknown key \"proxy_prot\"; did you mean proxy_port?",
        "config.yaml:13:1: unknown key \"colour scheme\"; it is ignored",
      ])
    #expect(outcome.configuration.proxyPort == 8080)
  }

  @Test(arguments: [
    ("proxy_port: abc", "config.yaml:1:13: proxy_port must be a whole number from 0 to 65535, not \"abc\""),
    (
      "proxy_port: 65536",
      "config.yaml:1:13: proxy_port must be a whole number from 0 to 65535, not \"65536\""
    ),
    (
      "cache_size: 10 MB",
      "config.yaml:1:13: cache_size must be a size such as 512 KiB, 10 MiB, 2 GiB or 0, not \"10 MB\""
    ),
    (
      "cache_size: -1",
      "config.yaml:1:13: cache_size must be a size such as 512 KiB, 10 MiB, 2 GiB or 0, not \"-1\""
    ),
    (
      "cache_directory: ''",
      "config.yaml:1:18: cache_directory must be a path, not the text \"\""
    ),
    ("cache_ahead: 2", "config.yaml:1:14: cache_ahead must be true or false, not \"2\""),
    ("proxy_port: -1", "config.yaml:1:13: proxy_port must be a whole number from 0 to 65535, not \"-1\""),
    ("proxy_port: 80.5", "config.yaml:1:13: proxy_port must be a whole number from 0 to 65535, not \"80.5\""),
    (
      "proxy_port: '8080'",
      "config.yaml:1:13: proxy_port must be a whole number from 0 to 65535, not the text \"8080\""
    ),
    ("proxy_port: [1]", "config.yaml:1:13: proxy_port must be a whole number from 0 to 65535, not a list"),
    (
      "\nproxy_host: {a: b}",
      "config.yaml:2:13: proxy_host must be a host name or an address, without a port, not a mapping"
    ),
    (
      "proxy_host: a:80",
      "config.yaml:1:13: proxy_host must be a host name or an address, without a port, not \"a:80\""
    ),
    (
      "proxy_public_url: music",
      "config.yaml:1:19: proxy_public_url must be the start of a URL, such as http://192.168.1.2:8080, not \"music\""
    ),
    (
      "proxy_public_url: http:///",
      "config.yaml:1:19: proxy_public_url must be the start of a URL, such as http://192.168.1.2:8080, not \"http:///\""
    ),
    (
      "stream_cache_hours: 0",
      "config.yaml:1:21: stream_cache_hours must be a number of hours from 0.001 to 168, not \"0\""
    ),
    (
      "stream_cache_hours: nan",
      "config.yaml:1:21: stream_cache_hours must be a number of hours from 0.001 to 168, not \"nan\""
    ),
    (
      "stall_limit_seconds: 1e9",
      "config.yaml:1:22: stall_limit_seconds must be a number of seconds from 0.1 to 3600, not \"1e9\""
    ),
    ("enable_auto_sync: maybe", "config.yaml:1:19: enable_auto_sync must be true or false, not \"maybe\""),
    ("enable_auto_sync: 1", "config.yaml:1:19: enable_auto_sync must be true or false, not \"1\""),
    (
      "icy_metadata: sometimes",
      "config.yaml:1:15: icy_metadata must be auto, always or never, not \"sometimes\""
    ),
    (
      "log_level: loud",
      "config.yaml:1:12: log_level must be debug, info, warning, error or critical, not \"loud\""
    ),
    (
      "source_address: eth0",
      "config.yaml:1:17: source_address must be an IP address of this machine, or none, not \"eth0\""
    ),
    (
      "log_file: \"a\\nb\"",
      "config.yaml:1:11: log_file must be a path, or \"\" for none, not the text \"a\\nb\""
    ),
    (
      "yt_dlp_arguments: [a, [b]]",
      "config.yaml:1:23: yt_dlp_arguments[1] must be text, not a list"
    ),
    (
      "yt_dlp_arguments: 'open \"quote'",
      "config.yaml:1:19: yt_dlp_arguments must be a list of arguments, such as [--cookies, ~/cookies.txt], not the text \"open \\\"quote\""
    ),
    ("playlists: mine", "config.yaml:1:12: playlists must be a list of `- {name: …, url: …}`, not \"mine\""),
    (
      "playlists:\n  - name: a\n  - {name: b, url: u}",
      "config.yaml:2:5: playlists[0].url must be a URL, or a keyword of yt-dlp such as :ytfav, not an empty value"
    ),
    (
      "playlists:\n  - {name: \" \", url: u}",
      "config.yaml:2:12: playlists[0].name must be a name, not the text \" \""
    ),
    (
      "playlists:\n  - {name: b, url: u}\n  - {name: b, url: v}",
      "config.yaml:3:5: playlists[1].name must be a name that no other playlist has, not \"b\""
    ),
    (
      "playlists:\n  - {name: b, url: --exec=x}",
      "config.yaml:2:20: playlists[0].url must be a URL, or a keyword of yt-dlp such as :ytfav, not \"--exec=x\""
    ),
  ])
  func `a wrong value is named with its place and what is allowed`(yaml: String, problem: String) {
    #expect(problems(yaml) == [problem])
  }

  @Test func `every wrong value is named, not only the first`() {
    let found = problems("proxy_port: x\nretry_attempts: 99\n", environment: ["YTMPD_ICY_METAINT": "1"])
    #expect(
      found == [
        "config.yaml:1:13: proxy_port must be a whole number from 0 to 65535, not \"x\"",
        "config.yaml:2:17: retry_attempts must be a whole number from 0 to 20, not \"99\"",
        "environment variable YTMPD_ICY_METAINT: icy_metaint must be a whole number of bytes from 256 to 1048576, not \"1\"",
      ])
  }

  @Test(arguments: [
    ("a: b: c\n", "config.yaml:1:5: invalid YAML"),
    ("proxy_port: 80\n\tproxy_host: a\n", "config.yaml:2:1: invalid YAML"),
    ("a: [1, 2\nb: 3\n", "config.yaml:2:2: invalid YAML"),
    ("a: 1\na: 2\n", "config.yaml:1:1: the mapping that begins here has duplicate keys: \"a\""),
    ("a: *nobody\n", "config.yaml:1:4: invalid YAML"),
    ("just text", "config.yaml:1:1: the configuration must be lines of `key: value`"),
    ("- a\n- b\n", "config.yaml:1:1: the configuration must be lines of `key: value`"),
    ("a: 1\n---\nb: 2\n", "config.yaml:2:1: invalid YAML"),
    ("a: \"\u{7}\"\n", "config.yaml: the YAML can't be parsed"),
  ])
  func `broken YAML is an error with its place`(yaml: String, beginning: String) {
    let found = problems(yaml)
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix(beginning) == true, "\(found)")
  }

  @Test func `the environment outranks the file and the command line both`() throws {
    let yaml = "proxy_port: 1\nretry_attempts: 1\nlog_level: error\n"
    let environment = [
      "YTMPD_RETRY_ATTEMPTS": "2", "YTMPD_LOG_LEVEL": "WARNING", "YTMPD_PLAYLIST_PREFIX": "",
    ]
    let overrides = [ConfigurationLoader.Override(key: "log_level", option: "--log-level", text: "debug")]
    let configuration = try load(yaml, environment: environment, overrides: overrides).configuration
    #expect(configuration.proxyPort == 1)
    #expect(configuration.retryAttempts == 2)
    #expect(configuration.logLevel == .debug)
    #expect(configuration.playlistPrefix == "")
  }

  @Test(arguments: [
    ("--cookies-from-browser firefox", ["--cookies-from-browser", "firefox"]),
    ("--cookies '/a b/c' \"d\\\"e\" f\\ g ''", ["--cookies", "/a b/c", "d\"e", "f g", ""]),
    ("[--retries, 3]", ["--retries", "3"]),
    ("", []),
  ])
  func `arguments in the environment are a line or a list`(text: String, arguments: [String]) throws {
    let outcome = try load("", environment: ["YTMPD_YT_DLP_ARGUMENTS": text])
    #expect(outcome.configuration.ytDlpArguments == arguments)
  }

  @Test func `a wrong option is named`() {
    let override = ConfigurationLoader.Override(key: "log_level", option: "--log-level", text: "shout")
    #expect(
      problems("", overrides: [override]) == [
        "option --log-level: log_level must be debug, info, warning, error or critical, not \"shout\""
      ])
  }
}
