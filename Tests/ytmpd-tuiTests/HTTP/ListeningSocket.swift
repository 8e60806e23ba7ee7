import Glibc
import Testing

/// A socket with a free port of 127.0.0.1. While it listens the system accepts connections; nobody answers.
final class ListeningSocket: Sendable {
  let descriptor: Int32
  let port: Int

  /// - Parameter listens: `false` keeps the port for a test that needs one where nobody listens.
  init(listens: Bool = true) throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
        bind(descriptor, raw, size) == 0 && (!listens || listen(descriptor, 1) == 0)
          && getsockname(descriptor, raw, &size) == 0
      }
    }
    self.descriptor = descriptor
    port = Int(UInt16(bigEndian: address.sin_port))
    try #require(bound)
  }

  deinit { close(descriptor) }
}
