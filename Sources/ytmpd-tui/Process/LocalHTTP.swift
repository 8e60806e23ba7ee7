import Glibc

/// Asks the running instance. One request, one connection, blocking with a deadline per step.
struct LocalHTTP {
  /// Why there was no answer.
  enum Failure: Error, Equatable {
    /// Nobody listens.
    case nobody
    /// Somebody does, but does not answer in time.
    case silence
    /// What answered does not speak HTTP, or broke off.
    case gibberish
    /// The host has no address, or the system failed.
    case system(String)
  }

  /// The host; a wildcard address means this machine.
  let host: String
  /// The port.
  let port: Int
  /// How long connecting, and each silence, may last.
  var patience = Duration.seconds(5)
  /// The largest answer that is taken.
  var sizeLimit = 16 << 20

  /// The answer to `GET path`.
  func get(_ path: String) throws(Failure) -> HTTPAnswer {
    let connection = try connect()
    defer { close(connection) }
    let name = host.contains(":") ? "[\(host)]" : host
    let request =
      "GET \(path) HTTP/1.1\r\nHost: \(name):\(port)\r\nAccept: application/json\r\nConnection: close\r\n\r\n"
    try send(Array(request.utf8), to: connection)
    guard let answer = HTTPAnswer(try receive(from: connection)) else { throw .gibberish }
    return answer
  }

  func connect() throws(Failure) -> Int32 {
    let target = ["", "*", "0.0.0.0", "::"].contains(host) ? "localhost" : host
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(target, String(port), &hints, &list)
    guard code == 0 else { throw .system(String(cString: gai_strerror(code))) }
    defer { freeaddrinfo(list) }

    var failure = Failure.nobody
    var next = list
    while let entry = next?.pointee {
      next = entry.ai_next
      let connection = socket(
        entry.ai_family, entry.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), entry.ai_protocol)
      guard connection >= 0 else { continue }
      setPatience(connection)
      if Glibc.connect(connection, entry.ai_addr, entry.ai_addrlen) == 0 { return connection }
      switch errno {
      case ECONNREFUSED: break
      case EINPROGRESS, ETIMEDOUT, EAGAIN: failure = .silence
      case let code where failure == .nobody && code != EADDRNOTAVAIL && code != EAFNOSUPPORT:
        failure = .system(String(cString: strerror(code)))
      default: break
      }
      close(connection)
    }
    throw failure
  }

  private func setPatience(_ connection: Int32) {
    var limit = timeval(tv_sec: Int(patience.components.seconds), tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
    // On Linux this bounds connecting too.
    setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
  }

  func send(_ bytes: [UInt8], to connection: Int32) throws(Failure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw errno == EAGAIN ? .silence : .gibberish }
      rest = rest.dropFirst(count)
    }
  }

  private func receive(from connection: Int32) throws(Failure) -> [UInt8] {
    var bytes = [UInt8]()
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while bytes.count <= sizeLimit {
      let count = recv(connection, &buffer, buffer.count, 0)
      if count == 0 { return bytes }
      if count < 0 {
        switch errno {
        case EINTR: continue
        case EAGAIN: throw .silence
        default: throw .gibberish
        }
      }
      bytes += buffer[..<count]
    }
    throw .gibberish
  }
}
