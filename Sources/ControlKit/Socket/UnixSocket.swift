import Glibc

/// What the system says when a socket can't be had.
public struct SocketFault: Error, Sendable, Equatable {
  /// The number of the error.
  public let number: Int32
  /// What to say in its place.
  private let words: String?

  /// An error of the system's.
  init(_ number: Int32) { (self.number, words) = (number, nil) }

  /// Something of ours.
  init(_ words: String) { (number, self.words) = (0, words) }

  /// What to say.
  public var sentence: String { words ?? String(cString: strerror(number)) }
}

/// The few calls of the system that sockets with a path take.
enum UnixSocket {
  /// The longest path, in bytes: `sun_path` and its end.
  static let longestPath = 107

  /// A connection to the socket at `path`; does not wait.
  static func connect(to path: String) throws(SocketFault) -> Int32 {
    let descriptor = try open()
    let code = try withAddress(path) { Glibc.connect(descriptor, $0, $1) == 0 ? 0 : errno }
    guard code == 0 else {
      close(descriptor)
      throw SocketFault(code)
    }
    return descriptor
  }

  /// A socket bound to `path`, which nobody but its user may connect to.
  static func bind(to path: String) throws(SocketFault) -> Int32 {
    let descriptor = try open()
    let code = try withAddress(path) { address, size in
      // Set before there is a file: between bind and chmod anybody could connect.
      fchmod(descriptor, 0o600) == 0 && Glibc.bind(descriptor, address, size) == 0
        && chmod(path, 0o600) == 0 ? 0 : errno
    }
    guard code == 0 else {
      close(descriptor)
      throw SocketFault(code)
    }
    return descriptor
  }

  /// Who is at the other end.
  static func peer(of descriptor: Int32) -> (process: Int32, user: uid_t)? {
    // `struct ucred` (unix(7)), which the C library shows to GNU programs alone: process, user, group.
    var credentials: [UInt32] = [0, 0, 0]
    var size = socklen_t(12)
    guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0, size == 12 else {
      return nil
    }
    return (Int32(bitPattern: credentials[0]), credentials[1])
  }

  private static func open() throws(SocketFault) -> Int32 {
    let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
    let descriptor = socket(AF_UNIX, Int32(kind), 0)
    guard descriptor >= 0 else { throw SocketFault(errno) }
    return descriptor
  }

  private static func withAddress(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws(SocketFault) -> Int32 {
    let bytes = Array(path.utf8)
    guard bytes.count <= longestPath else {
      throw SocketFault("the path is longer than the \(longestPath) bytes that a socket can have")
    }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
