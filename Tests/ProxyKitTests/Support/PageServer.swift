import Foundation
import Glibc
import Testing

/// Serves one web page at 127.0.0.1, and takes what the page says of itself: `GET /says?…`.
final class PageServer: Sendable {
  /// Where it listens.
  let port: Int
  /// What the page has said, percent-decoded, one after another.
  let words: AsyncStream<String>
  private let tells: AsyncStream<String>.Continuation
  private let descriptor: Int32

  /// Listens; a browser that comes before ``serve(_:)`` waits.
  init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    port = try withUnsafeMutablePointer(to: &address) { pointer in
      try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        try #require(bind(descriptor, address, length) == 0 && listen(descriptor, 32) == 0)
        getsockname(descriptor, address, &length)
      }
      return Int(pointer.pointee.sin_port.bigEndian)
    }
    (words, tells) = AsyncStream.makeStream()
  }

  /// Serves `page` until ``stop()``.
  func serve(_ page: String) {
    let (tells, descriptor) = (tells, descriptor)
    Thread.detachNewThread {
      while case let client = accept(descriptor, nil, nil), client >= 0 {
        // A browser opens connections in advance, and says nothing on them.
        Thread.detachNewThread { Self.serve(page, to: client, tells) }
      }
      close(descriptor)
    }
  }

  /// Takes no more connections.
  func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  private static func serve(_ page: String, to client: Int32, _ tells: AsyncStream<String>.Continuation) {
    defer { close(client) }
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    let count = recv(client, &bytes, bytes.count, 0)
    guard count > 0 else { return }
    let target =
      String(decoding: bytes[..<count], as: UTF8.self).split(separator: " ").dropFirst().first ?? ""
    if target.hasPrefix("/says?") {
      tells.yield(String(target.dropFirst(6)).removingPercentEncoding ?? "")
    }
    let body = target == "/" ? page : ""
    var answer =
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
    answer.withUTF8 { _ = send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
  }
}
