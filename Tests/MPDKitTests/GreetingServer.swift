import Glibc

@testable import MPDKit

/// Something that listens on 127.0.0.1, greets with fixed words, gives fixed answers, and then hangs up, or
/// listens in silence.
final class GreetingServer: Sendable {
  struct ServerError: Error { let code: Int32 }

  /// The port the kernel chose.
  let port: UInt16
  /// What clients sent, piece by piece.
  let received: AsyncStream<String>
  private let descriptor: Int32

  /// - Parameter answers: what to say to the first piece that a client sends, to the second, and so on.
  init(greeting: String, answers: [String] = [], staysSilent: Bool = false) throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    try withUnsafeMutablePointer(to: &address) { pointer in
      try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        guard bind(descriptor, address, length) == 0, listen(descriptor, 8) == 0,
          getsockname(descriptor, address, &length) == 0
        else { throw ServerError(code: errno) }
      }
    }
    self.descriptor = descriptor
    port = UInt16(bigEndian: address.sin_port)
    let (received, continuation) = AsyncStream.makeStream(of: String.self)
    self.received = received
    startThread(name: "greeting") {
      while true {
        let client = accept(descriptor, nil, nil)
        if client < 0 { break }
        Self.say(greeting, to: client)
        var answers = answers[...]
        var bytes = [UInt8](repeating: 0, count: 4096)
        while staysSilent || !answers.isEmpty {
          let count = recv(client, &bytes, bytes.count, 0)
          if count <= 0 { break }
          Self.say(answers.popFirst() ?? "", to: client)
          continuation.yield(String(decoding: bytes.prefix(count), as: UTF8.self))
        }
        close(client)
      }
      continuation.finish()
    }
  }

  private static func say(_ text: String, to client: Int32) {
    _ = text.withCString { send(client, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
  }

  deinit {
    // Ends `accept` in the thread, too.
    shutdown(descriptor, Int32(SHUT_RDWR))
    close(descriptor)
  }
}
