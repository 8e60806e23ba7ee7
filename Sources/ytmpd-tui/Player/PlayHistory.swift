import FoundationEssentials
import MPDKit
import ServiceLifecycle
import TrackKit

/// Counts what is listened to: every song of ours that MPD has played for half a minute.
final class PlayHistory: Service {
  /// What it does with what it finds.
  struct Outcomes: Sendable {
    /// The track has been listened to for long enough to count.
    var played: @Sendable (VideoID, Date) async -> Void
    /// The track sounded, if only for a while, from that moment on.
    var heard: @Sendable (VideoID, ContinuousClock.Instant) async -> Void
  }

  /// How much of a song must have been heard to show that it plays.
  static let soundTime = Duration.seconds(10)

  private let urls: TrackURL
  private let refresh: @Sendable () -> Void
  private let outcomes: Outcomes
  private let updates: AsyncStream<MPDSnapshot?>
  private let continuation: AsyncStream<MPDSnapshot?>.Continuation

  /// A history that is told of the player by ``note(_:)``.
  ///
  /// - Parameters:
  ///   - urls: tells which songs are ours.
  ///   - refresh: asks for another look at the player, which comes by ``note(_:)``.
  init(urls: TrackURL, refresh: @escaping @Sendable () -> Void, outcomes: Outcomes) {
    self.urls = urls
    self.refresh = refresh
    self.outcomes = outcomes
    (updates, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(256))
  }

  /// Takes over what MPD plays; `nil` when there is no MPD. From any thread.
  func note(_ snapshot: MPDSnapshot?) { continuation.yield(snapshot) }

  /// Works until shutdown begins.
  func run() async {
    await cancelWhenGracefulShutdown { [self] in
      await withDiscardingTaskGroup { group in
        await work { [refresh] delay in
          group.addTask {
            do { try await Task.sleep(for: delay) } catch { return }
            refresh()
          }
        }
        group.cancelAll()
      }
    }
  }

  /// - Parameter lookAfter: asks for another look at the player in a while: MPD does not tell of time.
  private func work(lookAfter: (Duration) -> Void) async {
    var tracker = PlayTracker()
    var nextLook: ContinuousClock.Instant?
    for await snapshot in updates {
      guard let snapshot else {
        tracker.forget()
        continue
      }
      for finding in tracker.note(snapshot.status, song: snapshot.song) { await tell(of: finding) }
      guard let look = tracker.nextLook() else { continue }
      if let pending = nextLook, pending > .now, pending <= look { continue }
      nextLook = look
      lookAfter(max(.milliseconds(100), ContinuousClock.now.duration(to: look)))
    }
  }

  private func tell(of finding: PlayTracker.Finding) async {
    switch finding {
    case .counts(let play):
      guard let id = urls.track(behind: play.uri) else { return }
      await outcomes.heard(id, play.start)
      await outcomes.played(id, Date())
    case .ended(let play):
      guard play.heard >= Self.soundTime || play.isWhole, let id = urls.track(behind: play.uri) else {
        return
      }
      await outcomes.heard(id, play.start)
    }
  }
}
