/// The answer to a request with `Connection: close`, once all of its bytes are there.
struct HTTPAnswer: Equatable {
  /// The status code.
  var status: Int
  /// The body.
  var body: [UInt8]

  /// Reads an answer of HTTP/1.x; `nil` for anything else, or one that was cut short.
  init?(_ bytes: [UInt8]) {
    guard let head = Self.head(of: bytes) else { return nil }
    let lines = String(decoding: bytes[..<head.end], as: UTF8.self).split(whereSeparator: \.isNewline)
    let statusLine = lines.first?.split(separator: " ", maxSplits: 2) ?? []
    guard statusLine.count >= 2, statusLine[0].hasPrefix("HTTP/1."), let status = Int(statusLine[1]) else {
      return nil
    }
    self.status = status
    let fields = lines.dropFirst().map { line in
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      return (name: parts[0].lowercased(), value: parts.count > 1 ? parts[1].filter { $0 != " " } : "")
    }
    let rest = bytes[head.bodyStart...]
    if fields.contains(where: { $0.name == "transfer-encoding" && $0.value.lowercased() == "chunked" }) {
      guard let body = Self.unchunked(rest) else { return nil }
      self.body = body
    } else if let length = fields.first(where: { $0.name == "content-length" }) {
      guard let length = Int(length.value), length >= 0, length <= rest.count else { return nil }
      body = Array(rest.prefix(length))
    } else {
      body = Array(rest)
    }
  }

  private static func head(of bytes: [UInt8]) -> (end: Int, bodyStart: Int)? {
    let mark = Array("\r\n\r\n".utf8)
    guard bytes.count >= mark.count else { return nil }
    for start in 0...(bytes.count - mark.count) where bytes[start..<(start + mark.count)].elementsEqual(mark)
    {
      return (start, start + mark.count)
    }
    return nil
  }

  private static func unchunked(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
    var body = [UInt8]()
    var rest = bytes
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let line = String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
      let size = line.prefix { $0.isHexDigit }
      guard let count = Int(size, radix: 16) else { return nil }
      if count == 0 { return body }
      let start = end + 1
      // The chunk, and the line break behind it.
      guard rest.endIndex - start >= 2, count <= rest.endIndex - start - 2 else { return nil }
      body += rest[start..<(start + count)]
      rest = rest[(start + count + 2)...]
    }
    return nil
  }
}
