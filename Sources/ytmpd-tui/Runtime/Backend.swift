import ConfigurationKit
import FoundationEssentials
import Logging
import MPDKit
import ProxyKit
import ServiceLifecycle

/// Everything that runs behind the screen, or without one: store, resolver, relay, and the link to MPD.
struct Backend: Sendable {
  let configuration: Configuration
  let store: TrackStore
  let resolver: StreamResolver
  let proxy: any RelayFront
  /// The relay is another process's: this one only watches, and leaves MPD's queue and the timers to that one.
  var isAttached = false
  /// `nil` when the address of MPD makes no sense; the relay serves without it.
  let player: PlayerService?
  /// What learns from the player.
  let playerServices: [any Service]
  let urls: TrackURL
  /// Reads playlists anew, one or all, with progress; for the dashboard's keys.
  let sync: PlaylistSync
  /// Searches, and makes radios.
  var discovery: Discovery { Discovery(sync: sync) }
  /// Reads them by itself, and when it is asked to without anybody waiting.
  let autoSync: AutoSync
  /// What the dashboard's effects are carried out by, when there is a dashboard.
  var dashboard: DashboardService?
  /// What else is to run, and to end with the rest.
  var companions: [any Service] = []

  var events: EventHub { proxy.events }

  /// Opens the library and listens.
  ///
  /// - Parameters:
  ///   - media: who turns ids into URLs.
  ///   - events: where it is said what happens.
  ///   - address: where MPD is, or why that can't be told; `nil` when there shall be none.
  ///   - lister: who lists playlists.
  ///   - prunes: whether playlists go when their line in the configuration does.
  ///   - reporter: who is told of plays, if the user wants that; `nil` for nobody.
  ///   - attaches: to the proxy that runs already, rather than listening.
  ///   - drainTime: how long going down waits for streams.
  /// - Throws: `StoreError`, ``CommandFailure`` when a part that can't be missing does not come up.
  static func start(
    _ configuration: Configuration, media: any MediaResolving, events: EventHub,
    address: Result<MPDAddress, MPDAddressError>?, lister: any MediaListing = NoListing(),
    prunes: Bool = false, reporter: (any PlayReporting)? = nil, attaches: Bool = false,
    drainTime: Duration = .seconds(10)
  ) async throws -> Backend {
    let opening = try await openLibrary(configuration.trackDatabase, events: events)
    let store = opening.store
    let resolver = StreamResolver(
      resolver: media, store: store, events: events, concurrency: configuration.resolverConcurrency)
    let proxy: any RelayFront
    if attaches {
      proxy = RemoteRelay(host: configuration.proxyHost, port: configuration.proxyPort, events: events)
    } else {
      do throws(ServiceStartError) {
        var options = ProxyService.Options(configuration)
        options.drainTime = drainTime
        proxy = try await ProxyService.start(
          options: options, store: store, playlists: store, resolver: resolver, events: events)
      } catch {
        throw CommandFailure(error.description)
      }
    }
    if let aside = opening.setAside {
      events.publish(
        .notice(
          .error,
          "the database was damaged and is now at \(aside); this is a new one, which the playlists fill"))
    }
    if store.isReadOnly {
      let reason = (opening.obstacle ?? StoreError(.readOnly, path: store.path)).sentence
      events.publish(
        .notice(
          .warning,
          "\(configuration.trackDatabase) can't be written to, so new URLs are forgotten at the end: \(reason)"
        ))
    }
    let urls = TrackURL(base: configuration.publicURL(port: proxy.port), port: proxy.port)
    var player: PlayerService?
    var playerServices: [any Service] = []
    switch address {
    case .success(let address):
      let service = PlayerService(
        address: address, urls: urls, store: store, proxy: proxy, tagsQueue: !attaches)
      if !attaches {
        playerServices =
          PlayerServices(
            service, configuration: configuration, store: store, resolver: resolver, urls: urls,
            events: events,
            reporter: configuration.reportHistory ? reporter : nil
          ).all
      }
      player = service
    case .failure(let error): events.publish(.mpdFailed(reason: error.description))
    case nil: break
    }
    let sync = sync(
      configuration, store: store, lister: lister, prunes: prunes, events: events, urls: urls, player: player)
    let isAutomatic = configuration.enableAutoSync && !(lister is NoListing) && !attaches
    let autoSync = AutoSync(
      sync, schedule: isAutomatic ? SyncSchedule(interval: configuration.syncInterval) : nil
    ) { resolver.retryAfter }
    return Backend(
      configuration: configuration, store: store, resolver: resolver, proxy: proxy, isAttached: attaches,
      player: player, playerServices: playerServices, urls: urls, sync: sync, autoSync: autoSync)
  }

  private static func sync(
    _ configuration: Configuration, store: TrackStore, lister: any MediaListing, prunes: Bool,
    events: EventHub, urls: TrackURL, player: PlayerService?
  ) -> PlaylistSync {
    var sync = PlaylistSync(
      configuration: configuration, store: store, lister: lister,
      files: PlaylistFiles(configuration, store: store, urls: urls), events: events)
    sync.prunes = prunes
    sync.filesChanged = {
      guard let player, player.snapshot != nil else { return }
      // Songs may be called something else now, in MPD's queue as well.
      player.link.retag()
      do throws(MPDError) {
        try await PlaylistNews.tell(player.link.client, format: configuration.playlistFormat, urls: urls)
      } catch {
        // Its clients see the change when they ask anew.
        events.publish(.notice(.info, "MPD was not told of the new playlist files: \(error.description)"))
      }
    }
    return sync
  }

  /// How long another program's lock on the library is waited for at the start.
  private static let lockPatience = Duration.seconds(30)

  /// Opens the library, and waits for whoever has it locked: a backup, say, or ytmpd at its own start.
  private static func openLibrary(_ path: String, events: EventHub) async throws(StoreError)
    -> TrackStore.Opening
  {
    let deadline = ContinuousClock.now + lockPatience
    var isSaid = false
    while true {
      do throws(StoreError) {
        return try TrackStore.open(path: path)
      } catch {
        guard error.kind == .locked, ContinuousClock.now < deadline else { throw error }
        guard !isSaid else { continue }
        isSaid = true
        // Nobody writes events down before the service runs.
        Logger(label: "store").warning(
          "[PROXY] waiting for the library", metadata: ["reason": "\(error.sentence)"])
        events.publish(.notice(.warning, "waiting for the library: \(error.sentence)"))
      }
    }
  }

  /// What has to run for as long as the program does; ended in reverse order.
  var services: [any Service] {
    var services: [any Service] = [ResolverService(resolver: resolver), proxy, autoSync]
    if let player { services.append(player) }
    services += playerServices
    if let dashboard { services.append(dashboard) }
    return services + companions
  }
}

/// Ends yt-dlp and all it started when the program goes down.
private struct ResolverService: Service {
  let resolver: StreamResolver

  func run() async throws {
    try await gracefulShutdown()
    await resolver.stop()
  }
}

extension ProxyService.Options {
  /// What the configuration says of the relay.
  init(_ configuration: Configuration) {
    self.init()
    host = configuration.proxyHost
    port = configuration.proxyPort
    maximumStreams = configuration.maxConcurrentStreams
    admissionWait = configuration.admissionWait
    rules.retry = RetryPolicy(attempts: configuration.retryAttempts, baseDelay: configuration.retryBaseDelay)
    rules.freshness = URLFreshness(maximumAge: configuration.streamCacheAge)
    rules.idleTimeout = configuration.upstreamIdleTimeout
    rules.stallLimit = configuration.stallLimit
    rules.chunkBytes = Int64(configuration.upstreamChunkBytes)
    rules.metaint = configuration.icyMetaint
    rules.icyPolicy =
      switch configuration.icyMetadata {
      case .auto: .auto
      case .always: .always
      case .never: .never
      }
    upstream = UpstreamOptions(
      connectTimeout: configuration.upstreamConnectTimeout,
      addressFamily: AddressFamily(configuration.addressFamily), sourceAddress: configuration.sourceAddress,
      certificateAuthorityFile: Self.certificateAuthorityFile)
    version = Version.current
    publicURL = configuration.proxyPublicURL
    playlistPrefix = configuration.playlistPrefix
  }

  /// The authorities to trust by the user's own word, in the variable that OpenSSL and the curl command read;
  /// `nil` for the system's. libcurl doesn't look at it by itself.
  private static var certificateAuthorityFile: String? {
    ProcessInfo.processInfo.environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
  }
}
