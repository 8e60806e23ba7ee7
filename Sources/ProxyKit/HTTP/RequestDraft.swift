import TrackKit

/// A request head line by line.
struct RequestDraft: Sendable {
  var head = RequestHead()
  /// Whether the client waits for leave to send its content.
  private(set) var awaitsContinue = false

  // MARK: The request line (RFC 9112 §3)

  /// Reads `method SP request-target SP HTTP-version`.
  mutating func readRequestLine(_ line: UnsafeRawBufferPointer) throws(RequestRefusal) {
    let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard let word = parts.first, !word.isEmpty, word.allSatisfy(Self.isTokenByte) else {
      throw .malformed("this is no HTTP")
    }
    if parts.count == 2, !parts[1].isEmpty {
      throw .malformed("the request line names no version; HTTP/1.1 is spoken here")
    }
    guard parts.count == 3, !parts[1].isEmpty else {
      throw .malformed("the request line is not method, target and version with single spaces")
    }
    head.version = try Self.version(parts[2])
    // Raw bytes beyond ASCII are no URL, but old clients send a playlist's name so.
    guard parts[1].allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
      throw .malformed("the request's target has control characters")
    }
    let method = String(decoding: word, as: UTF8.self)
    head.method = RequestHead.Method(method)
    try readTarget(String(decoding: parts[1], as: UTF8.self), method: method)
  }

  private static func version(
    _ bytes: Slice<UnsafeRawBufferPointer>
  ) throws(RequestRefusal) -> RequestHead.Version {
    let digits = [UInt8](bytes.dropFirst(5))
    guard bytes.count == 8, bytes.prefix(5).elementsEqual("HTTP/".utf8), digits[1] == UInt8(ascii: "."),
      [digits[0], digits[2]].allSatisfy({ (48...57).contains($0) })
    else { throw .malformed("the request line does not end with a version of HTTP") }
    guard digits[0] == UInt8(ascii: "1") else {
      throw RequestRefusal(status: 505, sentence: "only HTTP/1.0 and HTTP/1.1 are spoken here")
    }
    return digits[2] == UInt8(ascii: "0") ? .http1_0 : .http1_1
  }

  /// Reads one of the four forms of a target (RFC 9112 §3.2).
  private mutating func readTarget(_ target: String, method: String) throws(RequestRefusal) {
    if target.hasPrefix("/") {
      head.target = target
    } else if method == "CONNECT" {
      guard let authority = Authority(target) else { throw .malformed("CONNECT wants a host and a port") }
      (head.target, head.authority) = ("*", authority)
    } else if target == "*" {
      guard head.method == .options else { throw .malformed("only OPTIONS asks for *") }
      head.target = target
    } else {
      let lowered = target.prefix(8).lowercased()
      guard let scheme = ["http://", "https://"].first(where: lowered.hasPrefix) else {
        throw .malformed("the request's target is neither a path nor an http URL")
      }
      let rest = target.dropFirst(scheme.count)
      let name = rest.prefix { $0 != "/" && $0 != "?" }
      guard let authority = Authority(String(name)) else {
        throw .malformed("the URL in the request line has no valid host")
      }
      let path = rest.dropFirst(name.count)
      (head.target, head.authority) = (path.hasPrefix("/") ? String(path) : "/" + path, authority)
    }
  }

  // MARK: Fields (RFC 9112 §5)

  /// Reads `name: value`.
  mutating func readField(_ line: UnsafeRawBufferPointer) throws(RequestRefusal) {
    guard head.fields.count < RequestLimits.fields else {
      throw RequestRefusal(
        status: 431, sentence: "there are more than \(RequestLimits.fields) header fields")
    }
    guard let first = line.first, first != 0x20, first != 0x09 else {
      throw .malformed("a header field is folded, or white space stands in front of it")
    }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0,
      line[..<colon].allSatisfy(Self.isTokenByte)
    else { throw .malformed("a header field has no name, or white space stands in front of its colon") }
    var (start, end) = (colon + 1, line.count)
    while start < end, Self.isBlank(line[start]) { start += 1 }
    while start < end, Self.isBlank(line[end - 1]) { end -= 1 }
    let value = line[start..<end]
    guard value.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }) else {
      throw .malformed("a header field has control characters")
    }
    let name = String(decoding: line[..<colon].lazy.map(Self.lowered), as: UTF8.self)
    head.fields.append(HeaderField(name: name, value: String(decoding: value, as: UTF8.self)))
  }

  static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private static func lowered(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte | 0x20 : byte }

  // MARK: The end of the head

  /// Checks what needs all fields, and tells how the content is delimited.
  mutating func finish() throws(RequestRefusal) -> ContentReader.Framing {
    try readHost()
    let framing = try readFraming()
    let options = head.list("connection")
    head.isKeepAlive =
      !options.contains("close") && (head.version == .http1_1 || options.contains("keep-alive"))
    if head.version == .http1_1 {
      let expectations = head.list("expect")
      head.isExpectationUnknown = expectations.contains { $0 != "100-continue" }
      awaitsContinue = !expectations.isEmpty && !head.isExpectationUnknown && framing != .none
      if case .length(let count) = framing, count > RequestLimits.content { awaitsContinue = false }
    }
    return framing
  }

  /// RFC 9112 §3.2 and §3.2.2.
  private mutating func readHost() throws(RequestRefusal) {
    let hosts = head.values("host")
    guard hosts.count <= 1 else { throw .malformed("there are \(hosts.count) Host fields") }
    guard let text = hosts.first else {
      if head.version == .http1_0 { return }
      throw .malformed("there is no Host field")
    }
    guard let authority = Authority(text) else { throw .malformed("the Host field names no valid host") }
    if head.authority == nil { head.authority = authority }
  }

  /// RFC 9112 §6.3. Whatever two readers could take for different lengths is refused: the rest would be taken for a
  /// request of its own.
  private func readFraming() throws(RequestRefusal) -> ContentReader.Framing {
    let lengths = head.values("content-length")
    guard head.fields.contains(where: { $0.name == "transfer-encoding" }) else {
      guard let length = lengths.first else { return .none }
      guard lengths.count == 1, !length.isEmpty, length.utf8.allSatisfy({ (48...57).contains($0) }) else {
        throw .malformed("Content-Length is not one number")
      }
      return .length(Int64(length) ?? .max)
    }
    guard lengths.isEmpty else { throw .malformed("there are both Content-Length and Transfer-Encoding") }
    guard head.version == .http1_1 else { throw .malformed("HTTP/1.0 has no Transfer-Encoding") }
    let codings = head.list("transfer-encoding")
    guard codings.last == "chunked", codings.dropLast().allSatisfy({ $0 != "chunked" }) else {
      throw .malformed("chunked is not the last Transfer-Encoding")
    }
    guard codings.count == 1 else {
      throw RequestRefusal(status: 501, sentence: "chunked is the only Transfer-Encoding known here")
    }
    return .chunked
  }
}
