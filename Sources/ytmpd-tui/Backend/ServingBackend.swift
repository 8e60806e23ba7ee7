import ConfigurationKit
import LibraryKit
import MPDKit
import ProxyKit
import ServiceLifecycle
import TrackKit

/// The whole program in this process: it owns the relay, keeps MPD's queue right, and reads playlists by itself.
struct ServingBackend: Backend {
  let library: Library
  let relay: ProxyService
  let player: PlayerService?
  let urls: TrackURL
  /// Reads playlists by itself, and when it is asked to without a person waiting.
  let autoSync: AutoSync
  private let playerServices: [any Service]
  private let ytDlp: CurrentYtDlp?
  private let wishes: Current<LibraryOptions>
  private let prefetchTracks: Current<Int>
  private let hasCache: Current<Bool>

  /// How often it is looked whether what is kept can be downloaded by now, while there is no cache.
  private static let cacheInterval = Duration.seconds(10)

  /// Who answers in YouTube's place, and how the program is taken down.
  struct Parts: Sendable {
    /// Who turns ids into URLs.
    var media: any MediaResolving
    /// Who lists playlists.
    var lister: any MediaListing
    /// Who is told of plays, `nil` for nobody.
    var reporter: (any PlayReporting)?
    /// Where MPD is, or why that can't be told; `nil` when there shall be none.
    var address: Result<MPDAddress, MPDAddressError>?
    /// How long going down waits for streams.
    var drainTime: Duration
    /// yt-dlp, where it is one of these; its options can be changed.
    var ytDlp: CurrentYtDlp?
    /// Sockets that listen already, in the place of the configured address.
    var sockets: [Int32] = []
  }

  /// Opens the library and listens.
  ///
  /// - Parameter events: where it is said what happens.
  /// - Throws: `StoreError`, ``CommandFailure`` when a part that can't be missing does not come up.
  static func start(_ settings: Settings, _ parts: Parts, events: EventHub) async throws -> ServingBackend {
    let opening = try await LibraryOpening(settings.configuration.trackDatabase, events: events)
    let store = opening.store
    let options = settings.library
    let wishes = Current(options)
    let prefetchTracks = Current(settings.configuration.prefetchTracks)
    let resolver = StreamResolver(
      resolver: parts.media, store: store, events: events, concurrency: options.resolverConcurrency,
      ledger: settings.runLedger)
    var relayOptions = settings.relay(drainTime: parts.drainTime)
    relayOptions.listeningSockets = parts.sockets
    let relay = try await listen(
      relayOptions, playlists: PublishedPlaylists(store, prefix: wishes.value.files.prefix), store: store,
      resolver: resolver, events: events)
    for notice in opening.notices { events.publish(notice) }
    let urls = settings.urls(port: relay.port)
    var player: PlayerService?
    var announcement: PlaylistAnnouncement?
    switch parts.address {
    case .success(let address):
      let service = PlayerService(
        address: address, events: events, urls: urls,
        tags: PlayerService.tags(from: store, urls: urls, events: events)
      ) { relay.setPlayerLink($0) }
      announcement = PlaylistAnnouncement(
        service, format: wishes.value.files.format, urls: urls, events: events)
      player = service
    case .failure(let error): events.publish(.mpdFailed(reason: error.description))
    case nil: break
    }
    let library = Library(
      store, options: options, urls: urls, resolver: resolver, lister: parts.lister, events: events
    ) { [announcement] in await announcement?.tell() }
    let marks = TrackMarks(store: store, events: events) { [weak player] id in
      player?.tell(.historyChanged(id))
    }
    let client = HTTPClient(host: settings.configuration.proxyHost, port: relay.port)
    let services = player.map { player in
      PlayerServices(
        player, library: library, urls: urls, events: events, marks: marks,
        prefetchTracks: { prefetchTracks.value }, fillAhead: { relay.fillAhead($0) },
        reporter: parts.reporter,
        canPlay: { await TrackProbe.succeeds(client, path: "\(TrackURL.path)\($0)") }
      ).all
    }
    let autoSync = library.autoSync(settings.syncSchedule)
    // The configuration may turn the cache on and off while this runs.
    let hasCache = Current(settings.audioCache != nil)
    let keeper = KeptDownloads(
      store: store, filler: relay,
      refusedFor: { hasCache.value ? resolver.pauseInAdvance : Self.cacheInterval },
      failed: { track, failure in
        guard failure.tries == 1 else { return }
        events.publish(
          .notice(.warning, "\(track.name) is kept, and can't be downloaded: \(failure.reason)"))
      }, keptChanged: { relay.noteKeptChanged() })
    return ServingBackend(
      library: library, relay: relay, player: player, urls: urls,
      autoSync: autoSync,
      playerServices: [keeper, marks] + (services ?? []) + [
        NetworkRecovery(events) { [link = player?.link] change in
          link?.wake()
          if case .resumed = change { resolver.beginAnew() }
          autoSync.networkChanged()
        }
      ], ytDlp: parts.ytDlp, wishes: wishes, prefetchTracks: prefetchTracks, hasCache: hasCache)
  }

  /// Works by other settings from now on, as far as they can change while it runs; from any thread.
  func take(_ settings: Settings) {
    let configuration = settings.configuration
    wishes.value = settings.library
    prefetchTracks.value = configuration.prefetchTracks
    hasCache.value = settings.audioCache != nil
    ytDlp?.take(settings.ytDlp)
    relay.take(settings.relay(drainTime: configuration.drainTime))
    library.take(settings.library)
    library.resolver.take(
      concurrency: configuration.resolverConcurrency,
      allowance: .init(arguments: configuration.ytDlpArguments))
    autoSync.schedule = settings.syncSchedule
  }

  private static func listen(
    _ options: ProxyService.Options, playlists: PublishedPlaylists, store: TrackStore,
    resolver: StreamResolver, events: EventHub
  ) async throws(CommandFailure) -> ProxyService {
    do throws(ServiceStartError) {
      return try await ProxyService.start(
        options: options, store: store, playlists: playlists,
        resolver: resolver, cacheList: store, piping: resolver.canPipe ? resolver : nil, events: events)
    } catch {
      throw CommandFailure(error.description)
    }
  }

  var events: EventHub { relay.events }

  var carriesStreams: Bool { true }

  var services: [any Service] {
    // The relay goes down while MPD can still be asked: a user's command may be stuck behind a stream that ends.
    [LibraryService(library: library)] + (player.map { [$0] } ?? []) + [relay, autoSync] + playerServices
  }

  func willGoDown(_ manner: ProxyService.Manner) { relay.willGoDown(manner) }

  func hurry() { relay.hurry() }

  func status() async throws -> ProxyStatus { try await relay.status() }

  func isPlayerHeldUp() async throws -> Bool {
    try await relay.streams().contains(where: \.holdsPlayerUp)
  }
}
