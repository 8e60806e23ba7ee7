public import Logging
import NIOCore
import NIOPosix
public import ServiceLifecycle
import Synchronization
public import TrackKit

/// The relay as a whole: a server on loopback that gives every known track at `/proxy/{video id}`.
///
/// ```swift
/// let service = try await ProxyService.start(options: options, store: store, resolver: resolver)
/// try await service.run()
/// ```
///
/// It may be used from any task; its own work happens on one event loop, server and libcurl alike, and on one thread
/// for the database.
public final class ProxyService: Service, AudioFilling {
  /// Where it listens, and by which rules it works.
  public struct Options: Sendable {
    /// The address to listen on; `localhost` means both loopback addresses.
    public var host = "localhost"
    /// The TCP port; 0 picks a free one.
    public var port = 8080
    /// Sockets that are bound already, such as systemd's, in the place of ``host`` and ``port``; they are taken over.
    public var listeningSockets: [Int32] = []
    /// Streams at once.
    public var maximumStreams = 10
    /// How long a request waits in line before it is turned away.
    public var admissionWait = Duration.seconds(10)
    /// How many runs of yt-dlp deliver audio at once.
    public var maximumPipes = 2
    /// The rules of a stream.
    public var rules = RelayRules()
    /// How the origin is reached.
    public var upstream = UpstreamOptions()
    /// How long going down waits for streams to end, unless ``ProxyService/willGoDown(_:)`` says otherwise.
    public var drainTime = Duration.seconds(10)
    /// The program's version, for `/status`.
    public var version = ""
    /// The start of the songs' URLs in `/playlists/…`, without a slash at its end; `nil` for the name by which
    /// the client reached the service.
    public var publicURL: String?
    /// Names by which others may call the service, besides addresses, `localhost`, the machine's own name, ``host`` and
    /// the host of ``publicURL``; requests for any other get 403.
    public var allowedHosts: [String] = []
    /// Origins of web pages that may use the service, as browsers write them (`https://example.org`), or `*` for all.
    public var allowedOrigins: [String] = []
    /// Whether it listens; without, it only fetches what ``ProxyService/fill(_:)`` asks for.
    public var listens = true
    /// The cache of audio, `nil` for none.
    public var cache: AudioCacheOptions?
    /// Where tests keep the blocks of the cache; made on the event loop.
    var blockStore: (@Sendable (any EventLoop) -> any BlockStore)?
    /// How many connections there may be, and how long they may be idle; `nil` for what suits ``maximumStreams``.
    var connections: ConnectionLimits?
    /// The machine's own names; tests have others.
    var machineNames: (@Sendable () -> [String])?
    /// Whether a thread watches the connections to the origin, even where the kernel would; for tests.
    var watchesByThread = false
    /// Who tells of changes of the network; tests have their own.
    var networkSources: @Sendable () -> NetworkWatch.Sources = { NetworkWatch.Sources() }

    /// The defaults.
    public init() {}
  }

  /// How it goes down.
  public typealias Manner = ShutdownManner

  /// The facts it publishes.
  public let events: EventHub
  /// Where it listens, for people: `127.0.0.1:8080`.
  public let addresses: [String]
  /// The port it listens on.
  public let port: Int

  private let options: Options
  private let logger: Logger
  private let group: MultiThreadedEventLoopGroup
  private let storeThread: NIOThreadPool
  let core: NIOLoopBound<ServiceCore>
  private let logged: AsyncStream<ProxyEvent>
  let manner: Mutex<Manner>

  private init(
    options: Options, events: EventHub, logger: Logger, group: MultiThreadedEventLoopGroup,
    storeThread: NIOThreadPool, core: NIOLoopBound<ServiceCore>, endpoints: [SocketAddress]
  ) {
    self.options = options
    manner = Mutex(Manner(patience: options.drainTime))
    self.events = events
    self.logger = logger
    self.group = group
    self.storeThread = storeThread
    self.core = core
    addresses = endpoints.map { "\($0.ipAddress ?? options.host):\($0.port ?? options.port)" }
    port = endpoints.first?.port ?? options.port
    logged = events.subscribe()
  }

  /// Listens; requests are answered from now on.
  ///
  /// - Parameters:
  ///   - options: where it listens, and by which rules.
  ///   - store: the library.
  ///   - playlists: what `/playlists` serves, `nil` for nothing.
  ///   - resolver: who finds URLs.
  ///   - cacheList: where the cache of audio lists what it has; `nil` for nowhere, and then it lasts as long as the service.
  ///   - piping: who delivers what has no URL, `nil` for nobody.
  ///   - events: where it is said what happens.
  ///   - logger: where it is written down.
  /// - Throws: ``ServiceStartError`` when the address can't be had or a thread can't be started.
  public static func start(
    options: Options, store: any TrackReading, playlists: (any PlaylistReading)? = nil,
    resolver: any TrackResolving, cacheList: (any AudioListing)? = nil, piping: (any AudioPiping)? = nil,
    events: EventHub = EventHub(),
    logger: Logger = Logger(label: "proxy")
  ) async throws(ServiceStartError) -> ProxyService {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let storeThread = NIOThreadPool(numberOfThreads: 1)
    storeThread.start()
    let eventLoop = group.next()
    var started: NIOLoopBound<ServiceCore>?
    do {
      let core = try await eventLoop.submit {
        let fetcher = try RangeFetcher(
          options: options.upstream, connections: options.maximumStreams * 2, eventLoop: eventLoop,
          usesThread: options.watchesByThread)
        let outbox = EventOutbox(events, eventLoop: eventLoop)
        let parts = RelayParts(
          eventLoop: eventLoop, fetcher: fetcher,
          library: LibraryReader(store, thread: storeThread, events: outbox, eventLoop: eventLoop),
          resolver: resolver, events: outbox,
          pipes: AudioPipes(piping, limit: options.maximumPipes, eventLoop: eventLoop),
          makeStore: { [blockStore = options.blockStore] cache in
            blockStore?(eventLoop)
              ?? AudioFiles(
                options: cache, list: cacheList, eventLoop: eventLoop, pool: fetcher.pool,
                publish: { outbox.publish($0) })
          })
        parts.take(options.cache)
        var rules = options.rules
        rules.pipesAudio = piping != nil
        let relay = Relay(
          parts: parts, rules: rules, limit: options.maximumStreams,
          admissionWait: options.admissionWait,
          spareMemory: SpareMemory(pool: fetcher.pool, thread: storeThread, eventLoop: eventLoop))
        let routes = ServiceRoutes.Playlists(
          library: playlists, base: options.publicURL)
        let gate = RequestGate(
          hosts: options.knownHosts, origins: WebOrigins(options.allowedOrigins), events: outbox)
        return NIOLoopBound(
          ServiceCore(
            relay: relay, version: options.version, playlists: routes, gate: gate,
            limits: options.connections ?? ConnectionLimits(streams: options.maximumStreams)),
          eventLoop: eventLoop)
      }.get()
      started = core
      let endpoints =
        options.listens
        ? try await Listener(group: group, core: core).listen(
          host: options.host, port: options.port, sockets: options.listeningSockets) : []
      let service = ProxyService(
        options: options, events: events, logger: logger, group: group, storeThread: storeThread, core: core,
        endpoints: endpoints)
      // Behind the log's subscription, which is to have what the system refuses.
      try await eventLoop.submit { core.value.relay.watchNetwork(options.networkSources()) }.get()
      return service
    } catch {
      // A service that did not start leaves nothing behind.
      if let core = started { eventLoop.execute { core.value.relay.parts.stop() } }
      storeThread.shutdownGracefully { _ in }
      group.shutdownGracefully { _ in }
      throw ServiceStartError(error, host: options.host, port: options.port)
    }
  }

  /// Serves until its task is cancelled or a graceful shutdown begins. Then streams have the time of its ``Manner`` to end;
  /// what MPD would hang without is completed with zeros, within ten seconds more; and all others are cut off.
  ///
  /// - Throws: nothing in practice; the protocol allows it.
  public func run() async throws {
    let log = Task { [self] in
      var gap = EventGap()
      for await event in logged {
        ProxyLog.write(lost: gap.lost(before: event), to: logger)
        ProxyLog.write(event, to: logger)
        noteResolve(event.kind)
      }
    }
    await gracefulShutdownOrCancellation()
    await drain()
    events.finish()
    await log.value
  }

  /// What the instance is doing.
  ///
  /// - Throws: when the library can't be read.
  public func status() async throws -> ProxyStatus {
    try await core.eventLoop.flatSubmit { [core] in core.value.routes.status() }.get()
  }

  /// What the streams are doing; the library is not read for it.
  public func streams() async throws -> [ProxyStatus.Stream] {
    try await core.eventLoop.submit { [core] in core.value.relay.status().streams.list }.get()
  }

  /// Tells the relay what is known of the player.
  public func setPlayerLink(_ link: PlayerLink) {
    core.eventLoop.execute { [core] in core.value.relay.parts.link = link }
  }

  /// Has the cache fetch these songs, which are played next, in this order and one at a time; without a cache, nothing.
  public func fillAhead(_ ids: [VideoID]) {
    core.eventLoop.execute { [core] in core.value.relay.filling.setNext(ids) }
  }

  /// Has the cache fetch all of a track, behind what is played and comes next, and returns when all of it is there.
  ///
  /// - Throws: why it can't be had; `CancellationError` when the task is cancelled.
  public func fill(_ id: VideoID) async throws {
    let (core, done) = (core, core.eventLoop.makePromise(of: Void.self))
    core.eventLoop.execute { core.value.relay.filling.fill(id) { done.completeWith($0) } }
    try await withTaskCancellationHandler {
      try await done.futureResult.get()
    } onCancel: {
      core.eventLoop.execute { core.value.relay.filling.forget(id) }
    }
  }

  /// Tells the cache that tracks are kept, or not any more.
  public func noteKeptChanged() {
    core.eventLoop.execute { [core] in core.value.relay.parts.cache?.store.noteKeptChanged() }
  }

  /// Says how it is to go down, before it does.
  public func willGoDown(_ manner: Manner) { self.manner.withLock { $0 = manner } }

  /// Lets streams have no more time, from any thread: zeros have two seconds, all others are cut off. Called before it goes
  /// down, it counts for then.
  public func hurry() { core.eventLoop.execute { [core] in core.value.hurry() } }

  /// The resolver's events come from elsewhere, and count among the relay's times.
  private func noteResolve(_ event: ProxyEvent.Kind) {
    switch event {
    case .refreshStarted, .refreshSucceeded, .refreshFailed:
      let now = SuspendingClock.now
      core.eventLoop.execute { [core] in core.value.relay.parts.events.times.note(event, at: now) }
    default: break
    }
  }

  private func drain() async {
    let (core, manner) = (core, manner.withLock { $0 })
    let drained = core.eventLoop.makePromise(of: Void.self)
    core.eventLoop.execute { core.value.goDown(manner) { drained.succeed() } }
    // If a promise or a shutdown fails now, it can only be logged.
    do {
      try await drained.futureResult.get()
      let runs = try await core.eventLoop.submit { core.value.relay.parts.stop() }.get()
      for run in runs { await run.value }
      try await core.eventLoop.flatSubmit { [eventLoop = core.eventLoop] in
        core.value.relay.parts.cache?.store.stop() ?? eventLoop.makeSucceededVoidFuture()
      }.get()
      try await storeThread.shutdownGracefully()
      try await group.shutdownGracefully()
    } catch {
      logger.warning("[PROXY] going down was not clean", metadata: ["error": "\(error)"])
    }
  }

  private func gracefulShutdownOrCancellation() async {
    let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
    await withTaskCancellationOrGracefulShutdownHandler {
      for await _ in stream {}
    } onCancelOrGracefulShutdown: {
      continuation.finish()
    }
  }
}

extension ProxyService.Options {
  /// The names by which the service may be called.
  var knownHosts: KnownHosts {
    let names = [host] + allowedHosts + [publicURL.flatMap(KnownHosts.host)].compactMap(\.self)
    if let machineNames { return KnownHosts(names, machineNames: machineNames) }
    let machine = MachineName()
    machine.lookUp()
    return KnownHosts(names) { machine.all }
  }
}
