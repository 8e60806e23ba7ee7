import ConfigurationKit
import DashboardKit
import DemoKit
import FoundationEssentials
import LibraryKit
import LoopbackOrigin
import MPDKit
import ProxyKit
import ServiceLifecycle
import TerminalKit
import TrackKit

/// The whole program over parts of its own: a built-in origin and resolver, made-up songs, and an MPD that
/// is private. All of it lives in one temporary folder.
struct Demo {
  let folder: DemoFolder
  let settings: Settings

  /// How long going down waits for streams, however it is asked to.
  private static let drainTime = Duration.milliseconds(300)

  /// A demo in a new folder.
  ///
  /// - Throws: ``DemoError`` when there can be no folder.
  init(logLevel: String?) throws(DemoError) {
    folder = try DemoFolder()
    let directories = UserDirectories(environment: ["HOME": folder.path])
    var configuration = Configuration(directories: directories)
    configuration.proxyHost = "127.0.0.1"
    configuration.proxyPort = 0
    configuration.trackDatabase = folder.path + "/track_mapping.db"
    // A demo is there to show the relay at work, which has none once its few songs are cached.
    configuration.cacheSize = 0
    configuration.logFile = folder.path + "/ytmpd-tui.log"
    configuration.logLevel = logLevel.flatMap { Configuration.LogLevel(rawValue: $0.lowercased()) } ?? .info
    configuration.playlistPrefix = ""
    configuration.enableAutoSync = false
    configuration.drainTime = Self.drainTime
    settings = Settings(configuration: configuration, directories: directories, environment: [:], file: nil)
  }

  /// Starts everything and puts the songs into MPD's queue.
  ///
  /// - Throws: what keeps the relay from coming up; a missing MPD does not.
  func start(for dashboard: Dashboard, audio: Bool, log: LogFeed?) async throws -> (
    DashboardService, services: [any Service]
  ) {
    let origin = try await LoopbackOrigin.demo()
    let media = try DemoResolver(origin: origin, folder: folder)
    var settings = settings
    var daemon: Result<PrivateMPD, DemoError>
    do throws(DemoError) {
      daemon = .success(try await PrivateMPD.start(in: folder, audio: audio))
    } catch {
      daemon = .failure(error)
    }
    var address: Result<MPDAddress, MPDAddressError>?
    if case .success(let daemon) = daemon {
      settings.configuration.mpdPlaylistDirectory = daemon.playlistDirectory
      address = .success(MPDAddress(endpoint: .socket(path: daemon.socketPath)))
    }
    let backend = try await ServingBackend.start(
      settings,
      ServingBackend.Parts(
        media: media, lister: DemoLister(), address: address, drainTime: Self.drainTime),
      events: dashboard.events)
    let tracks = DemoLibrary.songs.map(\.track)
    _ = try await backend.library.store.offPool { store throws(StoreError) in
      try store.savePlaylist(
        name: DemoLibrary.playlistName, url: DemoLister.playlistURL, origin: .added, tracks: tracks)
    }
    let service = DashboardService(
      backend: backend, inbox: dashboard.inbox, events: dashboard.earlyEvents,
      surroundings: DashboardService.Surroundings(
        playerName: address == nil ? "player" : "MPD", resolverName: "built-in resolver", log: log,
        exportFolder: UserDirectories(environment: ProcessInfo.processInfo.environment).state))
    switch daemon {
    case .success(let daemon):
      let stage = DemoStage(origin: origin, folder: folder, daemon: daemon, backend: backend)
      // The stage ends last: the relay goes down while MPD is there to take the ends of its songs.
      return (service, [stage] + backend.services + [service])
    case .failure(let error):
      let player = try BuiltInPlayer(port: UInt16(backend.relay.port), tracks: tracks)
      let stage = DemoStage(origin: origin, folder: folder, daemon: nil, backend: backend)
      backend.events.publish(
        .notice(.warning, "\(error.description); a built-in player shows the relay at work instead"))
      let playing = BuiltInPlayerService(player: player, inbox: dashboard.inbox, tracks: tracks)
      return (service, [stage] + backend.services + [service, playing])
    }
  }
}

/// What surrounds the demo: puts the songs on, and clears everything away at the end.
private struct DemoStage: Service {
  let origin: LoopbackOrigin
  let folder: DemoFolder
  let daemon: PrivateMPD?
  let backend: ServingBackend

  func run() async throws {
    if let player = backend.player { await putOn(player) }
    try await gracefulShutdown()
    await daemon?.stop()
    try await origin.shutdown()
  }

  private func putOn(_ player: PlayerService) async {
    do {
      guard
        let playlist = try await backend.library.store.offPool({ store throws(StoreError) in
          try store.playlist(named: DemoLibrary.playlistName)
        })
      else { return }
      let push = PlaylistPush(
        playlist, files: backend.library.options.files, urls: backend.urls, mode: .replace, playFrom: 0)
      let result = try await push.carryOut(on: player.link.client)
      backend.events.publish(.mpdPushed(name: push.name, songs: result.ids.count))
      // The demo goes on until the person leaves.
      try await player.link.client.set(.repeat, true)
    } catch {
      backend.events.publish(.mpdFailed(reason: "the demo's songs can't be queued: \(error)"))
    }
  }
}

/// Runs the built-in player and shows what it plays.
private struct BuiltInPlayerService: Service {
  let player: BuiltInPlayer
  let inbox: Inbox
  let tracks: [Track]

  func run() async throws {
    await cancelWhenGracefulShutdown {
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await player.run() }
        group.addTask {
          while !Task.isCancelled {
            show()
            do { try await Task.sleep(for: .milliseconds(500)) } catch { return }
          }
        }
      }
    }
  }

  private func show() {
    var shown = PlayerSnapshot(takenAt: Date())
    shown.name = "player"
    shown.connected = true
    shown.address = "built in"
    if let playing = player.nowPlaying {
      shown.state = .play
      shown.title = playing.title
      shown.elapsed = playing.elapsed
      shown.duration = playing.duration
      shown.songID = UInt32(playing.index)
    }
    shown.queue = tracks.enumerated().map { index, track in
      PlayerSnapshot.QueueSong(
        id: UInt32(index), artist: track.artist, title: track.title, duration: track.duration,
        videoID: track.id)
    }
    inbox.post(.player(shown))
  }
}
