import Glibc

/// One song's answer from the relay, read by a thread that may block, and that can be woken from its wait.
final class IcyClient {
  /// The wake line was written to.
  struct Interruption: Error {}

  /// A piece of the song.
  struct Piece: Equatable {
    /// How many bytes of music.
    var audio: Int
    /// The title that came with it.
    var title: String?
  }

  /// What the head of an answer says.
  struct Head: Equatable {
    /// The status.
    var status: Int
    /// The distance of the metadata blocks, `nil` without any.
    var interval: Int?

    /// Reads a head, without the empty line at its end; `nil` when it is none.
    init?(_ text: String) {
      let lines = text.split(whereSeparator: \.isNewline)
      let words = lines.first?.split(separator: " ") ?? []
      guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else { return nil }
      self.status = status
      for line in lines.dropFirst() {
        let parts = line.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "icy-metaint" else { continue }
        interval = Int(parts[1].filter { $0 != " " })
      }
    }
  }

  private let descriptor: Int32
  private let wake: Int32
  private var demultiplexer = IcyDemultiplexer(interval: nil)
  private var early: ArraySlice<UInt8> = []

  /// Asks 127.0.0.1:`port` for `path`; blocks until the head has come.
  ///
  /// - Parameter wake: a descriptor that is readable when the wait shall end.
  /// - Throws: ``Interruption``, or ``DemoError`` when there is no good answer.
  init(port: UInt16, path: String, agent: String, wake: Int32) throws {
    self.wake = wake
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw DemoError("no connection to the relay", code: errno) }
    // HTTP/1.0, because a player of streams wants the body as it is, without a chunked coding.
    var request =
      "GET \(path) HTTP/1.0\r\nHost: 127.0.0.1:\(port)\r\nUser-Agent: \(agent)\r\nIcy-MetaData: 1\r\n\r\n"
    let sent = request.withUTF8 { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    guard sent == request.utf8.count else { throw DemoError("the relay hung up", code: errno) }
    let head = try readHead()
    guard head.status == 200 else { throw DemoError("the relay answered \(head.status)") }
    demultiplexer = IcyDemultiplexer(interval: head.interval)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// The next piece, `nil` at the end; blocks until there is one.
  ///
  /// - Throws: ``Interruption``, or ``DemoError`` when the connection breaks.
  func read() throws -> Piece? {
    let bytes = early.isEmpty ? try receive() : early
    early = []
    guard !bytes.isEmpty else { return nil }
    let (audio, title) = demultiplexer.consume(bytes)
    return Piece(audio: audio, title: title)
  }

  /// Does nothing for `duration`.
  ///
  /// - Throws: ``Interruption``.
  static func pause(_ duration: Duration, wake: Int32) throws {
    guard duration > .zero else { return }
    try wait(descriptor: nil, wake: wake, timeout: duration.pollTimeout)
  }

  private func readHead() throws -> Head {
    var bytes: [UInt8] = []
    while bytes.count < 64 << 10 {
      let more = try receive()
      guard !more.isEmpty else { break }
      bytes += more
      guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { continue }
      guard let head = Head(String(decoding: bytes[..<end.lowerBound], as: UTF8.self)) else { break }
      early = bytes[end.upperBound...]
      return head
    }
    throw DemoError("the relay's answer is no HTTP")
  }

  private func receive() throws -> ArraySlice<UInt8> {
    try Self.wait(descriptor: descriptor, wake: wake, timeout: -1)
    var bytes = [UInt8](repeating: 0, count: 16 << 10)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    guard count >= 0 else { throw DemoError("the connection to the relay broke", code: errno) }
    return bytes[..<count]
  }

  /// Waits until `descriptor` is readable, or `timeout` milliseconds have passed.
  private static func wait(descriptor: Int32?, wake: Int32, timeout: Int32) throws {
    var entries = [pollfd(fd: wake, events: Int16(POLLIN), revents: 0)]
    if let descriptor { entries.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)) }
    while poll(&entries, nfds_t(entries.count), timeout) < 0, errno == EINTR {}
    guard entries[0].revents != 0 else { return }
    var byte: UInt8 = 0
    recv(wake, &byte, 1, 0)
    throw Interruption()
  }
}
