import Glibc
import Synchronization

/// What a watcher tells about MPD.
public enum MPDIdleEvent: Sendable, Equatable {
  /// The connection stands; what happened before is unknown.
  case connected(version: MPDVersion, endpoint: MPDAddress.Endpoint)
  /// Something changed.
  case changed(MPDSubsystems)
  /// There is no connection; the next try comes after `retryIn`.
  case lost(MPDError, retryIn: Duration)
}

/// Waits in MPD's `idle` on a connection and a thread of its own, and reconnects after a loss: after 1, 2, 4,
/// then at most every 30 s, or when asked to. After some silence MPD is asked for a sign of life, as a connection
/// may die without a word.
public final class MPDIdleWatcher: Sendable {
  /// What happens, from the first connection on. Ends with ``stop()``. For one consumer.
  public let events: AsyncStream<MPDIdleEvent>
  private let control: Control
  private let loop: Mutex<Loop?>

  /// A watcher that does nothing before ``start()``.
  ///
  /// - Parameter deadlines: how long connecting may take, and how long MPD may be silent.
  public convenience init(
    address: MPDAddress,
    subsystems: MPDSubsystems = [.queue, .player, .mixer, .options, .storedPlaylists, .partitions],
    deadlines: MPDClient.Deadlines = .init()
  ) {
    self.init(address: address, subsystems: subsystems, deadlines: deadlines, home: HomePartition())
  }

  /// The same for what happens in a partition of MPD's.
  init(
    address: MPDAddress,
    subsystems: MPDSubsystems = [.queue, .player, .mixer, .options, .storedPlaylists, .partitions],
    deadlines: MPDClient.Deadlines, home: HomePartition
  ) {
    let control = Control()
    let (events, continuation) = AsyncStream.makeStream(of: MPDIdleEvent.self)
    self.control = control
    self.events = events
    loop = Mutex(
      Loop(
        address: address, subsystems: subsystems, deadlines: deadlines, home: home, control: control,
        events: continuation))
  }

  deinit { stop() }

  /// Starts the thread, the first time it is called.
  public func start() {
    let loop = self.loop.withLock { $0.take() }
    guard let loop else { return }
    startThread(name: "mpd-idle") { loop.run() }
  }

  /// Tries to connect at once instead of after the wait; does nothing while a connection stands.
  public func reconnectNow() { control.ask(.reconnect) }

  /// Opens another connection in place of the one that stands, as in another partition.
  func reopen() { control.ask(.reopen) }

  /// Asks a connection that stands for a sign of life at once; without one, connects at once, and waits shortly
  /// again after the next failures.
  public func probeNow() { control.ask(.probe) }

  /// Ends the thread and the events.
  public func stop() {
    control.ask(.stop)
    // A thread that never started can't end the events.
    loop.withLock { $0.take() }?.events.finish()
  }
}

extension MPDIdleWatcher {
  /// What other threads ask of the watcher's.
  fileprivate enum Request: Int { case reconnect, probe, reopen, stop }

  /// What ended a wait.
  fileprivate enum WakeUp: Equatable {
    case asked(Request)
    case readable
    case timedOut
  }

  /// Carries requests to a thread that waits in `poll`.
  fileprivate final class Control: Sendable {
    private let pending = Mutex<Request?>(nil)
    private let readEnd: Int32
    private let writeEnd: Int32

    init() {
      var ends: [Int32] = [-1, -1]
      // Swift knows no pipe2(), and a pipe without close-on-exec would leak into children.
      let type = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
      let code = socketpair(AF_UNIX, Int32(type), 0, &ends)
      precondition(code == 0, "no socket pair for MPD's watcher: \(String(cString: strerror(errno)))")
      readEnd = ends[0]
      writeEnd = ends[1]
    }

    deinit {
      close(readEnd)
      close(writeEnd)
    }

    var isStopping: Bool { pending.withLock { $0 == .stop } }

    func ask(_ request: Request) {
      pending.withLock { pending in
        if let pending, pending.rawValue > request.rawValue { return }
        pending = request
      }
      var byte: UInt8 = 0
      // A full buffer wakes the thread just as well.
      _ = send(writeEnd, &byte, 1, Int32(MSG_NOSIGNAL))
    }

    /// Waits for a request, for `descriptor` to be readable, or for `timeout` to pass.
    func wait(reading descriptor: Int32 = -1, timeout: Duration) -> WakeUp {
      let deadline = ContinuousClock.now + timeout
      while true {
        var entries = [
          pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0),
          pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        ]
        let left = max(.zero, ContinuousClock.now.duration(to: deadline))
        let count = poll(&entries, 2, Int32(clamping: Int((left / .milliseconds(1)).rounded(.up))))
        if count < 0, errno == EINTR { continue }
        guard entries[0].revents != 0 else { return entries[1].revents != 0 ? .readable : .timedOut }
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(readEnd, &bytes, bytes.count) > 0 {}
        let request = pending.withLock { pending in
          defer { if pending != .stop { pending = nil } }
          return pending
        }
        if let request { return .asked(request) }
      }
    }
  }

  /// The thread's work.
  fileprivate struct Loop: Sendable {
    let address: MPDAddress
    let subsystems: MPDSubsystems
    let deadlines: MPDClient.Deadlines
    let home: HomePartition
    let control: Control
    let events: AsyncStream<MPDIdleEvent>.Continuation

    func run() {
      var backoff = ReconnectBackoff()
      while !control.isStopping {
        do throws(MPDError) {
          let connection = try home.connection { home throws(MPDError) in
            try MPDConnection(to: address, deadline: deadlines.ordinary, home: home)
          }
          try checkPermission(connection)
          backoff.succeeded()
          events.yield(.connected(version: connection.version, endpoint: connection.endpoint))
          try watch(connection)
        } catch {
          if control.isStopping { break }
          let delay = backoff.failed()
          events.yield(.lost(error, retryIn: delay))
          if control.wait(timeout: delay) == .asked(.probe) { backoff.succeeded() }
        }
      }
      events.finish()
    }

    /// Refuses an MPD that would refuse `idle`: it counts as lost, not as found and lost again.
    private func checkPermission(_ connection: MPDConnection) throws(MPDError) {
      let allowed = try connection.allowedCommands()
      guard allowed.isEmpty || allowed.contains("idle") else { throw .permission(command: "idle") }
    }

    /// Reports changes until the watcher is stopped or wants another connection, or the connection is lost.
    private func watch(_ connection: MPDConnection) throws(MPDError) {
      while true {
        try connection.sendIdle(subsystems)
        guard try waitForNews(on: connection) else { return }
        let changed = try connection.receiveIdle()
        if !changed.isEmpty { events.yield(.changed(changed)) }
      }
    }

    /// Waits until MPD has answered `idle`, which it does when something happens, be it in a week, or when asked
    /// to.
    ///
    /// - Returns: whether it has; otherwise the connection is to be closed.
    private func waitForNews(on connection: MPDConnection) throws(MPDError) -> Bool {
      var (limit, isAsked) = (deadlines.silence, false)
      while true {
        switch control.wait(reading: connection.descriptor, timeout: limit) {
        case .readable: return true
        case .asked(.stop), .asked(.reopen): return false
        case .asked(.reconnect): continue
        case .asked(.probe): limit = deadlines.waking
        case .timedOut:
          if isAsked { throw .timedOut(command: "noidle", after: limit) }
          limit = deadlines.signOfLife
        }
        // MPD ignores it when the answer to `idle` is on its way.
        if !isAsked { try connection.sendNoIdle() }
        isAsked = true
      }
    }
  }
}
