import Glibc

/// Sockets on which systemd listens for the program before it starts (sd_listen_fds(3)).
enum ActivationSockets {
  /// The first descriptor; the others follow.
  private static let first: Int32 = 3

  /// Takes them over, and has no child take them for its own.
  ///
  /// - Parameter environment: the variables that systemd has set.
  /// - Returns: the sockets; none when there are none, or when they are another process's.
  /// - Throws: ``CommandFailure`` for one that no client of HTTP can connect to.
  static func take(environment: [String: String]) throws(CommandFailure) -> [Int32] {
    for name in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"] { unsetenv(name) }
    guard environment["LISTEN_PID"].flatMap({ Int32($0) }) == getpid(),
      let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }), count > 0
    else { return [] }
    let sockets = Array(first..<first + count)
    for socket in sockets {
      _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
      guard option(SO_TYPE, of: socket) == Int32(SOCK_STREAM.rawValue),
        option(SO_ACCEPTCONN, of: socket) == 1,
        [AF_INET, AF_INET6].contains(option(SO_DOMAIN, of: socket))
      else {
        throw CommandFailure(
          "descriptor \(socket) is no listening TCP socket; look at ListenStream in ytmpd-tui.socket",
          status: .usage)
      }
    }
    return sockets
  }

  private static func option(_ name: Int32, of socket: Int32) -> Int32? {
    var value: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    return getsockopt(socket, SOL_SOCKET, name, &value, &size) == 0 ? value : nil
  }
}
