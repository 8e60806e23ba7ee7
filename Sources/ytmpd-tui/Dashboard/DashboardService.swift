import ConfigurationKit
import DashboardKit
import Dispatch
import FoundationEssentials
import LibraryKit
import MPDKit
import ServiceLifecycle
import Synchronization
import TerminalKit
import TrackKit

/// The dashboard's hands: carries out its effects away from the main thread, and posts what it should know.
final class DashboardService: Service {
  /// What the dashboard shows of the world besides the backend.
  struct Surroundings: Sendable {
    /// What the player is called on the screen.
    var playerName = "MPD"
    /// What the resolver is called on the screen.
    var resolverName = "yt-dlp"
    /// Whether the screen is another process', with which no stream ends.
    var isElsewhere = false
    /// Whether the program can go on without the screen.
    var canDetach = false
    /// Looks at the resolver: its version, `nil` when it has none, and what is missing. May take a while.
    var examine: (@Sendable () async -> (version: String?, problems: [PartProblem]))?
    /// The lines of the log.
    var log: LogFeed?
    /// Where files go that the person asks for.
    var exportFolder = "."
    /// What could not be added yet; those of one file share it.
    var pending = PendingAdditions(path: nil)
    /// Where the person's themes are found.
    var directories = UserDirectories(environment: [:])
  }

  let backend: any Backend
  let inbox: any MessageTaking
  let surroundings: Surroundings
  let feed: LibraryFeed
  let events: AsyncStream<ProxyEvent>
  /// What the person has added that could not be read yet.
  let pending: PendingAdditions
  let pendingTexts: AsyncStream<String>
  let retryPending: AsyncStream<String>.Continuation
  private let leaving = Atomic(false)
  private let effects: AsyncStream<Effect>
  private let continuation: AsyncStream<Effect>.Continuation
  private let works = Mutex(Works())
  private let loading = Mutex(Loading.none)

  /// The long work under way.
  private struct Works {
    var last: WorkProgress.ID = 0
    var tasks: [WorkProgress.ID: Task<Void, Never>] = [:]
  }

  /// Reading the whole library takes a moment, and playlists that are read one after the other each ask for it.
  private enum Loading {
    case none, once, again
  }

  /// Hands for the dashboard that reads `inbox`.
  ///
  /// - Parameter events: what happens in the backend.
  init(
    backend: any Backend, inbox: any MessageTaking, events: AsyncStream<ProxyEvent>,
    surroundings: Surroundings = .init()
  ) {
    self.backend = backend
    self.inbox = inbox
    self.surroundings = surroundings
    feed = LibraryFeed(
      store: backend.library.store, inbox: inbox, freshness: backend.library.options.freshness)
    (effects, continuation) = AsyncStream.makeStream()
    pending = surroundings.pending
    (pendingTexts, retryPending) = AsyncStream.makeStream()
    self.events = events
  }

  /// Takes an effect over, from any thread; never waits.
  func perform(_ effect: Effect) {
    if case .cancelWork(let id) = effect { works.withLock { $0.tasks[id]?.cancel() } }
    continuation.yield(effect)
  }

  /// Works until shutdown begins.
  func run() async {
    inbox.post(
      .session(
        Session(
          ownsStreams: backend.carriesStreams && !surroundings.isElsewhere, trackURL: backend.urls.start,
          canDetach: surroundings.canDetach)))
    let (changed, changes) = AsyncStream.makeStream(of: VideoID.self)
    let watch = backend.player?.watch { [self] in showPlayer($0, changed: changes) }
    defer { if let watch { backend.player?.unwatch(watch) } }
    await cancelWhenGracefulShutdown { [self] in
      await withDiscardingTaskGroup { group in
        group.addTask { await self.forwardEvents() }
        group.addTask { await self.forwardHistory(changed) }
        group.addTask { await self.forwardLog() }
        group.addTask { await self.showResolver() }
        group.addTask { await self.followLocalAudio() }
        group.addTask { await self.forwardPending() }
        if !surroundings.isElsewhere { watchThemes() }
        for await effect in effects { group.addTask { await self.carryOut(effect) } }
        group.cancelAll()
      }
    }
    leaving.store(true, ordering: .relaxed)
    works.withLock { for task in $0.tasks.values { task.cancel() } }
  }

  /// Carries out one effect that needs no running dashboard, and returns when it is done; what comes of it is posted.
  func carryOutAlone(_ effect: Effect) async { await carryOut(effect) }

  /// Whether work is cancelled because the program ends.
  var isLeaving: Bool { leaving.load(ordering: .relaxed) }

  // MARK: Words

  /// Says a sentence on the screen.
  func toast(_ severity: ProxyEvent.Severity, _ sentence: String) {
    inbox.post(.toast(severity, sentence))
  }

  /// Says the outcome of long work on the screen, and keeps it among the events.
  func announce(_ severity: ProxyEvent.Severity, _ sentence: String) {
    toast(severity, sentence)
    backend.events.publish(.notice(severity, sentence))
  }

  // MARK: Effects

  private func carryOut(_ effect: Effect) async {
    do {
      switch effect {
      case .readStatus: try await showStatus()
      case .loadTracks: await loadOnce()
      case .loadPlaylists: await loadPlaylists()
      case .loadPlaylist(let name): await loadPlaylist(name)
      case .refresh(let ids): await refresh(ids, cause: "asked for")
      case .refreshExpired: try await refreshExpired()
      case .refreshAll: try await refreshAll()
      case .add(let text): await add(text)
      case .sync(let name): await sync(name)
      case .keep(let ids, let isWanted): try await keep(ids.map { .track($0) }, isWanted)
      case .keepPlaylists(let names, let isWanted): try await keep(names.map { .playlist($0) }, isWanted)
      case .removePlaylist(let name): try await removePlaylist(name)
      case .search(let words, let count): await search(words, count: count)
      case .radio(let id, let place): await radio(id, place)
      case .undo: try await undo()
      case .exportEvents(let lines): export(lines)
      case .run(let words): await run(words)
      // The main loop does these itself.
      case .cancelWork, .redraw, .quit, .quitWhenDelivered, .detach, .suspend, .copy: break
      case .play, .playQueueSong, .push, .pushPlaylist, .togglePause, .next, .previous, .seek, .seekTo,
        .changeVolume, .setVolume, .toggle, .readSound, .setOutput, .setReplayGain, .setCrossfade,
        .enterPartition,
        .moveQueueSong, .removeQueueSongs, .clearQueue:
        try await carryOutOnPlayer(effect)
      }
    } catch {
      complain(of: error)
    }
  }

  /// Says why something did not succeed; nothing is said of what was cancelled by leaving.
  private func complain(of error: any Error) {
    switch error {
    case let error as MPDError: toast(.error, error.description)
    case let error as any ProxyError: toast(.error, error.sentence)
    case is CancellationError: break
    default: toast(.error, "\(error)")
    }
  }

  /// Shows what the relay is doing.
  private func showStatus() async throws {
    inbox.post(.status(try await backend.status()))
  }

  private func export(_ lines: [String]) {
    do throws(EventExport.Failure) {
      let path = try EventExport.write(lines, in: surroundings.exportFolder)
      toast(.info, "Wrote \(Wording.count(lines.count, "line")) to \(path)")
    } catch {
      toast(.error, error.description)
    }
  }

  /// Runs a program of the person's.
  private func run(_ words: [String]) async {
    let problem = await Task.offPool { OwnProgram.run(words) }
    if let problem { toast(.error, problem) }
  }

  /// Shows the person's themes as their files are by now, for as long as the program runs.
  private func watchThemes() {
    let directories = surroundings.directories
    guard let watch = FolderWatch(ThemeFile.folder(directories)) else { return }
    DispatchQueue(label: "ytmpd-tui.dashboard.themes").async { [self] in
      // The screen was made before the watch was, and of a change in between nothing is told.
      inbox.post(.themes(Theme.known(to: directories).themes))
      while watch.next() {
        let (themes, problems) = Theme.known(to: directories)
        inbox.post(.themes(themes))
        for problem in problems { toast(.error, problem.description) }
      }
    }
  }

  // MARK: Long work

  /// Runs long work, which ``Effect/cancelWork(_:)`` can end.
  func longWork(_ body: @escaping @Sendable (WorkProgress.ID) async throws -> Void) async {
    let (id, task) = works.withLock { works in
      works.last += 1
      let id = works.last
      let task = Task {
        do { try await body(id) } catch {
          if Task.isCancelled { self.toast(.warning, "Cancelled") } else { self.complain(of: error) }
        }
      }
      works.tasks[id] = task
      return (id, task)
    }
    await withTaskCancellationHandler {
      await task.value
    } onCancel: { [self] in
      leaving.store(true, ordering: .relaxed)
      task.cancel()
    }
    works.withLock { works in works.tasks[id] = nil }
    inbox.post(.workEnded(id))
  }

  /// Reads the library; whoever asks meanwhile has it read once more.
  private func loadOnce() async {
    let isFirst = loading.withLock { loading in
      defer { loading = loading == .none ? .once : .again }
      return loading == .none
    }
    guard isFirst else { return }
    while true {
      await load()
      let isAsked = loading.withLock { loading in
        defer { loading = loading == .again ? .once : .none }
        return loading == .again
      }
      if !isAsked { return }
    }
  }
}
