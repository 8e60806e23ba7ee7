import NIOCore
import TrackKit

/// What every stream works with. Belongs to the event loop, and so does every stream: nothing here needs a lock.
final class RelayParts {
  let eventLoop: any EventLoop
  let fetcher: RangeFetcher
  let library: LibraryReader
  let resolver: any TrackResolving
  let events: EventOutbox
  /// What is known of MPD.
  var link = PlayerLink()

  init(
    eventLoop: any EventLoop, fetcher: RangeFetcher, library: LibraryReader, resolver: any TrackResolving,
    events: EventOutbox
  ) {
    self.eventLoop = eventLoop
    self.fetcher = fetcher
    self.library = library
    self.resolver = resolver
    self.events = events
  }

  /// Calls `body` on the event loop after `delay`.
  func schedule(_ delay: Duration, _ body: @escaping () -> Void) -> Scheduled<Void> {
    eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(Int64(delay.seconds * 1e9)), body)
  }
}
