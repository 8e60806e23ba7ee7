import FoundationEssentials
import LibraryKit
import ServiceLifecycle
import Synchronization
import TrackKit

/// Marks the tracks that the origin refuses, and takes marks away from tracks that play, in whatever player.
///
/// The resolver marks what yt-dlp says of a track. What network, yt-dlp or this machine lack marks nothing.
final class TrackMarks: Service {
  private let store: TrackStore
  private let hub: EventHub
  private let events: AsyncStream<ProxyEvent>
  private let starts: StreamStarts
  private let tell: @Sendable (VideoID) -> Void

  /// Marks by what happens from now on.
  ///
  /// - Parameter tell: told of tracks whose mark has changed.
  init(store: TrackStore, events: EventHub, tell: @escaping @Sendable (VideoID) -> Void) {
    self.store = store
    hub = events
    let starts = StreamStarts()
    self.starts = starts
    self.events = events.subscribe { kind in
      starts.note(kind)
      // Nobody is woken while a song begins.
      return switch kind {
      case .streamLost(_, _, _, _, _?): true
      case .streamFinished(_, let bytes, _): bytes > 0
      default: false
      }
    }
    self.tell = tell
  }

  /// Works until shutdown begins.
  func run() async {
    await cancelWhenGracefulShutdown { [self] in
      for await event in events {
        switch event.kind {
        case .streamLost(let stream, _, _, let reason, let failure?):
          starts.forget(stream.id)
          await lost(stream.track.id, reason: reason, failure, at: event.date)
        case .streamFinished(let stream, _, _):
          // A loss after it began, of another stream of the track, counts.
          let start = starts.forget(stream.id) ?? event.date
          if !store.isUnmarkedForCertain(stream.track.id) { await plays(stream.track.id, since: start) }
        default: break
        }
      }
    }
  }

  /// The track has been heard since `date`: an older mark goes.
  func plays(_ id: VideoID, since date: Date = Date()) async {
    guard !store.isReadOnly else { return }
    do throws(StoreError) {
      let wasMarked = try await store.offPool { store throws(StoreError) in
        try store.unmark(id, madeBefore: date)
      }
      if wasMarked { tell(id) }
    } catch {
      hub.publish(.notice(.error, "that a track plays again is not kept: \(error.sentence)"))
    }
  }

  private func lost(_ id: VideoID, reason: String, _ failure: FailureClass, at date: Date) async {
    guard !store.isReadOnly, failure.fault != .surroundings else { return }
    let mark = TrackMark(word: failure.word, reason: reason, date: date)
    do throws(StoreError) {
      let isKnown = try await store.offPool { store throws(StoreError) in
        // The resolver's own mark also knows when to ask again.
        if try store.mark(of: id)?.word == mark.word { return true }
        return failure.fault == .origin ? try store.mark(id, mark) : false
      }
      if isKnown { tell(id) }
    } catch {
      hub.publish(.notice(.error, "that a track was lost is not kept: \(error.sentence)"))
    }
  }
}

/// When the streams that run had their first byte. From any thread.
private final class StreamStarts: Sendable {
  private let dates = Mutex<[UInt64: Date]>([:])
  /// More at once than there are by far.
  private static let most = 20_000

  /// The stream is over.
  ///
  /// - Returns: when its first byte was sent; `nil` when it was not.
  @discardableResult
  func forget(_ stream: UInt64) -> Date? { dates.withLock { $0.removeValue(forKey: stream) } }

  /// Learns of what happens. What ends a stream with a byte and a name in ``TrackMarks`` is left to ``forget(_:)``.
  func note(_ kind: ProxyEvent.Kind) {
    switch kind {
    case .streamStarted(let stream, _):
      dates.withLock { dates in if dates.count < Self.most { dates[stream.id] = Date() } }
    case .streamFinished(let stream, 0, _), .streamLost(let stream, _, _, _, nil), .streamLeft(let stream),
      .streamRejected(let stream, _):
      forget(stream.id)
    default: break
    }
  }
}
