import Glibc

/// The lock that says who owns the library of a user: the kernel gives it back when its process ends, however it does.
final class OwnerLock: Sendable {
  private let descriptor: Int32

  /// Takes it.
  ///
  /// - Throws: ``SocketFault``, with `EWOULDBLOCK` when another process has it.
  init(at place: ControlPlace) throws(SocketFault) {
    descriptor = open(place.lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw SocketFault(errno) }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      if code == EINTR { continue }
      close(descriptor)
      throw SocketFault(code)
    }
  }

  /// Gives it back. Once.
  func release() { close(descriptor) }
}
