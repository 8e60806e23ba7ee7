import CMPDClient
import Glibc
import Synchronization

/// Commands to MPD, one after the other, over one connection.
///
/// The connection is opened by the first command and again by the next one after it was lost. Every command
/// runs on a thread of the client's own, so an MPD that does not answer blocks neither Swift's pool nor the
/// caller's thread; callers wait in line, each command at most for its deadline, and for a second once its task is
/// cancelled.
public actor MPDClient {
  /// How long commands wait for MPD.
  public struct Deadlines: Sendable {
    /// Connecting, and commands that MPD answers at once.
    public var ordinary: Duration
    /// Commands that start a song: MPD answers some of them only when the song's first bytes have come.
    public var playback: Duration

    /// How long a push that was interrupted waits for MPD to come back.
    public var recovery: Duration

    /// How long a connection that waits for news may be silent before MPD is asked for a sign of life.
    public var silence: Duration
    /// How long MPD may take for that sign: a song whose bytes stall may be holding it up.
    public var signOfLife: Duration
    /// How long MPD may take for it after ``MPDLink/wake()``, when a dead connection is likely.
    public var waking: Duration

    /// 10 s, 60 s for commands that start a song, 15 s for MPD to come back; after 25 s of silence a sign of life
    /// within 30 s, so that a connection that died is noticed within a minute; and 5 s on waking.
    public init(
      ordinary: Duration = .seconds(10), playback: Duration = .seconds(60), recovery: Duration = .seconds(15),
      silence: Duration = .seconds(25), signOfLife: Duration = .seconds(30), waking: Duration = .seconds(5)
    ) {
      self.ordinary = ordinary
      self.playback = playback
      self.recovery = recovery
      self.silence = silence
      self.signOfLife = signOfLife
      self.waking = waking
    }
  }

  /// What other threads may see of the connection: enough to cut it off.
  private final class Wire: Sendable {
    private struct State {
      var descriptor: Int32?
      var isDoubtful = false
      var isClosed = false
    }

    private let state = Mutex(State())

    var isClosed: Bool { state.withLock { $0.isClosed } }
    /// Whether the connection may have died in silence.
    var isDoubtful: Bool { state.withLock { $0.isDoubtful } }

    /// - Returns: whether there may be a connection.
    func use(_ descriptor: Int32?) -> Bool {
      state.withLock { state in
        state.descriptor = descriptor
        state.isDoubtful = false
        return !state.isClosed
      }
    }

    func doubt() { state.withLock { $0.isDoubtful = true } }

    /// - Parameter forGood: whether no further connection may be opened.
    func cut(forGood: Bool) {
      state.withLock { state in
        if forGood { state.isClosed = true }
        if let descriptor = state.descriptor { shutdown(descriptor, Int32(SHUT_RDWR)) }
      }
    }
  }

  /// How long commands whose tasks are cancelled are sent, one after the other.
  private static let partingOfAll = Duration.seconds(3)

  /// Where MPD is.
  public nonisolated let address: MPDAddress
  /// How long commands wait for MPD.
  public nonisolated let deadlines: Deadlines
  private let onConnect: @Sendable () -> Void
  private let home: HomePartition
  private let executor: ThreadExecutor
  private let wire = Wire()
  private var connection: MPDConnection?
  /// Where MPD was the last time.
  private(set) var connectedEndpoint: MPDAddress.Endpoint?
  private var pages = QueuePages()
  /// When no more commands are sent whose tasks are cancelled: when MPD does not answer one, or when those that were in
  /// line have had their time; `nil` while there is none.
  private var partingEnd: ContinuousClock.Instant?

  /// A client that connects when the first command is given.
  ///
  /// - Parameter onConnect: called on the client's thread each time a connection stands; must not block.
  public init(
    address: MPDAddress, deadlines: Deadlines = Deadlines(), onConnect: @escaping @Sendable () -> Void = {}
  ) {
    self.init(address: address, deadlines: deadlines, home: HomePartition(), onConnect: onConnect)
  }

  /// The same in a partition of MPD's.
  init(
    address: MPDAddress, deadlines: Deadlines, home: HomePartition,
    onConnect: @escaping @Sendable () -> Void = {}
  ) {
    self.home = home
    self.address = address
    self.deadlines = deadlines
    self.onConnect = onConnect
    executor = ThreadExecutor(name: "mpd-client")
  }

  deinit { executor.shutDown() }

  /// The client's own thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Cuts the connection off at once, from any thread; the command under way and all later ones fail with
  /// ``MPDError/closed``.
  public nonisolated func close() { wire.cut(forGood: true) }

  /// Has the next command open a connection of its own, from any thread: the one there is may have died in
  /// silence.
  ///
  /// - Parameter cuts: whether the command under way fails at once, instead of waiting for its deadline.
  nonisolated func renew(cuts: Bool = false) {
    wire.doubt()
    if cuts { wire.cut(forGood: false) }
  }

  /// Connects, if there is no connection.
  ///
  /// - Returns: the protocol's version, and which endpoint answered.
  /// - Throws: ``MPDError`` when MPD is absent, too old, or wants another password.
  @discardableResult
  public func connect() throws(MPDError) -> (version: MPDVersion, endpoint: MPDAddress.Endpoint) {
    let connection = try connected(within: deadlines.ordinary)
    return (connection.version, connection.endpoint)
  }

  /// Runs `body` with a connection that stands.
  ///
  /// - Parameter deadline: how long MPD may take for each piece of its answers, its greeting included.
  func perform<Result>(
    within deadline: Duration? = nil, _ body: (MPDConnection) throws(MPDError) -> Result
  ) throws(MPDError) -> Result {
    try part()
    let deadline = deadline ?? deadlines.ordinary
    let opening = min(deadline, deadlines.ordinary)
    do throws(MPDError) {
      let connection = try connected(within: Task.isCancelled ? min(opening, MPDConnection.parting) : opening)
      connection.setDeadline(deadline)
      defer { if connection.isBroken { disconnect() } }
      return try body(connection)
    } catch {
      if Task.isCancelled, error.endsConnection { partingEnd = .now }
      throw error
    }
  }

  /// Refuses a command whose task is cancelled, once those have had their time.
  private func part() throws(MPDError) {
    guard Task.isCancelled else { return partingEnd = nil }
    let end = partingEnd ?? .now + Self.partingOfAll
    partingEnd = end
    guard .now < end else { throw .closed }
  }

  /// Runs a single command without an answer of interest.
  func command(
    _ name: String, _ arguments: String..., within deadline: Duration? = nil
  ) throws(MPDError) {
    try perform(within: deadline) { connection throws(MPDError) in
      try connection.send(name, arguments)
      try connection.receive(name)
    }
  }

  /// Lives in another partition from now on.
  func enter(_ partition: String) throws(MPDError) {
    try perform { connection throws(MPDError) in try connection.move(to: partition) }
    home.name = partition
  }

  /// Whether the client was closed for good.
  var isClosed: Bool { wire.isClosed }

  /// Waits for MPD to answer again after it was lost; blocks the client's own thread.
  ///
  /// - Returns: whether it does, within ``Deadlines/recovery``.
  func comesBack() -> Bool {
    let end = ContinuousClock.now + deadlines.recovery
    while !isClosed, !Task.isCancelled {
      do throws(MPDError) {
        try ping(within: deadlines.ordinary)
        return true
      } catch {
        guard ContinuousClock.now < end else { return false }
        // A daemon that is being started does not say when it is ready.
        usleep(Self.recoveryInterval)
      }
    }
    return false
  }

  /// Microseconds between two looks for an MPD that was lost.
  private static let recoveryInterval: UInt32 = 50_000

  private func connected(within deadline: Duration) throws(MPDError) -> MPDConnection {
    guard !isClosed else { throw .closed }
    if let connection {
      if !connection.isStale, !wire.isDoubtful { return connection }
      disconnect()
    }
    let connection = try home.connection { home throws(MPDError) in
      try MPDConnection(
        to: address, deadline: deadline, pages: pages, home: home, onOpen: { [wire] in wire.use($0) })
    }
    self.connection = connection
    connectedEndpoint = connection.endpoint
    onConnect()
    return connection
  }

  private func disconnect() {
    if let connection { pages = connection.pages }
    connection = nil
  }
}
