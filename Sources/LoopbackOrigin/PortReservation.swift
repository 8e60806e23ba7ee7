import Glibc
import NIOCore

/// A port of 127.0.0.1 that no other program gets, whether the origin listens on it or not.
///
/// A bound socket that never listens: connections to it are refused, and a second socket may listen on its port as
/// long as both have `SO_REUSEADDR`.
final class PortReservation: Sendable {
  /// The port, chosen by the system.
  let port: Int
  private let descriptor: CInt

  /// - Throws: `IOError` when there is no port left.
  init() throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw IOError(errnoCode: errno, reason: "socket") }
    do {
      port = try Self.bind(descriptor)
    } catch {
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  private static func bind(_ descriptor: CInt) throws -> Int {
    var isShared: CInt = 1
    guard setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &isShared, socklen_t(MemoryLayout<CInt>.size)) == 0
    else { throw IOError(errnoCode: errno, reason: "setsockopt") }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        Glibc.bind(descriptor, address, length) == 0 ? getsockname(descriptor, address, &length) : -1
      }
    }
    guard code == 0 else { throw IOError(errnoCode: errno, reason: "bind") }
    return Int(UInt16(bigEndian: address.sin_port))
  }
}
