import FoundationEssentials
import LibraryKit
import MPDKit
import ServiceLifecycle
import Synchronization
import TrackKit

/// Keeps the URLs of the next songs of MPD's queue fresh, one after the other, behind whoever listens, and has the cache
/// fetch these songs.
final class Prefetch: Service {
  /// What it needs of the rest of the program.
  struct Dependencies: Sendable {
    /// How many songs ahead (`prefetch_tracks`).
    var count: @Sendable () -> Int
    /// When a URL has expired.
    var freshness: @Sendable () -> URLFreshness
    /// Reads a track of the library.
    var track: @Sendable (VideoID) async throws(StoreError) -> StoredTrack?
    /// The video behind a URI of MPD's queue; `nil` when the song is not ours.
    var videoID: @Sendable (String) -> VideoID?
    /// Gets URLs.
    var resolver: any TrackResolving
    /// How long work in advance has to wait; `nil` when it may run.
    var refusedFor: @Sendable () -> Duration?
    /// Told which songs come next, in order; again whenever it has looked.
    var fillAhead: @Sendable ([VideoID]) -> Void = { _ in }
  }

  private let dependencies: Dependencies
  private let snapshot = Mutex<MPDSnapshot?>(nil)
  private let wakes: AsyncStream<Void>
  private let wake: AsyncStream<Void>.Continuation

  /// A service that does nothing before ``run()``.
  init(_ dependencies: Dependencies) {
    self.dependencies = dependencies
    (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Takes over what MPD plays and has queued; `nil` when there is no MPD. From any thread.
  func note(_ snapshot: MPDSnapshot?) {
    self.snapshot.withLock { $0 = snapshot }
    wake.yield()
  }

  /// Works until shutdown begins.
  func run() async {
    await cancelWhenGracefulShutdown { [self] in
      await withDiscardingTaskGroup { group in
        await work { [wake] delay in
          group.addTask {
            do { try await Task.sleep(for: delay) } catch { return }
            wake.yield()
          }
        }
        group.cancelAll()
      }
    }
  }

  /// - Parameter wakeAfter: asks for another look in a while.
  private func work(wakeAfter: (Duration) -> Void) async {
    var policy = PrefetchPolicy(freshness: dependencies.freshness())
    var nextLook: ContinuousClock.Instant?
    for await _ in wakes {
      policy.freshness = dependencies.freshness()
      policy.prune(now: Date())
      var pause: Duration?
      decisions: while !Task.isCancelled {
        let candidates = await candidates()
        dependencies.fillAhead(songsAhead())
        switch policy.decide(candidates, refusedFor: dependencies.refusedFor(), now: Date()) {
        case .resolve(let id, let cause): policy.note(id, await resolve(id, cause: cause), now: Date())
        case .wait(let duration):
          pause = duration
          break decisions
        }
      }
      guard let pause else { continue }
      // A look that is due sooner anyhow finds out the rest.
      let look = ContinuousClock.now + pause
      if let nextLook, nextLook > .now, nextLook <= look + .seconds(1) { continue }
      nextLook = look
      wakeAfter(pause)
    }
  }

  private func resolve(_ id: VideoID, cause: String) async -> URLRefreshError? {
    do throws(URLRefreshError) {
      _ = try await dependencies.resolver.resolve(id, cause: cause, priority: .background, formatID: nil)
      return nil
    } catch {
      return error
    }
  }

  /// The songs that the cache is to have: the next ones, and as many more as make up some minutes where they are short.
  private func songsAhead() -> [VideoID] {
    Self.songsAhead(
      snapshot.withLock { $0 }?.upcoming(Self.mostAhead) ?? [], atLeast: dependencies.count(),
      videoID: dependencies.videoID)
  }

  static func songsAhead(
    _ upcoming: [MPDSnapshot.UpcomingSong], atLeast count: Int, videoID: (String) -> VideoID?
  ) -> [VideoID] {
    guard count > 0 else { return [] }
    var ids: [VideoID] = []
    var time = Duration.zero
    for (index, next) in upcoming.enumerated() {
      guard index < count || time < Self.timeAhead else { break }
      // A song of unknown length may be a long one.
      time += next.song.duration ?? timeAhead
      if let id = videoID(next.song.uri), !ids.contains(id) { ids.append(id) }
    }
    return ids
  }

  /// How much music the cache has ahead: what a line that is down for a few minutes takes.
  private static let timeAhead = Duration.seconds(300)
  private static let mostAhead = 30

  private func candidates() async -> [PrefetchPolicy.Candidate] {
    let upcoming = snapshot.withLock { $0 }?.upcoming(dependencies.count()) ?? []
    var candidates: [PrefetchPolicy.Candidate] = []
    for next in upcoming {
      guard let id = dependencies.videoID(next.song.uri), !candidates.contains(where: { $0.id == id }) else {
        continue
      }
      do throws(StoreError) {
        guard let stored = try await dependencies.track(id) else { continue }
        candidates.append(
          .init(
            id: id, media: stored.track.media, startsIn: next.startsIn, mark: stored.mark,
            isHere: stored.audio?.isComplete == true))
      } catch {
        // Without its library the relay says what is wrong when the song is asked for; nothing to be done before.
        continue
      }
    }
    return candidates
  }
}

extension Prefetch.Dependencies {
  /// What the program itself gives it.
  init(
    _ library: Library, count: @escaping @Sendable () -> Int, urls: TrackURL,
    fillAhead: @escaping @Sendable ([VideoID]) -> Void
  ) {
    let (store, resolver) = (library.store, library.resolver)
    self.init(
      count: count, freshness: { library.options.freshness },
      track: { id throws(StoreError) in
        try await store.offPool { store throws(StoreError) in try store.storedTrack(id) }
      }, videoID: urls.track(behind:), resolver: resolver, refusedFor: { resolver.pauseInAdvance },
      fillAhead: fillAhead)
  }
}
