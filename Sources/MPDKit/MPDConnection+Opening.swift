import CMPDClient
import Glibc

extension MPDConnection {
  /// Connects to the first of the address's endpoints at which MPD listens.
  static func open(
    _ address: MPDAddress, deadline: Duration
  ) throws(MPDError) -> (OpaquePointer, MPDAddress.Endpoint) {
    var errors: [MPDError] = []
    for endpoint in address.candidates {
      do throws(MPDError) {
        return (try open(endpoint, deadline: deadline), endpoint)
      } catch {
        errors.append(error)
      }
    }
    throw .nowhere(errors, address.candidates)
  }

  /// Whether the next descriptor is one that libmpdclient can wait for: it connects with `select(2)`, which
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

  private static func message(of handle: OpaquePointer) -> String {
    mpd_connection_get_error_message(handle).map { String(cString: $0) } ?? "no reason given"
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

  /// What the server greeted with.
  static func version(of handle: OpaquePointer) -> MPDVersion {
    guard let numbers = mpd_connection_get_server_version(handle) else { return MPDVersion(0, 0, 0) }
    return MPDVersion(numbers[0], numbers[1], numbers[2])
  }

  /// At least one: libmpdclient takes 0 for no limit.
  static func milliseconds(_ duration: Duration) -> UInt32 {
    let (seconds, attoseconds) = duration.components
    let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
    return UInt32(clamping: max(1, milliseconds))
  }
}
