import Glibc

extension LocalHTTP {
  /// Reads the lines of an answer that goes on, until it ends or `follower` is stopped. Blocks.
  ///
  /// - Parameter onLine: takes each line, without its break.
  /// - Throws: why there is no such answer.
  func follow(
    _ path: String, with follower: EventFollower, onLine: ([UInt8]) -> Void
  ) throws(Failure) {
    let connection = try connect()
    defer { close(connection) }
    guard follower.begin(connection) else { return }
    defer { follower.end() }
    // HTTP/1.0 has no chunks: what follows the head is the lines.
    try send(Array("GET \(path) HTTP/1.0\r\nHost: \(host)\r\n\r\n".utf8), to: connection)
    // Nothing may happen for hours.
    var forever = timeval(tv_sec: 0, tv_usec: 0)
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &forever, socklen_t(MemoryLayout<timeval>.size))
    var isHead = true
    var statusLine: [UInt8]?
    var line: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = recv(connection, &buffer, buffer.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      for byte in buffer[..<count] {
        guard byte == UInt8(ascii: "\n") else {
          // Nothing of ours is this long.
          guard line.count < 1 << 20 else { throw .gibberish }
          line.append(byte)
          continue
        }
        if isHead {
          if line.last == UInt8(ascii: "\r") { line.removeLast() }
          statusLine = statusLine ?? line
          if line.isEmpty {
            isHead = false
            let words = String(decoding: statusLine ?? [], as: UTF8.self).split(separator: " ")
            guard words.count > 1, words[0].hasPrefix("HTTP/1."), words[1] == "200" else { throw .gibberish }
          }
        } else {
          onLine(line)
        }
        line.removeAll(keepingCapacity: true)
      }
    }
  }
}
