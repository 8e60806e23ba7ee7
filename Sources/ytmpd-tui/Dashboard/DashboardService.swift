import ConfigurationKit
import DashboardKit
import MPDKit
import ProxyKit
import ServiceLifecycle
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The long work under way.
private struct Works {
  var last: WorkProgress.ID = 0
  var tasks: [WorkProgress.ID: Task<Void, Never>] = [:]
}

/// The dashboard's hands: carries out its effects away from the main thread, and posts what it should know.
final class DashboardService: Service {
  let backend: Backend
  let inbox: Inbox
  /// What the player is called on the screen.
  let playerName: String
  private let effects: AsyncStream<Effect>
  private let continuation: AsyncStream<Effect>.Continuation
  private let works = Mutex(Works())
  private let events: AsyncStream<ProxyEvent>
  private let resolverName: String
  private let resolverVersion: (@Sendable () async -> String?)?

  /// Hands for the dashboard that reads `inbox`.
  ///
  /// - Parameters:
  ///   - events: what happens in the backend.
  ///   - resolverName: what the resolver is called on the screen.
  ///   - resolverVersion: tells its version, which may take a while; `nil` when it has none.
  init(
    backend: Backend, inbox: Inbox, events: AsyncStream<ProxyEvent>, playerName: String = "MPD",
    resolverName: String = "yt-dlp",
    resolverVersion: (@Sendable () async -> String?)? = nil
  ) {
    self.backend = backend
    self.inbox = inbox
    self.playerName = playerName
    self.resolverName = resolverName
    self.resolverVersion = resolverVersion
    (effects, continuation) = AsyncStream.makeStream()
    self.events = events
  }

  /// Takes an effect over, from any thread; never waits.
  func perform(_ effect: Effect) {
    if case .cancelWork(let id) = effect { works.withLock { $0.tasks[id]?.cancel() } }
    continuation.yield(effect)
  }

  /// Works until shutdown begins.
  func run() async {
    backend.player?.watch { [self] in showPlayer($0) }
    await cancelWhenGracefulShutdown { [self] in
      await withDiscardingTaskGroup { group in
        group.addTask { await self.forwardEvents() }
        group.addTask { await self.showResolver() }
        for await effect in effects { group.addTask { await self.carryOut(effect) } }
        group.cancelAll()
      }
    }
    works.withLock { for task in $0.tasks.values { task.cancel() } }
  }

  // MARK: What the dashboard learns

  private func forwardEvents() async {
    for await event in events {
      inbox.post(.events([event]))
      switch event.kind {
      case .refreshSucceeded(let track, _), .refreshFailed(let track, _): await loadTrack(track.id)
      case .syncFinished: await load()
      default: break
      }
    }
  }

  private func showResolver() async {
    inbox.post(.resolver(name: resolverName, version: await resolverVersion?()))
  }

  private func showPlayer(_ update: PlayerService.Update) {
    var shown = PlayerSnapshot(takenAt: Date())
    shown.name = playerName
    switch update {
    case .connected(let address, let version):
      shown.connected = true
      shown.address = address
      shown.version = version
    case .lost(let reason): shown.problem = reason
    case .historyChanged(let id): return perform(.loadTrack(id))
    case .snapshot(let snapshot):
      shown = PlayerSnapshot(snapshot, urls: backend.urls)
      shown.name = playerName
      shown.address = backend.player?.link.address.description ?? ""
    }
    inbox.post(.player(shown))
  }

  func toast(_ severity: ProxyEvent.Severity, _ sentence: String) {
    inbox.post(.toast(severity, sentence))
  }

  // MARK: Effects

  private func carryOut(_ effect: Effect) async {
    do {
      switch effect {
      case .readStatus: inbox.post(.status(try await backend.proxy.status()))
      case .loadTracks, .loadPlaylists: await load()
      case .loadTrack(let id): await loadTrack(id)
      case .refresh(let ids): await refresh(ids, cause: "asked for")
      case .refreshExpired: try await refreshExpired()
      case .add(let text): await add(text)
      case .removePlaylist(let name): try await removePlaylist(name)
      case .refreshAll: try await refreshAll()
      case .cancelWork, .redraw, .quit, .suspend, .copy: break
      case .exportEvents, .sync, .search, .radio:
        toast(.warning, "that is not there yet")
      case .play, .playQueueSong, .push, .pushPlaylist, .togglePause, .next, .previous, .seek, .seekTo,
        .changeVolume, .setVolume, .toggle, .moveQueueSong, .removeQueueSongs, .clearQueue:
        try await carryOutOnPlayer(effect)
      }
    } catch let error as MPDError {
      toast(.error, "MPD: \(error.description)")
    } catch let error as StoreError {
      toast(.error, error.sentence)
    } catch {
      if !(error is CancellationError) { toast(.error, "\(error)") }
    }
  }

  // MARK: Library

  private func load() async {
    let maximumAge = backend.configuration.streamCacheAge
    do {
      let (tracks, playlists) = try await backend.store.offPool { store throws(StoreError) in
        (try store.tracks(), try store.playlists())
      }
      inbox.post(.tracks(tracks.map { TrackRow($0, maximumAge: maximumAge) }))
      inbox.post(
        .playlists(playlists.map { PlaylistRow(name: $0.name, trackCount: $0.count, source: $0.url) }))
    } catch {
      toast(.error, error.sentence)
    }
  }

  private func loadTrack(_ id: VideoID) async {
    let maximumAge = backend.configuration.streamCacheAge
    do {
      guard
        let track = try await backend.store.offPool({ store throws(StoreError) in try store.storedTrack(id) })
      else { return }
      inbox.post(.track(TrackRow(track, maximumAge: maximumAge)))
    } catch {
      toast(.error, error.sentence)
    }
  }

  private func refreshExpired() async throws(StoreError) {
    let freshness = URLFreshness(maximumAge: backend.configuration.streamCacheAge)
    let tracks = try await backend.store.offPool { store throws(StoreError) in
      try store.expiredTracks(freshness: freshness, now: Date())
    }
    if tracks.isEmpty { return toast(.info, "no URL has expired") }
    await refresh(tracks.map(\.id), cause: "expired")
  }

  private func refresh(_ ids: [VideoID], cause: String) async {
    await longWork { [self] work in
      let title = "refreshing \(Wording.count(ids.count, "track"))"
      let (inbox, batch) = (inbox, batch)
      inbox.post(.progress(WorkProgress(id: work, title: title, done: 0, total: ids.count)))
      let outcome = try await batch.run(ids, cause: cause) { done, _, _ in
        inbox.post(.progress(WorkProgress(id: work, title: title, done: done, total: ids.count)))
      }
      let failed = outcome.failed + outcome.untried
      toast(
        failed == 0 ? .info : .warning,
        "\(outcome.succeeded) refreshed\(failed == 0 ? "" : ", \(failed) failed: see Events for the reasons")"
      )
    }
  }

  var batch: ResolveBatch {
    ResolveBatch(resolver: backend.resolver, concurrency: backend.configuration.resolverConcurrency)
  }

  private func add(_ text: String) async {
    guard let reference = YouTubeReference(text) else {
      return toast(.error, "that is neither a video id nor a URL")
    }
    await longWork { [self] work in
      let addition = Addition(sync: backend.sync, batch: batch) { self.show($0, of: work) }
      if try await addition.add([reference]) { toast(.info, "added") }
      await load()
      backend.player?.link.retag()
    }
  }

  private func show(_ report: Addition.Report, of work: WorkProgress.ID) {
    switch report {
    case .reading(let entries, let total):
      inbox.post(
        .progress(WorkProgress(id: work, title: "reading the playlist", done: entries, total: total)))
    case .registered(let outcome): toast(.info, "\(outcome.name): \(outcome.sentence)")
    case .resolved(let done, let total, _, let result):
      inbox.post(.progress(WorkProgress(id: work, title: "adding", done: done, total: total)))
      if case .failure(let error) = result { toast(.error, error.sentence) }
    case .problem(let sentence): toast(.error, sentence)
    }
  }

  private func removePlaylist(_ name: String) async throws(StoreError) {
    let isGone = try await backend.store.offPool { store throws(StoreError) in
      try store.removePlaylist(named: name)
    }
    toast(.info, isGone ? "\(name) is removed; its tracks stay" : "there is no playlist \(name)")
    await load()
  }

  private func refreshAll() async throws(StoreError) {
    let tracks = try await backend.store.offPool { store throws(StoreError) in try store.tracks() }
    await refresh(tracks.map(\.id), cause: "asked for")
  }

  /// Runs long work, which ``Effect/cancelWork(_:)`` can end.
  private func longWork(_ body: @escaping @Sendable (WorkProgress.ID) async throws -> Void) async {
    let (id, task) = works.withLock { works in
      works.last += 1
      let id = works.last
      let task = Task {
        do { try await body(id) } catch is CancellationError {
          self.toast(.warning, "cancelled")
        } catch let error as StoreError {
          self.toast(.error, error.sentence)
        } catch {
          self.toast(.error, "\(error)")
        }
      }
      works.tasks[id] = task
      return (id, task)
    }
    await task.value
    works.withLock { works in works.tasks[id] = nil }
    inbox.post(.workEnded(id))
  }
}

extension TrackRow {
  /// A row for `stored`, whose URL is fresh until it is `maximumAge` old or about to end.
  init(_ stored: StoredTrack, maximumAge: Duration) {
    let freshness = URLFreshness(maximumAge: maximumAge)
    self.init(stored, staleAt: stored.track.media.map(freshness.staleAt))
  }
}
