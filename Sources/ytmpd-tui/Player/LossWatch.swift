import FoundationEssentials
import LibraryKit
import MPDKit
import ServiceLifecycle
import Synchronization
import TrackKit

/// Marks the tracks that the relay gave up, and stops MPD when one song after the other is lost: an answer that
/// comes at once, and is no song, would let MPD run through its queue in a moment.
final class LossWatch: Service {
  private let link: MPDLink
  private let store: TrackStore
  private let resolver: StreamResolver
  private let hub: EventHub
  private let events: AsyncStream<ProxyEvent>
  private let isQueued: @Sendable (VideoID) -> Bool
  private let tell: @Sendable (VideoID) -> Void
  private let streak = Mutex(LossStreak())

  /// A watch over what happens from now on.
  ///
  /// - Parameters:
  ///   - isQueued: whether our MPD has the track in its queue: the losses of another MPD are not its own.
  ///   - tell: told of tracks whose mark has changed.
  init(
    link: MPDLink, store: TrackStore, resolver: StreamResolver, events: EventHub,
    isQueued: @escaping @Sendable (VideoID) -> Bool, tell: @escaping @Sendable (VideoID) -> Void
  ) {
    self.link = link
    self.store = store
    self.resolver = resolver
    hub = events
    self.events = events.subscribe()
    self.isQueued = isQueued
    self.tell = tell
  }

  /// Works until shutdown begins.
  func run() async {
    await cancelWhenGracefulShutdown { [self] in
      for await event in events {
        switch event.kind {
        case .streamLost(let stream, let bytes, _, let reason):
          await count(stream, bytes: bytes, reason: reason)
          await mark(stream.track.id, bytes: bytes, reason: reason, at: event.date)
        case .streamRejected(let stream, _):
          await count(stream, bytes: 0, reason: "the limit of streams is reached")
        default: break
        }
      }
    }
  }

  /// The track was heard from `start` on: unless it was lost after that, it plays, and the losses before it are no
  /// streak.
  func heard(_ id: VideoID, since start: ContinuousClock.Instant) async {
    guard streak.withLock({ $0.heard(id, since: start) }), !store.isReadOnly else { return }
    do throws(StoreError) {
      let wasLost = try await store.offPool { store throws(StoreError) in try store.noteRecovered(id) }
      if wasLost { tell(id) }
    } catch {
      hub.publish(.notice(.error, "that a track plays again is not kept: \(error.sentence)"))
    }
  }

  private func count(_ stream: StreamReference, bytes: Int64, reason: String) async {
    guard stream.client.isMPD, isQueued(stream.track.id) else { return }
    guard streak.withLock({ $0.lost(stream.track.id, hasBytes: bytes > 0, at: .now) }) else { return }
    await pause(after: streak.withLock { $0.limit }, reason: reason)
  }

  /// Keeps MPD from going on: pauses a song that sounds, and stops a player that has none.
  private func pause(after losses: Int, reason: String) async {
    let client = link.client
    do throws(MPDError) {
      // Between two songs, and before the first byte of one, a pause holds nothing: the next failure starts the
      // next song. MPD has the format of a song that sounds.
      let status = try await client.status()
      let sounds = status.state == .playing && status.audioFormat != nil
      if sounds {
        try await client.pause(true)
      } else {
        try await client.stop()
      }
      hub.publish(
        .notice(
          .error,
          "\(losses) songs in a row were lost, so MPD is \(sounds ? "paused" : "stopped") and its queue kept: \(reason)"
        ))
    } catch {
      hub.publish(.mpdFailed(reason: "MPD can't be stopped after \(losses) lost songs: \(error.description)"))
    }
  }

  private func mark(_ id: VideoID, bytes: Int64, reason: String, at date: Date) async {
    // While YouTube refuses to talk, every track without a URL is lost: that is not the track's fault.
    guard !store.isReadOnly, bytes > 0 || resolver.retryAfter == nil else { return }
    do throws(StoreError) {
      let isKnown = try await store.offPool { store throws(StoreError) in
        guard try store.track(id) != nil else { return false }
        try store.noteLoss(id, reason: reason, at: date)
        return true
      }
      if isKnown { tell(id) }
    } catch {
      hub.publish(.notice(.error, "that a track was lost is not kept: \(error.sentence)"))
    }
  }
}
