import Glibc
import Synchronization

@testable import MPDKit

/// A TCP port on 127.0.0.1 that leads to MPD's socket, and can go silent as a network does that forgot its
/// connections: nothing goes through any more, and nobody is told.
final class SilentForwarder: Sendable {
  private struct State {
    var descriptors: [Int32] = []
    var generation = 0
  }

  /// The port the kernel chose.
  let port: UInt16
  private let listener: Int32
  private let state = Mutex(State())

  init(to socket: String) throws {
    let listener = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    try withUnsafeMutablePointer(to: &address) { pointer in
      try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        guard bind(listener, address, length) == 0, listen(listener, 8) == 0,
          getsockname(listener, address, &length) == 0
        else { throw GreetingServer.ServerError(code: errno) }
      }
    }
    self.listener = listener
    port = UInt16(bigEndian: address.sin_port)
    startThread(name: "forwarder") { [weak self] in
      while true {
        let client = accept(listener, nil, nil)
        if client < 0 { break }
        let server = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard let self, MPDRelay.withAddress(socket, { connect(server, $0, $1) }) == 0 else {
          close(client)
          close(server)
          continue
        }
        forward(client, server)
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
    // The threads that still read hold copies of their own.
    for descriptor in state.withLock({ $0.descriptors }) {
      shutdown(descriptor, Int32(SHUT_RDWR))
      close(descriptor)
    }
  }

  /// Nothing goes through the present connections any more; new ones work.
  func goSilent() { state.withLock { $0.generation += 1 } }

  private func forward(_ client: Int32, _ server: Int32) {
    let generation = state.withLock { state in
      state.descriptors += [client, server]
      return state.generation
    }
    for (source, target) in [(client, server), (server, client)] {
      let (source, target) = (dup(source), dup(target))
      startThread(name: "forward") { [weak self] in
        var isHungUp = true
        MPDRelay.pump(from: source) { piece in
          isHungUp = self?.state.withLock { $0.generation == generation } ?? true
          return isHungUp && MPDRelay.sendAll(piece, to: target)
        }
        // Silence is what the other side hears when this one has gone silent.
        if isHungUp, self?.state.withLock({ $0.generation == generation }) ?? true {
          shutdown(target, Int32(SHUT_RDWR))
        }
        close(source)
        close(target)
      }
    }
  }
}
