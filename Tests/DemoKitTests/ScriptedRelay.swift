import Dispatch
import Glibc
import Synchronization

/// A relay of few words: answers the requests it gets with the given answers in turn, the last one for ever.
final class ScriptedRelay: Sendable {
  let port: UInt16
  private let descriptor: Int32
  private let answers: [[UInt8]]
  private let requests: AsyncStream<String>.Continuation
  /// The head of each request as it comes.
  let received: AsyncStream<String>

  init(_ answers: [[UInt8]]) {
    self.answers = answers
    (received, requests) = AsyncStream.makeStream(of: String.self)
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        _ = bind(descriptor, address, length)
        _ = listen(descriptor, 8)
        _ = getsockname(descriptor, address, &length)
      }
    }
    port = in_port_t(bigEndian: address.sin_port)
    DispatchQueue.global().async { self.serve() }
  }

  /// Ends the thread that serves.
  func shutDown() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  private func serve() {
    var number = 0
    while true {
      let connection = accept(descriptor, nil, nil)
      guard connection >= 0 else { break }
      var bytes = [UInt8](repeating: 0, count: 8192)
      let count = max(0, recv(connection, &bytes, bytes.count, 0))
      let answer = answers[min(number, answers.count - 1)]
      number += 1
      _ = send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
      close(connection)
      requests.yield(String(decoding: bytes[..<count], as: UTF8.self))
    }
    close(descriptor)
    requests.finish()
  }
}
