import LibraryKit
import MPDKit
import ServiceLifecycle
import TrackKit

/// Has MPD's queue corrected when the library's names have changed: by a sync, by a URL that came with better
/// names, or by another program that writes to the same database.
final class LibraryWatch: Service {
  /// The shortest time between two looks at what other programs have changed in the database.
  static let interval = Duration.seconds(10)
  /// The shortest time between two corrections, for refreshes come by the hundred.
  static let shortestPause = Duration.seconds(2)

  private let events: AsyncStream<ProxyEvent>
  private let store: TrackStore
  private let isConnected: @Sendable () -> Bool
  private let retag: @Sendable () -> Void
  private let interval: Duration

  /// - Parameters:
  ///   - isConnected: whether there is a queue to correct.
  ///   - retag: corrects it.
  init(
    events: EventHub, store: TrackStore, interval: Duration = LibraryWatch.interval,
    isConnected: @escaping @Sendable () -> Bool, retag: @escaping @Sendable () -> Void
  ) {
    self.events = events.subscribe { kind in
      switch kind {
      case .refreshSucceeded, .syncFinished: true
      default: false
      }
    }
    self.store = store
    self.interval = interval
    self.isConnected = isConnected
    self.retag = retag
  }

  /// Works until shutdown begins.
  func run() async {
    await cancelWhenGracefulShutdown { [self] in
      let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
      await withDiscardingTaskGroup { group in
        group.addTask { await self.followEvents(wake) }
        group.addTask { await self.followDatabase(wake) }
        for await _ in wakes {
          if isConnected() { retag() }
          do { try await Task.sleep(for: Self.shortestPause) } catch { break }
        }
        group.cancelAll()
      }
    }
  }

  private func followEvents(_ wake: AsyncStream<Void>.Continuation) async {
    for await _ in events { wake.yield() }
    wake.finish()
  }

  private func followDatabase(_ wake: AsyncStream<Void>.Continuation) async {
    await store.followChanges(pause: interval, skipsFirst: true) { () throws(StoreError) in
      while !isConnected() {
        do { try await Task.sleep(for: interval) } catch { return }
      }
      wake.yield()
    }
  }
}
