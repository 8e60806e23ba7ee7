import Foundation
import Glibc

/// An answer as a client has it.
struct WireAnswer: Sendable {
  /// How the body ended.
  enum Ending: Sendable, Equatable {
    /// As its head promised; the connection may still be open.
    case complete
    /// The connection was closed before the promised end.
    case short
    /// The connection was closed, which is the end of a body without a length.
    case closed
    /// Nothing came within the client's patience.
    case silent
  }

  var statusLine = ""
  /// The header fields, in the case they were sent in.
  var lines: [String] = []
  var body: [UInt8] = []
  var ending = Ending.silent

  var status: Int { statusLine.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0 }
  var text: String { String(decoding: body, as: UTF8.self) }

  subscript(name: String) -> String? {
    lines.first { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
  }
}

/// One connection to a server, driven by hand: says exactly what it is told, and reads when it is asked to.
final class WireClient: @unchecked Sendable {
  // Unchecked: a test uses a client from one task at a time.
  private let descriptor: Int32
  private var unread: [UInt8] = []
  private var isAtEnd = false
  /// Whether the connection was reset.
  private(set) var isReset = false

  /// Connection refused, or another error of the socket.
  struct SocketError: Error {
    let code: Int32
  }

  /// Connects to 127.0.0.1.
  ///
  /// - Parameter receiveBuffer: the size of the socket's buffer, so that a client that does not read is
  ///   noticed early.
  init(port: Int, receiveBuffer: Int32? = nil, patience: Int = 60) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var limit = timeval(tv_sec: patience, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    if var size = receiveBuffer {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    if result != 0 { throw SocketError(code: errno) }
  }

  deinit { close(descriptor) }

  /// Closes the connection in both directions; the descriptor lives as long as the client.
  func hangUp() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// Ends the client's own side; the server's stays open.
  func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Sends bytes as they are.
  func say(_ text: String) {
    var text = text
    text.withUTF8 { _ = send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
  }

  /// Sends a request.
  func ask(
    _ method: String = "GET", _ path: String, version: String = "1.1", agent: String = "mpv 0.35",
    _ fields: [String] = []
  ) {
    let lines = ["Host: localhost", "User-Agent: \(agent)"] + fields
    say("\(method) \(path) HTTP/\(version)\r\n\(lines.map { "\($0)\r\n" }.joined())\r\n")
  }

  /// Reads the head of the next answer, and nothing of its body that has not come along with it.
  func readHead() async -> WireAnswer { await offPool { self.takeHead() } }

  /// Reads the next answer to its end.
  func read(isHead: Bool = false) async -> WireAnswer {
    await offPool {
      var answer = self.takeHead()
      if answer.status != 0 { self.takeBody(of: &answer, isHead: isHead) }
      return answer
    }
  }

  /// Reads the rest of an answer whose head was read.
  func readRest(of head: WireAnswer) async -> WireAnswer {
    await offPool {
      var answer = head
      self.takeBody(of: &answer, isHead: false)
      return answer
    }
  }

  /// Reads so many bytes of a body; fewer when the connection ends before.
  func readBytes(_ count: Int) async -> [UInt8] {
    await offPool { self.take(count) }
  }

  /// Whether the server has closed the connection, once it has.
  func isClosed() async -> Bool {
    await offPool { self.receive() == false && self.isAtEnd }
  }

  // MARK: On a thread of its own

  private func takeHead() -> WireAnswer {
    var answer = WireAnswer()
    let mark: [UInt8] = [13, 10, 13, 10]
    var end = unread.firstRange(of: mark)
    while end == nil, receive() { end = unread.firstRange(of: mark) }
    guard let end else {
      answer.ending = isAtEnd ? .closed : .silent
      return answer
    }
    let text = String(decoding: unread[..<end.lowerBound], as: UTF8.self)
    var lines = text.components(separatedBy: "\r\n")
    answer.statusLine = lines.removeFirst()
    answer.lines = lines
    unread.removeFirst(end.upperBound)
    return answer
  }

  private func takeBody(of answer: inout WireAnswer, isHead: Bool) {
    if isHead {
      answer.ending = .complete
    } else if let length = answer["content-length"].flatMap({ Int($0) }) {
      answer.body = take(length)
      answer.ending = answer.body.count == length ? .complete : isAtEnd ? .short : .silent
    } else if answer["transfer-encoding"] == "chunked" {
      answer.ending = takeChunks(into: &answer.body)
    } else {
      while receive() {}
      answer.body = unread
      unread = []
      answer.ending = isAtEnd ? .closed : .silent
    }
  }

  private func takeChunks(into body: inout [UInt8]) -> WireAnswer.Ending {
    while true {
      var end = unread.firstRange(of: [13, 10])
      while end == nil, receive() { end = unread.firstRange(of: [13, 10]) }
      guard let end,
        let size = Int(String(decoding: unread[..<end.lowerBound], as: UTF8.self), radix: 16)
      else { return isAtEnd ? .short : .silent }
      unread.removeFirst(end.upperBound)
      let chunk = take(size + 2)
      guard chunk.count == size + 2 else { return isAtEnd ? .short : .silent }
      if size == 0 { return .complete }
      body += chunk.dropLast(2)
    }
  }

  private func take(_ count: Int) -> [UInt8] {
    while unread.count < count, receive() {}
    let taken = Array(unread.prefix(count))
    unread.removeFirst(taken.count)
    return taken
  }

  /// Receives what there is; `false` at the end, and when patience is.
  private func receive() -> Bool {
    guard !isAtEnd else { return false }
    let count = withUnsafeTemporaryAllocation(byteCount: 256 << 10, alignment: 1) { buffer in
      let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
      if count > 0 { unread += buffer.prefix(count) }
      return count
    }
    let code = errno
    if count < 0, code == ECONNRESET { isReset = true }
    if count == 0 || (count < 0 && code != EAGAIN) { isAtEnd = true }
    return count > 0
  }

  /// Runs blocking calls on a thread of their own, where they hold up no task.
  private func offPool<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: body()) }
    }
  }
}
