import FoundationEssentials
import LibraryKit
import ServiceLifecycle
import TrackKit

/// Marks the tracks that the origin refuses, and takes marks away from tracks that play, in whatever player.
///
/// The resolver marks what yt-dlp says of a track. What network, yt-dlp or this machine lack marks nothing.
final class TrackMarks: Service {
  private let store: TrackStore
  private let hub: EventHub
  private let events: AsyncStream<ProxyEvent>
  private let tell: @Sendable (VideoID) -> Void

  /// Marks by what happens from now on.
  ///
  /// - Parameter tell: told of tracks whose mark has changed.
  init(store: TrackStore, events: EventHub, tell: @escaping @Sendable (VideoID) -> Void) {
    self.store = store
    hub = events
    self.events = events.subscribe()
    self.tell = tell
  }

  /// Works until shutdown begins.
  func run() async {
    await cancelWhenGracefulShutdown { [self] in
      var starts = StreamStarts()
      for await event in events {
        switch event.kind {
        case .streamLost(let stream, _, _, let reason, let failure?):
          await lost(stream.track.id, reason: reason, failure, at: event.date)
        case .streamFinished(let stream, let bytes, _) where bytes > 0:
          // A loss after it began, of another stream of the track, counts.
          await plays(stream.track.id, since: starts.start(of: stream.id) ?? event.date)
        default: break
        }
        starts.note(event)
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

/// When the streams that run had their first byte.
struct StreamStarts: Sendable {
  private var dates: [UInt64: Date] = [:]

  /// When the stream's first byte was sent; `nil` when it was not.
  func start(of stream: UInt64) -> Date? { dates[stream] }

  /// Learns of what happens.
  mutating func note(_ event: ProxyEvent) {
    switch event.kind {
    case .streamStarted(let stream, _): dates[stream.id] = event.date
    case .streamFinished(let stream, _, _), .streamLost(let stream, _, _, _, _), .streamLeft(let stream),
      .streamRejected(let stream, _):
      dates[stream.id] = nil
    default: break
    }
  }
}
