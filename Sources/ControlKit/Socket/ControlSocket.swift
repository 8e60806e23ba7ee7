import Glibc

/// The control socket as a client finds it.
public enum ControlSocket {
  /// What there is at a place.
  public enum Finding: Sendable, Equatable {
    /// Nobody owns the library.
    case absent
    /// An owner listens there, of this process id.
    case owned(process: Int32)
    /// Its owner has died.
    case stale
    /// It must not be used, or can't be; why.
    case unusable(String)
  }

  /// Looks at a place; connects to it, and hangs up. Blocks for a moment at most.
  public static func finding(at place: ControlPlace) -> Finding {
    switch PlaceVerdict(place) {
    case .absent: return .absent
    case .foreign(let why), .open(let why): return .unusable(why)
    case .own: break
    }
    do throws(SocketFault) {
      let descriptor = try UnixSocket.connect(to: place.socket)
      defer { close(descriptor) }
      guard let peer = UnixSocket.peer(of: descriptor), peer.user == geteuid() else {
        return .unusable("another user listens at \(place.socket)")
      }
      return .owned(process: peer.process)
    } catch {
      switch error.number {
      case ECONNREFUSED: return .stale
      case ENOENT: return .absent
      // Its line is full: so many wait that nobody can be accepting.
      case EAGAIN: return .owned(process: 0)
      default: return .unusable("\(place.socket) can't be connected to: \(error.sentence)")
      }
    }
  }

  /// Takes a socket away whose owner has died.
  ///
  /// - Returns: whether there was one.
  /// - Throws: ``SocketFault``.
  public static func removeStale(at place: ControlPlace) throws(SocketFault) -> Bool {
    guard finding(at: place) == .stale else { return false }
    let lock = try OwnerLock(at: place)
    defer { lock.release() }
    // An owner may have come in between.
    guard finding(at: place) == .stale else { return false }
    guard unlink(place.socket) == 0 else { throw SocketFault(errno) }
    return true
  }
}
