import FoundationEssentials
public import ServiceLifecycle
import Synchronization
import TrackKit

/// Reads the playlists again and again while the program runs, and when it is asked to.
public final class AutoSync: Service {
  private let line: SyncLine
  private let current: Mutex<SyncSchedule?>
  private let resting: @Sendable () -> Duration?
  private let jitter: @Sendable () -> Double
  private let triggers = Mutex(SyncTriggers())
  private let wakes: AsyncStream<Void>
  private let wake: AsyncStream<Void>.Continuation

  /// A service that does nothing before ``run()``.
  ///
  /// - Parameters:
  ///   - line: lets it be its turn among others who sync.
  ///   - schedule: when to sync unasked, `nil` for never.
  ///   - resting: how long no request may be made, `nil` for no pause.
  ///   - jitter: a random number from 0 to 1.
  init(
    _ sync: PlaylistSync, line: SyncLine? = nil, schedule: SyncSchedule?,
    resting: @escaping @Sendable () -> Duration? = { nil },
    jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
  ) {
    self.line = line ?? SyncLine(sync)
    current = Mutex(schedule)
    self.resting = resting
    self.jitter = jitter
    // What there is to do is in the triggers.
    (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// What it does each time.
  private var sync: PlaylistSync { line.sync }

  /// When to sync unasked, `nil` for never; a change holds from the end of the next sync on.
  public var schedule: SyncSchedule? {
    get { current.withLock { $0 } }
    set { current.withLock { $0 = newValue } }
  }

  /// Asks for a sync of all playlists as soon as may be, from any thread; returns at once. While one runs, one more
  /// comes after it, however often it is asked for.
  public func request() { note { $0.request() } }

  /// The network may be another one, from any thread: playlists that could not be read are read again.
  public func networkChanged() { note { $0.networkChanged() } }

  private func note(_ change: (inout SyncTriggers) -> Void) {
    triggers.withLock { change(&$0) }
    wake.yield()
  }

  /// Syncs until shutdown begins; a sync under way is given up then.
  public func run() async {
    await cancelWhenGracefulShutdown { [self] in
      await withDiscardingTaskGroup { group in
        await adoptFiles()
        if let delay = await firstDelay() { group.addTask { await self.wait(delay, asTimer: 0) } }
        for await _ in wakes {
          while let step = triggers.withLock({ $0.next(isResting: resting() != nil) }) {
            switch step {
            case .sync:
              let isComplete = await syncAll()
              let number = triggers.withLock { $0.ended(isComplete: isComplete) }
              guard let schedule, !Task.isCancelled else { continue }
              let delay = schedule.delay(jitter: jitter(), restsFor: resting())
              group.addTask { await self.wait(delay, asTimer: number) }
            case .postpone(let number):
              let delay = resting() ?? .zero
              group.addTask { await self.wait(delay, asTimer: number) }
            }
            if Task.isCancelled { break }
          }
          if Task.isCancelled { break }
        }
        group.cancelAll()
      }
    }
  }

  private func adoptFiles() async {
    do throws(StoreError) {
      try await sync.adoptFiles()
    } catch {
      sync.events.publish(
        .notice(.warning, "the playlists in MPD's folder can't be taken over: \(error.sentence)"))
    }
  }

  private func wait(_ delay: Duration, asTimer number: Int) async {
    do { try await Task.sleep(for: delay) } catch { return }
    note { $0.timerFired(number) }
  }

  /// - Returns: whether every playlist was read to its end.
  private func syncAll() async -> Bool {
    do {
      let outcomes = try await line.run(.all) { [sync] report in
        if case .problem(let sentence) = report { sync.events.publish(.notice(.warning, sentence)) }
      }
      return outcomes.allSatisfy(\.isComplete)
    } catch {
      if Task.isCancelled || error is CancellationError { return false }
      let sentence = (error as? any ProxyError)?.sentence ?? "\(error)"
      sync.events.publish(.notice(.error, "the playlists can't be synced: \(sentence)"))
      return false
    }
  }

  private func firstDelay() async -> Duration? {
    guard let schedule else { return nil }
    let configured = sync.playlists
    do throws(StoreError) {
      let known = try await sync.store.offPool { store throws(StoreError) in try store.playlists() }
      let jobs = SyncPlan(configured: configured, known: known, prunes: false).jobs
      let times = jobs.map { job in
        known.first { $0.url == job.url }.map { max($0.syncedAt, $0.triedAt ?? $0.syncedAt) }
      }
      let isNew = times.contains { $0 == nil }
      return schedule.firstDelay(
        lastSync: isNew ? nil : times.compactMap { $0 }.min() ?? Date(), now: Date(), jitter: jitter())
    } catch {
      return schedule.delay(jitter: jitter())
    }
  }
}
