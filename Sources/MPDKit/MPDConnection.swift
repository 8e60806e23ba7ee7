import CMPDClient
import Glibc

/// One connection to MPD, for one thread at a time.
///
/// After an error that ends the connection ``isBroken`` is true and every further command fails; the owner
/// lets go of it and opens another.
final class MPDConnection {
  /// What the server greeted with.
  let version: MPDVersion
  /// Which of the address's endpoints answered.
  let endpoint: MPDAddress.Endpoint
  private(set) var isBroken = false
  let handle: OpaquePointer
  private var deadline: Duration

  /// Connects, checks the version and sends the password.
  ///
  /// - Parameter deadline: how long each step may take.
  /// - Throws: the error of the first endpoint when nothing listens at any of them.
  init(to address: MPDAddress, deadline: Duration) throws(MPDError) {
    (handle, endpoint) = try Self.open(address, deadline: deadline)
    self.deadline = deadline
    version = Self.version(of: handle)
    // Now that everything is set, a failure runs `deinit`, which frees the handle.
    guard version >= MPDVersion.oldestSupported else { throw .versionTooOld(version) }
    mpd_connection_set_keepalive(handle, true)
    if let password = address.password {
      try Self.check(argument: password, named: "the password")
      try run("password") { mpd_run_password($0, password) }
    }
  }

  deinit { mpd_connection_free(handle) }

  /// The socket.
  var descriptor: Int32 { mpd_connection_get_fd(handle) }

  /// Whether the server hung up, as it does with a client that is silent for a minute.
  var isStale: Bool {
    if isBroken { return true }
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, 0) != 0
  }

  /// How long the next commands may wait for each piece of their answers.
  func setDeadline(_ deadline: Duration) {
    guard deadline != self.deadline else { return }
    self.deadline = deadline
    mpd_connection_set_timeout(handle, Self.milliseconds(deadline))
  }

  /// Makes one call that sends a command, or reads one piece of an answer.
  ///
  /// - Parameter command: what to name in an error.
  func run(_ command: String, _ call: (OpaquePointer) -> Bool) throws(MPDError) {
    guard call(handle) else { throw failure(of: command) }
  }

  /// Reads the rest of an answer.
  func finish(_ command: String) throws(MPDError) {
    try run(command) { mpd_response_finish($0) }
  }

  /// Throws the error that ended an answer early, if one did.
  func check(_ command: String) throws(MPDError) {
    guard mpd_connection_get_error(handle) == MPD_ERROR_SUCCESS else { throw failure(of: command) }
  }

  /// Refuses what would break the protocol's lines or libmpdclient's buffer.
  static func check(argument: String, named name: String) throws(MPDError) {
    var length = 0
    for byte in argument.utf8 {
      guard byte != 0x0A, byte != 0x0D, byte != 0 else { throw .invalidArgument("\(name) has a line break") }
      length += byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") ? 2 : 1
    }
    guard length < 3500 else { throw .invalidArgument("\(name) is too long") }
  }
}

// MARK: - Errors

extension MPDConnection {
  /// The error libmpdclient holds, put into words; the connection is usable again after an ACK.
  private func failure(of command: String) -> MPDError {
    let code = mpd_connection_get_error(handle)
    guard code == MPD_ERROR_SERVER else {
      isBroken = true
      return switch code {
      case MPD_ERROR_TIMEOUT: .timedOut(command: command, after: deadline)
      case MPD_ERROR_ARGUMENT: .invalidArgument(Self.message(of: handle))
      case MPD_ERROR_MALFORMED: .malformed(Self.message(of: handle))
      default: .closed
      }
    }
    let number = mpd_connection_get_server_error(handle)
    let text = Self.message(of: handle)
    if !mpd_connection_clear_error(handle) { isBroken = true }
    return switch number {
    case MPD_SERVER_ERROR_PASSWORD: .wrongPassword
    case MPD_SERVER_ERROR_PERMISSION: .permission(command: command)
    case MPD_SERVER_ERROR_PLAYLIST_MAX: .queueFull
    case MPD_SERVER_ERROR_NO_EXIST: .noSuchItem(command: command, text: text)
    case MPD_SERVER_ERROR_PLAYER_SYNC: .notPlaying(command: command)
    default: .rejected(command: command, code: Int(number.rawValue), text: text)
    }
  }

  private static func message(of handle: OpaquePointer) -> String {
    mpd_connection_get_error_message(handle).map { String(cString: $0) } ?? "no reason given"
  }
}

// MARK: - Opening

extension MPDConnection {
  private static func open(
    _ address: MPDAddress, deadline: Duration
  ) throws(MPDError) -> (OpaquePointer, MPDAddress.Endpoint) {
    var first: MPDError?
    for endpoint in [address.endpoint] + address.fallbacks {
      do throws(MPDError) {
        return (try open(endpoint, deadline: deadline), endpoint)
      } catch {
        first = first ?? error
        guard error.isAbsence else { break }
      }
    }
    throw first ?? .closed
  }

  /// Whether the next descriptor is one that libmpdclient can wait for: it does so with `select(2)`, which
  /// aborts the process for a descriptor of `FD_SETSIZE` or more.
  private static func hasLowDescriptor() -> Bool {
    let next = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
    guard next >= 0 else { return errno == EBADF }
    close(next)
    return next < descriptorLimit
  }

  /// `FD_SETSIZE`, less some room for what other threads open meanwhile.
  private static let descriptorLimit: Int32 = 1024 - 32

  private static func open(
    _ endpoint: MPDAddress.Endpoint, deadline: Duration
  ) throws(MPDError) -> OpaquePointer {
    let address = endpoint.description
    guard hasLowDescriptor() else {
      throw .unreachable(address: address, reason: "too many files and connections are open")
    }
    guard
      let handle = mpd_connection_new(endpoint.clientHost, endpoint.clientPort, milliseconds(deadline))
    else { throw .unreachable(address: address, reason: "out of memory") }
    let code = mpd_connection_get_error(handle)
    if code == MPD_ERROR_SUCCESS { return handle }
    defer { mpd_connection_free(handle) }
    switch code {
    case MPD_ERROR_SYSTEM:
      throw systemFailure(mpd_connection_get_system_error(handle), endpoint: endpoint)
    case MPD_ERROR_RESOLVER: throw .unknownHost(address: address)
    case MPD_ERROR_TIMEOUT: throw .timedOut(command: "connect", after: deadline)
    case MPD_ERROR_MALFORMED: throw .notMPD(address: address)
    default: throw .unreachable(address: address, reason: message(of: handle))
    }
  }

  private static func systemFailure(_ code: Int32, endpoint: MPDAddress.Endpoint) -> MPDError {
    let address = endpoint.description
    switch (code, endpoint) {
    case (ECONNREFUSED, _): return .refused(address: address)
    case (ENOENT, .socket(let path)): return .socketMissing(path: path)
    case (EACCES, _), (EPERM, _): return .accessDenied(address: address)
    default: return .unreachable(address: address, reason: String(cString: strerror(code)))
    }
  }

  private static func version(of handle: OpaquePointer) -> MPDVersion {
    guard let numbers = mpd_connection_get_server_version(handle) else { return MPDVersion(0, 0, 0) }
    return MPDVersion(numbers[0], numbers[1], numbers[2])
  }

  private static func milliseconds(_ duration: Duration) -> UInt32 {
    let (seconds, attoseconds) = duration.components
    let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
    return UInt32(clamping: max(1, milliseconds))
  }
}
