import FoundationEssentials
public import ServiceLifecycle
import Synchronization
import TrackKit

/// Reads the playlists again and again while the program runs, and when it is asked to.
public final class AutoSync: Service {
  private enum Trigger: Equatable {
    /// The timer that was set after so many syncs.
    case timer(Int)
    /// A request.
    case request
  }

  /// What it does each time.
  let sync: PlaylistSync
  private let schedule: SyncSchedule?
  private let resting: @Sendable () -> Duration?
  private let jitter: @Sendable () -> Double
  private let triggers: AsyncStream<Trigger>
  private let continuation: AsyncStream<Trigger>.Continuation

  /// A service that does nothing before ``run()``.
  ///
  /// - Parameters:
  ///   - schedule: when to sync unasked, `nil` for never.
  ///   - resting: how long no request may be made, `nil` for no pause.
  ///   - jitter: a random number from 0 to 1.
  init(
    _ sync: PlaylistSync, schedule: SyncSchedule?, resting: @escaping @Sendable () -> Duration? = { nil },
    jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
  ) {
    self.sync = sync
    self.schedule = schedule
    self.resting = resting
    self.jitter = jitter
    // One request that waits is as good as ten.
    (triggers, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Asks for a sync of all playlists as soon as may be, from any thread; returns at once.
  public func request() { continuation.yield(.request) }

  /// Syncs until shutdown begins; a sync under way is given up then.
  public func run() async {
    await cancelWhenGracefulShutdown { [self] in
      await withDiscardingTaskGroup { group in
        var count = 0
        await adoptFiles()
        if let delay = await firstDelay() { group.addTask { await self.wait(delay, then: .timer(0)) } }
        for await trigger in triggers {
          // A timer that was set before a sync that was requested.
          if case .timer(let number) = trigger, number != count { continue }
          if trigger == .timer(count), let rest = resting() {
            group.addTask { [count] in await self.wait(rest, then: .timer(count)) }
            continue
          }
          await syncAll()
          count += 1
          if Task.isCancelled { break }
          guard let schedule else { continue }
          let delay = schedule.delay(jitter: jitter(), restsFor: resting())
          group.addTask { [count] in await self.wait(delay, then: .timer(count)) }
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

  private func wait(_ delay: Duration, then trigger: Trigger) async {
    do { try await Task.sleep(for: delay) } catch { return }
    continuation.yield(trigger)
  }

  private func syncAll() async {
    do {
      _ = try await sync.all { [sync] report in
        if case .problem(let sentence) = report { sync.events.publish(.notice(.warning, sentence)) }
      }
    } catch {
      if Task.isCancelled || error is CancellationError { return }
      let sentence = (error as? any ProxyError)?.sentence ?? "\(error)"
      sync.events.publish(.notice(.error, "the playlists can't be synced: \(sentence)"))
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
