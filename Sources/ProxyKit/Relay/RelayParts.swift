import NIOCore
import TrackKit

/// What every stream works with. Belongs to the event loop, and so does every stream: nothing here needs a lock.
final class RelayParts {
  let eventLoop: any EventLoop
  let fetcher: RangeFetcher
  let library: LibraryReader
  let resolver: any TrackResolving
  let events: EventOutbox
  let pipes: AudioPipes
  let ticks: TickRound
  /// The cache of audio; `nil` without one.
  private(set) var cache: AudioCache?
  private let makeStore: (AudioCacheOptions) -> any BlockStore
  /// What is known of MPD.
  var link = PlayerLink()
  private var network: NetworkWatch?

  init(
    eventLoop: any EventLoop, fetcher: RangeFetcher, library: LibraryReader, resolver: any TrackResolving,
    events: EventOutbox, pipes: AudioPipes,
    makeStore: @escaping (AudioCacheOptions) -> any BlockStore
  ) {
    self.eventLoop = eventLoop
    self.fetcher = fetcher
    self.library = library
    self.resolver = resolver
    self.events = events
    self.pipes = pipes
    ticks = TickRound(eventLoop: eventLoop)
    self.makeStore = makeStore
  }

  /// Takes the options of the cache over, `nil` for none. One that was there keeps what shall be kept for good, and no more,
  /// until the next start.
  func take(_ options: AudioCacheOptions?) {
    guard let cache else {
      cache = options.map { AudioCache(makeStore($0), pool: fetcher.pool, fillsAhead: $0.fillsAhead) }
      return
    }
    cache.fillsAhead = options?.fillsAhead ?? false
    cache.store.setLimit(options?.limit ?? 0)
  }

  /// Has `onChange` called, on the event loop, when the network may be another one. What the system refuses is said, and
  /// the relay goes on without it.
  func watchNetwork(_ sources: NetworkWatch.Sources, onChange: @escaping (NetworkChange) -> Void) {
    let watch = NetworkWatch(on: eventLoop, sources: sources, onChange: onChange)
    network = watch
    if let refusal = watch.refusal { events.publish(.notice(.info, refusal)) }
  }

  /// Ends what is under way, and gives the sockets back.
  ///
  /// - Returns: what is to be waited for before the event loop goes.
  @discardableResult func stop() -> [Task<Void, Never>] {
    network?.stop()
    events.publishDeferred()
    fetcher.stop()
    return pipes.stop()
  }

  /// Calls `body` on the event loop after `delay`.
  func schedule(_ delay: Duration, _ body: @escaping () -> Void) -> Scheduled<Void> {
    eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(Int64(delay.seconds * 1e9)), body)
  }
}
