import NIOCore
import NIOPosix
import TrackKit

/// Reads the library for the relay: on the event loop where that does not wait, else on a thread that may. Belongs to
/// the event loop.
final class LibraryReader {
  private let store: any TrackReading
  private let thread: NIOThreadPool
  private let events: EventOutbox
  private let eventLoop: any EventLoop
  /// Why the library can't be read; `nil` while it can.
  private var failure: String?

  init(_ store: any TrackReading, thread: NIOThreadPool, events: EventOutbox, eventLoop: any EventLoop) {
    self.store = store
    self.thread = thread
    self.events = events
    self.eventLoop = eventLoop
  }

  /// Looks a track up. Where the store can tell at once, `body` is called before this returns, which saves a first
  /// byte two thread switches.
  func lookUp(_ id: VideoID, then body: @escaping (Result<Track?, any Error>) -> Void) {
    if let track = store.trackWithoutWaiting(id) {
      note(.success(track))
      return body(.success(track))
    }
    read { [store] in try store.track(id) }.assumeIsolated().whenComplete { [self] result in
      note(result)
      body(result)
    }
  }

  /// Counts the tracks.
  func countTracks(freshness: URLFreshness) -> EventLoopFuture<ProxyStatus.Tracks> {
    read { [store] in try store.trackCounts(freshness: freshness) }
  }

  /// Does `work`, which reads the library, on the thread.
  func read<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) -> EventLoopFuture<Value> {
    thread.runIfActive(eventLoop: eventLoop, work)
  }

  /// Says once that the library can't be read, and once that it can again.
  private func note(_ result: Result<Track?, any Error>) {
    switch result {
    case .success:
      guard failure.take() != nil else { return }
      events.publish(.notice(.info, "the library can be read again"))
    case .failure(let error):
      let reason = "\(error)"
      guard reason != failure else { return }
      failure = reason
      events.publish(.notice(.error, "the library can't be read: \(reason)"))
    }
  }
}
