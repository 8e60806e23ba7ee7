import ConfigurationKit
import DashboardKit
import FoundationEssentials
import LoopbackOrigin
import MPDKit
import ProxyKit
import ServiceLifecycle

/// The whole program over parts of its own: a built-in origin and resolver, made-up songs, and an MPD that
/// belongs to nobody else. All of it lives in one temporary folder.
struct Demo {
  let folder: DemoFolder
  let configuration: Configuration

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
    configuration.logFile = folder.path + "/ytmpd-tui.log"
    configuration.logLevel = logLevel.flatMap { Configuration.LogLevel(rawValue: $0.lowercased()) } ?? .info
    configuration.playlistPrefix = ""
    configuration.enableAutoSync = false
    self.configuration = configuration
  }

  /// Starts everything and puts the songs into MPD's queue.
  ///
  /// - Throws: what keeps the relay from coming up; a missing MPD does not.
  func start(for dashboard: Dashboard, audio: Bool, log: LogFeed?) async throws -> Backend {
    let origin = try await LoopbackOrigin.demo()
    let media = try DemoResolver(origin: origin, folder: folder)
    var configuration = configuration
    var daemon: Result<PrivateMPD, DemoError>
    do throws(DemoError) {
      daemon = .success(try await PrivateMPD.start(in: folder, audio: audio))
    } catch {
      daemon = .failure(error)
    }
    var address: Result<MPDAddress, MPDAddressError>?
    if case .success(let daemon) = daemon {
      configuration.mpdPlaylistDirectory = daemon.playlistDirectory
      address = .success(MPDAddress(endpoint: .socket(path: daemon.socketPath)))
    }
    var backend = try await Backend.start(
      configuration, media: media, events: dashboard.events, address: address, lister: DemoLister(),
      drainTime: .milliseconds(300))
    let tracks = DemoLibrary.songs.map(\.track)
    _ = try await backend.store.offPool { store throws(StoreError) in
      try store.savePlaylist(
        name: DemoLibrary.playlistName, url: DemoLister.playlistURL, origin: .added, tracks: tracks)
    }
    backend.dashboard = DashboardService(
      backend: backend, inbox: dashboard.inbox, events: dashboard.earlyEvents,
      surroundings: DashboardService.Surroundings(
        playerName: address == nil ? "player" : "MPD", resolverName: "built-in resolver", log: log,
        exportFolder: UserDirectories(environment: ProcessInfo.processInfo.environment).home))
    switch daemon {
    case .success(let daemon):
      backend.companions = [DemoStage(origin: origin, folder: folder, daemon: daemon, backend: backend)]
    case .failure(let error):
      let player = try BuiltInPlayer(port: UInt16(backend.proxy.port), tracks: tracks)
      backend.companions = [
        DemoStage(origin: origin, folder: folder, daemon: nil, backend: backend),
        BuiltInPlayerService(player: player, inbox: dashboard.inbox, tracks: tracks),
      ]
      backend.events.publish(
        .notice(.warning, "\(error.description); a built-in player shows the relay at work instead"))
    }
    return backend
  }
}

/// What surrounds the demo: puts the songs on, and clears everything away at the end.
private struct DemoStage: Service {
  let origin: LoopbackOrigin
  let folder: DemoFolder
  let daemon: PrivateMPD?
  let backend: Backend

  func run() async throws {
    if let player = backend.player { await putOn(player) }
    try await gracefulShutdown()
    await daemon?.stop()
    try await origin.shutdown()
  }

  private func putOn(_ player: PlayerService) async {
    do {
      guard
        let playlist = try await backend.store.offPool({ store throws(StoreError) in
          try store.playlist(named: DemoLibrary.playlistName)
        })
      else { return }
      let push = PlaylistPush(
        playlist, configuration: backend.configuration, base: backend.urls.base, mode: .replace, playFrom: 0)
      let result = try await push.carryOut(on: player.link.client)
      backend.events.publish(.mpdPushed(name: push.name, songs: result.ids.count))
      // The demo goes on for as long as somebody watches.
      try await player.link.client.setRepeat(true)
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
