import ConfigurationKit
import LibraryKit
import MPDKit
import ProxyKit
import ServiceLifecycle
import TrackKit

/// A dashboard's program beside a `serve` that runs already: that one carries the streams, keeps MPD's queue right and
/// reads playlists by itself; this one shows its relay, and works on the same library and the same MPD.
struct AttachedBackend: Backend {
  let library: Library
  let relay: RemoteRelay
  let player: PlayerService?
  let urls: TrackURL
  let events: EventHub

  /// Opens the library, and looks for the relay where the configuration says.
  ///
  /// - Parameters:
  ///   - ytDlp: who resolves and lists.
  ///   - address: where MPD is, or why that can't be told.
  ///   - events: where it is said what happens.
  /// - Throws: `StoreError`.
  static func start(
    _ settings: Settings, ytDlp: YtDlpResolver, address: Result<MPDAddress, MPDAddressError>, events: EventHub
  ) async throws -> AttachedBackend {
    let opening = try await LibraryOpening(settings.configuration.trackDatabase, events: events)
    for notice in opening.notices { events.publish(notice) }
    let store = opening.store
    let relay = RemoteRelay(
      host: settings.configuration.proxyHost, port: settings.configuration.proxyPort, events: events)
    let options = settings.library
    let urls = settings.urls(port: relay.port)
    var player: PlayerService?
    var announcement: PlaylistAnnouncement?
    switch address {
    case .success(let address):
      let service = PlayerService(address: address, events: events, urls: urls)
      announcement = PlaylistAnnouncement(service, format: options.files.format, urls: urls, events: events)
      player = service
    case .failure(let error): events.publish(.mpdFailed(reason: error.description))
    }
    let resolver = StreamResolver(
      resolver: ytDlp, store: store, events: events, concurrency: options.resolverConcurrency,
      ledger: settings.runLedger)
    let library = Library(
      store, options: options, urls: urls, resolver: resolver, lister: ytDlp, events: events
    ) { [announcement] in await announcement?.tell() }
    return AttachedBackend(library: library, relay: relay, player: player, urls: urls, events: events)
  }

  var carriesStreams: Bool { false }

  func willGoDown(_ manner: ProxyService.Manner) {}

  func hurry() {}

  var services: [any Service] {
    [LibraryService(library: library), relay, NetworkRecovery(events) { [player] _ in player?.link.wake() }]
      + (player.map { [$0] } ?? [])
  }

  func status() async throws -> ProxyStatus { try await relay.status() }

  func isPlayerHeldUp() async throws -> Bool {
    try await relay.status().streams.list.contains(where: \.holdsPlayerUp)
  }
}
