import Glibc

/// A web server on loopback with googlevideo's manners: signed URLs that expire, closed ranges only.
///
/// Serves ``Asset``s at URLs it mints, keeps a log of every request, and misbehaves on demand: by a script for
/// one id, by a rule, or at random. All of its functions may be called from any thread.
public final class LoopbackOrigin: Sendable {
  /// How an origin behaves.
  public struct Configuration: Sendable {
    /// The largest range that is answered, in bytes; larger ones get 403.
    public var maximumRange: Int64
    /// How many bytes a second one connection gets, `nil` for as many as it takes.
    public var bytesPerSecond: Int?
    /// The largest piece of a body that is written at once, in bytes.
    public var sliceBytes: Int
    /// How many of the last requests the log keeps, at least.
    public var logLimit: Int
    /// How many event loops serve the connections.
    public var threads: Int
    /// The time of day in Unix seconds, which `expire=` is compared with.
    public var now: @Sendable () -> Double

    /// A configuration; what is not given is as on the real servers, without a limit of pace.
    public init(
      maximumRange: Int64 = 1 << 20, bytesPerSecond: Int? = nil, sliceBytes: Int = 128 << 10,
      logLimit: Int = 50_000, threads: Int = 1, now: @escaping @Sendable () -> Double = unixTime
    ) {
      self.maximumRange = maximumRange
      self.bytesPerSecond = bytesPerSecond
      self.sliceBytes = sliceBytes
      self.logLimit = logLimit
      self.threads = threads
      self.now = now
    }
  }

  /// The port, chosen by the system; it stays the origin's while it does not listen.
  public var port: Int { listener.port }
  private let catalogue: Catalogue
  private let listener: Listener

  /// An origin that listens on a free port of 127.0.0.1.
  ///
  /// - Throws: NIO's error when no port can be bound.
  public static func start(_ configuration: Configuration = Configuration()) async throws -> LoopbackOrigin {
    let catalogue = Catalogue(
      log: RequestLog(limit: configuration.logLimit),
      manners: Manners(maximumRange: configuration.maximumRange), now: configuration.now)
    let listener = try Listener(catalogue: catalogue, configuration: configuration)
    do {
      try await listener.listen()
      return LoopbackOrigin(catalogue: catalogue, listener: listener)
    } catch {
      try await listener.shutdown()
      throw error
    }
  }

  private init(catalogue: Catalogue, listener: Listener) {
    self.catalogue = catalogue
    self.listener = listener
  }

  /// The host and port of the origin's URLs.
  public var authority: String { "127.0.0.1:\(port)" }

  // MARK: - What it serves

  /// Serves `asset` from now on; an asset of the same id and itag is replaced, under the same URLs.
  public func register(_ asset: Asset) {
    catalogue.register(asset)
  }

  /// Answers `path`, such as `/live.m3u8`, with `page` from now on.
  ///
  /// - Parameter page: called for each request, on its connection's event loop.
  public func publish(_ path: String, _ page: @escaping @Sendable () -> Page) {
    catalogue.publish(path, page)
  }

  /// Mints a URL of the asset `id`, as a resolve would.
  ///
  /// - Parameters:
  ///   - id: a registered id.
  ///   - validity: how long the URL is answered, to whole seconds upwards; `nil` for one without `expire=`.
  ///   - itag: which of the id's formats; the lowest when `nil`.
  /// - Returns: the URL, `nil` when there is no such asset.
  public func url(for id: String, validFor validity: Duration? = .seconds(6 * 3600), itag: Int? = nil)
    -> String?
  {
    catalogue.mint(id: id, itag: itag, validity: validity, authority: authority)
  }

  /// Answers `status` to `url` from now on, 403 as an expired one would.
  public func revoke(_ url: String, status: Int = 403) {
    if let url = MediaURL(url) { catalogue.revoke(url, status: status) }
  }

  /// Answers `status` to every URL of `id` minted so far.
  public func revokeAll(of id: String, status: Int = 403) {
    catalogue.revokeAll(id: id, status: status)
  }

  /// The largest range that is answered, in bytes.
  public var maximumRange: Int64 {
    get { catalogue.maximumRange }
    set { catalogue.maximumRange = newValue }
  }

  // MARK: - What it does wrong

  /// Strikes the coming requests for `id` with `faults`, one each; `nil` in the list is a good answer.
  public func script(_ id: String, _ faults: [Fault?]) {
    catalogue.script(.queue(faults[...]), for: id)
  }

  /// Asks `rule` about each request for `id` that would be served; `nil` is a good answer.
  ///
  /// - Parameter rule: called on the connection's event loop.
  public func script(_ id: String, _ rule: @escaping @Sendable (OriginRequest) -> Fault?) {
    catalogue.script(.rule(rule), for: id)
  }

  /// Strikes at random those requests that no script is about, or with `nil` no longer.
  public func strike(_ faults: RandomFaults?) {
    catalogue.strike(faults)
  }

  /// Forgets all scripts and random faults; what was revoked stays so.
  public func behave() {
    catalogue.behave()
  }

  // MARK: - What it was asked

  /// The requests so far, oldest first, as far as they are kept.
  public var requests: [RequestRecord] { catalogue.log.records }

  /// The requests for `id` so far.
  public func requests(for id: String) -> [RequestRecord] {
    requests.filter { $0.request.id == id }
  }

  /// Waits until the log satisfies `condition`, which is tried after every change of it.
  ///
  /// - Returns: the requests at that moment.
  /// - Throws: `CancellationError` when the task is cancelled.
  @discardableResult
  public func waitForRequests(
    where condition: @escaping @Sendable ([RequestRecord]) -> Bool
  ) async throws -> [RequestRecord] {
    try await catalogue.log.wait(until: condition)
  }

  /// Waits until `count` requests have been received, for `id` when it is given.
  ///
  /// - Returns: the requests at that moment, those for other ids left out.
  /// - Throws: `CancellationError` when the task is cancelled.
  @discardableResult
  public func waitForRequests(_ count: Int, for id: String? = nil) async throws -> [RequestRecord] {
    let ours: @Sendable (RequestRecord) -> Bool = { id == nil || $0.request.id == id }
    return try await waitForRequests { $0.count(where: ours) >= count }.filter(ours)
  }

  // MARK: - Whether it is there

  /// How many connections are open.
  public var openConnections: Int { listener.openConnections }

  /// Cuts all connections, as a server does with those it has no use for; new ones are taken.
  ///
  /// - Throws: NIO's error when a connection can't be closed.
  public func cutConnections() async throws {
    try await listener.cutConnections()
  }

  /// Cuts all connections and refuses new ones, as a server that went down.
  ///
  /// - Throws: NIO's error when the socket can't be closed.
  public func stopListening() async throws {
    try await listener.stop()
  }

  /// Listens again, on the same port.
  ///
  /// - Throws: NIO's error when the socket can't be opened.
  public func resumeListening() async throws {
    try await listener.listen()
  }

  /// Cuts all connections and gives the port and the threads back; the last call on an origin.
  ///
  /// - Throws: NIO's error when the event loops can't be ended.
  public func shutdown() async throws {
    // A rule may hold the origin it is for, which would then never be freed.
    catalogue.behave()
    try await listener.shutdown()
  }
}

/// The time of day in Unix seconds.
@Sendable public func unixTime() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_REALTIME, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
