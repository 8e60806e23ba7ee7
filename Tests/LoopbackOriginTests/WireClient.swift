import Dispatch
import Glibc

/// A client that says exactly what it is told and reports exactly what comes back.
struct WireClient {
  /// An answer as it was on the wire.
  struct Answer: Sendable {
    var status = 0
    var fields: [String: String] = [:]
    var body: [UInt8] = []
    var ending = Ending.complete

    /// Whether the body is `bytes`; asked in a call, because an expectation would print both.
    func carries(_ bytes: some Sequence<UInt8>) -> Bool { body.elementsEqual(bytes) }
  }

  /// Why the client stopped reading.
  enum Ending: Sendable {
    /// Content-Length was reached, and the connection is open.
    case complete
    case closed
    case reset
    /// Nothing came within the client's patience.
    case silent
  }

  /// How far the client reads.
  enum Appetite: Sendable {
    /// To Content-Length.
    case polite
    /// To the end of the connection.
    case everything
  }

  let descriptor: Int32

  /// Connects, or returns `nil` when refused.
  init?(port: Int, patience: Duration = .seconds(10)) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let (seconds, rest) = patience.components
    var limit = timeval(tv_sec: Int(seconds), tv_usec: Int(rest / 1_000_000_000_000))
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else {
      close(descriptor)
      return nil
    }
  }

  func hangUp() { close(descriptor) }

  func say(_ text: String) {
    var text = text
    _ = text.withUTF8 { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
  }

  /// Reads one answer; what came beyond it is left in `rest`.
  func read(_ appetite: Appetite = .polite, rest: inout [UInt8]) -> Answer {
    var answer = Answer()
    var bytes = rest
    rest = []
    var headEnd: Int?
    while true {
      if headEnd == nil, let end = Self.endOfHead(bytes) {
        headEnd = end
        (answer.status, answer.fields) = Self.parse(head: bytes[..<end])
      }
      if let headEnd, appetite == .polite, let length = answer.fields["content-length"].flatMap({ Int($0) }),
        bytes.count - headEnd >= length
      {
        answer.body = Array(bytes[headEnd..<headEnd + length])
        rest = Array(bytes[(headEnd + length)...])
        return answer
      }
      var buffer = [UInt8](repeating: 0, count: 256 << 10)
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count <= 0 else {
        bytes += buffer[..<count]
        continue
      }
      answer.ending =
        if count == 0 { .closed } else if errno == ECONNRESET { .reset } else { .silent }
      answer.body = headEnd.map { Array(bytes[$0...]) } ?? []
      return answer
    }
  }

  /// Asks once on a connection of its own.
  static func ask(
    port: Int, _ request: String, _ appetite: Appetite = .polite, patience: Duration = .seconds(10)
  ) async -> Answer? {
    await offPool {
      guard let client = WireClient(port: port, patience: patience) else { return nil }
      defer { client.hangUp() }
      client.say(request)
      var rest: [UInt8] = []
      return client.read(appetite, rest: &rest)
    }
  }

  /// Runs blocking calls where they hold up no task.
  static func offPool<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(returning: body()) }
    }
  }

  private static func endOfHead(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= 4 else { return nil }
    return (4...bytes.count).first { bytes[($0 - 4)..<$0].elementsEqual([13, 10, 13, 10]) }
  }

  private static func parse(head: ArraySlice<UInt8>) -> (Int, [String: String]) {
    let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
    let status = lines.first.flatMap { Int($0.split(separator: " ")[1]) } ?? 0
    var fields: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      fields[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
    }
    return (status, fields)
  }
}
