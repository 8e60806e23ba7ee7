import FoundationEssentials
public import ServiceLifecycle
import Synchronization
public import TrackKit

/// Downloads what is kept, a few tracks at once, and looks for new marks in the library while it runs.
public final class KeptDownloads: Service {
  /// What it does, and when.
  public struct Rules: Sendable {
    /// How many tracks are downloaded at once.
    public var concurrency = 1
    /// The tracks that it looks after; `nil` for everything that is kept.
    public var ids: Set<VideoID>?
    /// Whether what was tried often enough is left alone.
    public var givesUp = false
    /// How often the library is looked at at most, when it changes all the time.
    public var interval = Duration.seconds(1)

    /// Everything that is kept, one track after the other, for as long as it takes.
    public init() {}
  }

  /// Why the downloads can't go on.
  public typealias Obstacle = any ProxyError

  private enum Wake: Sendable {
    /// The library has changed, or it is time for another look.
    case look
    /// The download of a track has ended.
    case ended(VideoID)
  }

  /// How long the list of what is there may lag behind a download that has ended.
  private static let listPatience = Duration.seconds(10)

  private let store: TrackStore
  private let filler: any AudioFilling
  private let rules: Rules
  private let refusedFor: @Sendable () -> Duration?
  private let paused: @Sendable (Duration) -> Void
  private let failed: @Sendable (KeptTrack, KeepFailure) -> Void
  private let keptChanged: @Sendable () -> Void
  private let obstacle = Mutex<Obstacle?>(nil)
  private let wakes: AsyncStream<Wake>
  private let wake: AsyncStream<Wake>.Continuation

  /// Downloads that have not begun.
  ///
  /// - Parameters:
  ///   - filler: who downloads.
  ///   - refusedFor: how long YouTube must not be asked; `nil` when it may.
  ///   - paused: told when YouTube must not be asked for so long.
  ///   - failed: told of each failure, which is kept by then.
  ///   - keptChanged: told when other tracks are kept than before.
  public init(
    store: TrackStore, filler: any AudioFilling, rules: Rules = Rules(),
    refusedFor: @escaping @Sendable () -> Duration?,
    paused: @escaping @Sendable (Duration) -> Void = { _ in },
    failed: @escaping @Sendable (KeptTrack, KeepFailure) -> Void = { _, _ in },
    keptChanged: @escaping @Sendable () -> Void = {}
  ) {
    self.store = store
    self.filler = filler
    self.rules = rules
    self.refusedFor = refusedFor
    self.paused = paused
    self.failed = failed
    self.keptChanged = keptChanged
    (wakes, wake) = AsyncStream.makeStream()
  }

  /// What keeps all tracks from being downloaded until a person does something about it; `nil` as long as nothing does.
  public var stoppedBy: Obstacle? { obstacle.withLock { $0 } }

  /// Works until shutdown begins or its task is cancelled; without giving up, for good.
  public func run() async {
    await cancelWhenGracefulShutdown { [self] in
      await withDiscardingTaskGroup { group in
        group.addTask { await self.followDatabase() }
        var downloads: [VideoID: Task<Void, Never>] = [:]
        var known: Set<VideoID>?
        var nextLook: ContinuousClock.Instant?
        wake.yield(.look)
        for await wake in wakes {
          if case .ended(let id) = wake { downloads[id] = nil }
          guard let tracks = await tracks() else { continue }
          let kept = Set(tracks.map(\.id))
          if let known, known != kept { keptChanged() }
          known = kept
          for (id, download) in downloads where !kept.contains(id) { download.cancel() }
          while let pause = begin(tracks, &downloads) {
            guard pause > .zero else { continue }
            // A look that is due sooner anyhow finds out the rest.
            let look = ContinuousClock.now + pause
            if let nextLook, nextLook > .now, nextLook <= look + .seconds(1) { break }
            nextLook = look
            group.addTask { await self.look(after: pause) }
            break
          }
        }
        for download in downloads.values { download.cancel() }
        for download in downloads.values { await download.value }
        group.cancelAll()
      }
    }
  }

  /// Begins a download, if it is time for one.
  ///
  /// - Returns: after how long there may be another one to begin; `nil` when something else has to happen first.
  private func begin(_ tracks: [KeptTrack], _ downloads: inout [VideoID: Task<Void, Never>]) -> Duration? {
    guard downloads.count < rules.concurrency, stoppedBy == nil else { return nil }
    let refusal = refusedFor()
    let plan = KeepPlan(givesUp: rules.givesUp)
    switch plan.decide(tracks, underWay: Set(downloads.keys), refusedFor: refusal, now: Date()) {
    case .fill(let id):
      guard let track = tracks.first(where: { $0.id == id }) else { return nil }
      // Owned by `run`, which waits for it; a child of its group could not be cancelled alone.
      downloads[id] = Task { await self.download(track) }
      return .zero
    case .wait(let pause):
      if refusal != nil { paused(pause) }
      return pause
    case .nothing: return nil
    }
  }

  private func download(_ track: KeptTrack) async {
    do {
      try await filler.fill(track.id)
      try await expectList(track.id)
      if track.failure != nil { try await note(nil, of: track.id) }
    } catch {
      await take(error, of: track)
    }
    wake.yield(.ended(track.id))
  }

  private func take(_ error: any Error, of track: KeptTrack) async {
    if let error = error as? URLRefreshError, error.concernsAllTracks, !error.isRefusalForNow, rules.givesUp {
      return obstacle.withLock { $0 = error }
    }
    guard !Task.isCancelled, !error.isRefusalForNow else { return }
    let failure = KeepFailure(error, after: track.failure, now: Date())
    do throws(StoreError) {
      try await note(failure, of: track.id)
      failed(track, failure)
    } catch {
      // Without its library nothing can be kept for good; who downloads says so.
      if rules.givesUp { obstacle.withLock { $0 = error } }
    }
  }

  /// - Throws: ``NotListed`` when the list of what is there does not get to know that a track is.
  private func expectList(_ id: VideoID) async throws {
    let deadline = ContinuousClock.now + Self.listPatience
    while try await store.offPool({ store throws(StoreError) in try store.storedTrack(id) })?.audio?
      .isComplete != true
    {
      guard ContinuousClock.now < deadline else { throw NotListed() }
      try await Task.sleep(for: .milliseconds(200))
    }
  }

  private func note(_ failure: KeepFailure?, of id: VideoID) async throws(StoreError) {
    try await store.offPool { store throws(StoreError) in try store.noteKeepFailure(failure, of: id) }
  }

  /// `nil` while the library can't be read, which the relay says.
  private func tracks() async -> [KeptTrack]? {
    do throws(StoreError) {
      let tracks = try await store.offPool { store throws(StoreError) in try store.keptListing() }
      return rules.ids.map { ids in tracks.filter { ids.contains($0.id) } } ?? tracks
    } catch {
      return nil
    }
  }

  private func followDatabase() async {
    await store.followChanges(pause: rules.interval) { () throws(StoreError) in wake.yield(.look) }
  }

  private func look(after pause: Duration) async {
    do { try await Task.sleep(for: pause) } catch { return }
    wake.yield(.look)
  }
}

/// A track was downloaded, and the cache does not have it.
struct NotListed: ProxyError {
  var disposition: Disposition { .retry }
  var sentence: String { "the cache did not take all of it; `ytmpd-tui doctor` looks at its directory" }
}
