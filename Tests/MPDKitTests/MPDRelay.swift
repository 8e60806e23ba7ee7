import Glibc
import Synchronization

@testable import MPDKit

/// Stands between a client and MPD, to disturb them in the middle of a push.
final class MPDRelay: Sendable {
  /// What happens to a connection whose client sends the first piece of a push.
  enum Fate {
    /// Nothing.
    case spared
    /// MPD gets the piece, the client is hung up on.
    case cut
  }

  /// The path of its socket.
  let path: String
  private let listener: Int32

  /// - Parameters:
  ///   - socket: MPD's socket.
  ///   - onConnect: told of each client, counted from 1, before MPD hears of it.
  ///   - onPush: told when that client's first songs come, before MPD gets them; decides what becomes of them.
  init(
    to socket: String, onConnect: @escaping @Sendable (Int) -> Void = { _ in },
    onPush: @escaping @Sendable (Int) -> Fate
  ) throws {
    path = socket + "-relay"
    listener = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    let code = Self.withAddress(path) { bind(self.listener, $0, $1) }
    guard code == 0, listen(listener, 8) == 0 else { throw GreetingServer.ServerError(code: errno) }
    let listener = listener
    startThread(name: "relay") {
      var count = 0
      while true {
        let client = accept(listener, nil, nil)
        if client < 0 { break }
        count += 1
        onConnect(count)
        let server = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard Self.withAddress(socket, { connect(server, $0, $1) }) == 0 else {
          close(client)
          close(server)
          continue
        }
        Self.relay(client, server, number: count, onPush: onPush)
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
    unlink(path)
  }

  private static func relay(
    _ client: Int32, _ server: Int32, number: Int, onPush: @escaping @Sendable (Int) -> Fate
  ) {
    let open = Mutex(2)
    let hangUp: @Sendable () -> Void = {
      shutdown(client, Int32(SHUT_RDWR))
      shutdown(server, Int32(SHUT_RDWR))
      // Closed by whoever is last: the other thread may still be reading.
      let isLast = open.withLock { open in
        open -= 1
        return open == 0
      }
      guard isLast else { return }
      close(client)
      close(server)
    }
    startThread(name: "relay-up") {
      var isPushing = false
      pump(from: client) { piece in
        var fate = Fate.spared
        if !isPushing, piece.firstRange(of: Array("addid".utf8)) != nil {
          isPushing = true
          fate = onPush(number)
        }
        return sendAll(piece, to: server) && fate == .spared
      }
      hangUp()
    }
    startThread(name: "relay-down") {
      pump(from: server) { sendAll($0, to: client) }
      hangUp()
    }
  }

  static func pump(from descriptor: Int32, _ body: (ArraySlice<UInt8>) -> Bool) {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &bytes, bytes.count, 0)
      guard count > 0, body(bytes[..<count]) else { return }
    }
  }

  static func sendAll(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var sent = 0
      while sent < buffer.count {
        let count = send(
          descriptor, buffer.baseAddress.map { $0 + sent }, buffer.count - sent, Int32(MSG_NOSIGNAL))
        guard count > 0 else { return false }
        sent += count
      }
      return true
    }
  }

  static func withAddress(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
