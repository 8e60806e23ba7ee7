import LibraryKit
import MPDKit
import ServiceLifecycle
import Synchronization
import TrackKit

/// Stops MPD when one song after the other is lost by what may be our own fault: an answer that comes at once, and is
/// no song, would let MPD run through its queue in a moment.
///
/// A track that is gone for good does not count: MPD passes it by.
final class LossWatch: Service {
  private let link: MPDLink
  private let urls: TrackURL
  private let hub: EventHub
  private let events: AsyncStream<ProxyEvent>
  private let queue: @Sendable () -> [MPDSong]
  private let stopped: @Sendable (Interruption) -> Void
  private let streak = Mutex(LossStreak())

  /// A watch over what happens from now on.
  ///
  /// - Parameters:
  ///   - queue: our MPD's queue as it was last seen: the losses of another MPD are not its own.
  ///   - stopped: told when the player was stopped.
  init(
    link: MPDLink, urls: TrackURL, events: EventHub, queue: @escaping @Sendable () -> [MPDSong],
    stopped: @escaping @Sendable (Interruption) -> Void
  ) {
    self.link = link
    self.urls = urls
    hub = events
    self.events = events.subscribe { kind in
      switch kind {
      case .streamLost, .streamRejected: true
      default: false
      }
    }
    self.queue = queue
    self.stopped = stopped
  }

  /// Works until shutdown begins.
  func run() async {
    await cancelWhenGracefulShutdown { [self] in
      for await event in events {
        switch event.kind {
        case .streamLost(let stream, let bytes, _, let reason, let failure):
          let failure = failure ?? FailureClass("other", .surroundings)
          await count(stream, hasBytes: bytes > 0, reason: reason, failure)
        case .streamRejected(let stream, _):
          await count(stream, hasBytes: false, reason: "the limit of streams is reached", .limit)
        default: break
        }
      }
    }
  }

  /// The track was heard from `start` on.
  ///
  /// - Returns: whether it is sound: then the losses before it are no streak.
  func heard(_ id: VideoID, since start: ContinuousClock.Instant) -> Bool {
    streak.withLock { $0.heard(id, since: start) }
  }

  private func count(
    _ stream: StreamReference, hasBytes: Bool, reason: String, _ failure: FailureClass
  ) async {
    let id = stream.track.id
    guard stream.client.isMPD, queue().contains(where: { urls.track(behind: $0.uri) == id }) else { return }
    guard streak.withLock({ $0.lost(id, hasBytes: hasBytes, failure.fault, at: .now) }) else { return }
    let losses = streak.withLock { $0.limit }
    do throws(MPDError) {
      let (isHeld, interruption) = try await stop(at: stream.track, failure)
      hub.publish(
        .notice(
          .error,
          "\(losses) songs in a row were lost, so MPD is \(isHeld ? "paused" : "stopped") and its queue kept, until "
            + "that has passed: \(Wording.failure(failure.word, reason))"))
      if let interruption { stopped(interruption) }
    } catch {
      hub.publish(.mpdFailed(reason: "MPD can't be stopped after \(losses) lost songs: \(error.description)"))
    }
  }

  /// Keeps MPD from going on: holds a song that sounds, and stops a player that has none.
  ///
  /// - Returns: whether it is only held, and what goes on later.
  private func stop(
    at track: TrackReference, _ failure: FailureClass
  ) async throws(MPDError) -> (isHeld: Bool, Interruption?) {
    let client = link.client
    // Between two songs, and before the first byte of one, a pause holds nothing: the next failure starts the
    // next song. MPD has the format of a song that sounds.
    let status = try await client.status()
    let sounds = status.state == .playing && status.audioFormat != nil
    if sounds {
      try await client.pause(true)
    } else {
      try await client.stop()
    }
    // Between two songs MPD calls itself stopped.
    guard status.state != .paused, let current = status.songID else { return (sounds, nil) }
    let song = sounds ? current : lastOf(track.id, upTo: status.songPosition) ?? current
    return (
      sounds,
      Interruption(song: song, track: track, isHeld: sounds, failure: failure)
    )
  }

  /// The song of the track at `position` of the queue, or the last one before it: MPD may have gone on already.
  private func lastOf(_ id: VideoID, upTo position: Int?) -> MPDSongID? {
    let queue = queue()
    return queue.prefix((position ?? queue.count) + 1).last { urls.track(behind: $0.uri) == id }?.id
  }
}
