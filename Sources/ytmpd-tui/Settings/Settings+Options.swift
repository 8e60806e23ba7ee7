import ConfigurationKit
import FoundationEssentials
import LibraryKit
import MPDKit
import ProxyKit
import TrackKit

// Each part's options from the configuration: the one place that knows both vocabularies.

extension Settings {
  /// When a URL has expired.
  var freshness: URLFreshness { URLFreshness(maximumAge: configuration.streamCacheAge) }

  /// The yt-dlp to run: where the configuration says no other, the one that `setup` has installed.
  private var ytDlpProgram: String {
    let own = PrivateYtDlp(directories)
    return configuration.ytDlpPath == "yt-dlp" && own.isThere ? own.program : configuration.ytDlpPath
  }

  /// How yt-dlp is run.
  var ytDlp: YtDlpOptions {
    YtDlpOptions(
      program: ytDlpProgram, arguments: configuration.ytDlpArguments,
      audioFormat: AudioFormat(configuration.audioFormat),
      timeout: configuration.resolverTimeout, wayOut: wayOut)
  }

  /// How many runs of yt-dlp an hour YouTube is likely to put up with.
  var runLedger: RunLedger { RunLedger(.init(arguments: configuration.ytDlpArguments)) }

  /// Where playlist files go.
  var playlistFiles: PlaylistFileOptions {
    PlaylistFileOptions(
      prefix: configuration.playlistPrefix, format: playlistFormat,
      playlistDirectory: configuration.mpdPlaylistDirectory, musicDirectory: configuration.mpdMusicDirectory)
  }

  /// The playlists that the configuration names.
  var playlists: [PlaylistSource] {
    configuration.playlists.map { PlaylistSource(name: $0.name, url: $0.url) }
  }

  /// What the user wants of the library. A playlist whose line is gone goes only where there is a file that could
  /// have the line.
  var library: LibraryOptions {
    var options = LibraryOptions(files: playlistFiles, prunes: file != nil)
    options.playlists = playlists
    options.resolverConcurrency = configuration.resolverConcurrency
    options.freshness = freshness
    return options
  }

  /// When playlists are read by themselves, `nil` for never.
  var syncSchedule: SyncSchedule? {
    configuration.enableAutoSync ? SyncSchedule(interval: configuration.syncInterval) : nil
  }

  /// The relay and its server.
  ///
  /// - Parameter drainTime: how long going down waits for streams.
  func relay(drainTime: Duration) -> ProxyService.Options {
    var options = ProxyService.Options()
    options.host = configuration.proxyHost
    options.port = configuration.proxyPort
    options.maximumStreams = configuration.maxConcurrentStreams
    options.admissionWait = configuration.admissionWait
    options.drainTime = drainTime
    options.maximumPipes = configuration.resolverConcurrency
    options.rules.retry = RetryPolicy(
      attempts: configuration.retryAttempts, baseDelay: configuration.retryBaseDelay)
    options.rules.freshness = freshness
    options.rules.idleTimeout = configuration.upstreamIdleTimeout
    options.rules.stallLimit = configuration.stallLimit
    options.rules.chunkBytes = Int64(configuration.upstreamChunkBytes)
    options.rules.metaint = configuration.icyMetaint
    options.rules.icyPolicy =
      switch configuration.icyMetadata {
      case .auto: .auto
      case .always: .always
      case .never: .never
      }
    // The variable that OpenSSL and the curl command read; libcurl does not look at it by itself.
    let authorities = environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
    options.upstream = UpstreamOptions(
      connectTimeout: configuration.upstreamConnectTimeout, wayOut: wayOut,
      certificateAuthorityFile: authorities)
    options.version = Version.current
    options.publicURL = configuration.proxyPublicURL
    options.allowedHosts = configuration.allowedHosts
    options.allowedOrigins = configuration.allowedOrigins
    options.cache = audioCache
    return options
  }

  /// The cache of audio, `nil` when there shall be none.
  var audioCache: AudioCacheOptions? {
    guard configuration.cacheSize > 0 else { return nil }
    return AudioCacheOptions(
      directory: configuration.cacheDirectory, limit: configuration.cacheSize,
      fillsAhead: configuration.cacheAhead)
  }

  /// The URLs of tracks while the relay listens on `port`.
  func urls(port: Int) -> TrackURL { TrackURL(base: configuration.publicURL(port: port), port: port) }

  /// The URLs of tracks where no relay runs in this process; `nil` when it may listen on any port, and nothing says
  /// where it is found.
  var urls: TrackURL? {
    guard configuration.proxyPort != 0 || configuration.proxyPublicURL != nil else { return nil }
    return urls(port: configuration.proxyPort)
  }

  /// Where MPD is.
  ///
  /// - Throws: `MPDAddressError` when the configured address is not valid.
  func mpdAddress() throws(MPDAddressError) -> MPDAddress {
    try MPDAddress.resolve(
      configured: configuration.mpdSocketPath, environment: environment, home: directories.home)
  }

  private var playlistFormat: PlaylistFormat {
    switch configuration.playlistFormat {
    case .m3u: .m3u
    case .xspf: .xspf
    }
  }

}

extension WayOut {
  /// The way out that configuration, arguments and environment agree on.
  ///
  /// - Throws: `WayOutError` when they don't.
  init(_ configuration: Configuration, environment: [String: String]) throws(WayOutError) {
    let family: TrackKit.AddressFamily =
      switch configuration.addressFamily {
      case .any: .any
      case .ipv4: .ipv4
      case .ipv6: .ipv6
      }
    try self.init(
      addressFamily: family, sourceAddress: configuration.sourceAddress,
      arguments: configuration.ytDlpArguments, environment: environment)
  }
}
