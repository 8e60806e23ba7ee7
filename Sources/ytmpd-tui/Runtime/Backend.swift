import ConfigurationKit
import Logging
import MPDKit
import ProxyKit
import ServiceLifecycle

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Everything that runs behind the screen, or without one: store, resolver, relay, and the link to MPD.
struct Backend: Sendable {
  let configuration: Configuration
  let store: TrackStore
  let resolver: StreamResolver
  let proxy: ProxyService
  /// `nil` when the address of MPD makes no sense; the relay serves without it.
  let player: PlayerService?
  let urls: TrackURL
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
  ///   - drainTime: how long going down waits for streams.
  /// - Throws: `StoreError`, ``CommandFailure`` when a part that can't be missing does not come up.
  static func start(
    _ configuration: Configuration, media: any MediaResolving, events: EventHub,
    address: Result<MPDAddress, MPDAddressError>?, drainTime: Duration = .seconds(10)
  ) async throws -> Backend {
    let opening = try TrackStore.open(path: configuration.trackDatabase)
    let store = opening.store
    let resolver = StreamResolver(
      resolver: media, store: store, events: events, concurrency: configuration.resolverConcurrency)
    let proxy: ProxyService
    do throws(ServiceStartError) {
      var options = ProxyService.Options(configuration)
      options.drainTime = drainTime
      proxy = try await ProxyService.start(
        options: options, store: store, resolver: resolver, events: events)
    } catch {
      throw CommandFailure(error.description)
    }
    if let aside = opening.setAside {
      events.publish(
        .notice(
          .error,
          "the database was damaged and is now at \(aside); this is a new one, which the playlists fill"))
    }
    if store.isReadOnly {
      events.publish(
        .notice(
          .warning,
          "\(configuration.trackDatabase) can't be written to: new URLs are not kept and must be "
            + "resolved again; make the file and its folder writable"))
    }
    let urls = TrackURL(base: configuration.publicURL(port: proxy.port), port: proxy.port)
    var player: PlayerService?
    switch address {
    case .success(let address):
      player = PlayerService(address: address, urls: urls, store: store, proxy: proxy)
    case .failure(let error): events.publish(.mpdFailed(reason: error.description))
    case nil: break
    }
    return Backend(
      configuration: configuration, store: store, resolver: resolver, proxy: proxy, player: player, urls: urls
    )
  }

  /// What has to run for as long as the program does; ended in reverse order.
  var services: [any Service] {
    var services: [any Service] = [ResolverService(resolver: resolver), proxy]
    if let player { services.append(player) }
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
  }

  /// The authorities to trust by the user's own word, in the variable that OpenSSL and the curl command read;
  /// `nil` for the system's. libcurl doesn't look at it by itself.
  private static var certificateAuthorityFile: String? {
    ProcessInfo.processInfo.environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
  }
}
