import NIOCore

/// Reads the content of a request to its end, and keeps or drops it (RFC 9112 §6 and §7).
struct ContentReader: Sendable {
  /// How the content is delimited.
  enum Framing: Sendable, Equatable {
    case none
    case length(Int64)
    case chunked
  }

  /// How far it has come.
  enum Progress: Sendable, Equatable {
    case more
    case complete
    /// More than is read for nothing.
    case tooLong
    case malformed(String)
  }

  private enum Stage: Sendable {
    /// So many bytes of a body, or of a chunk.
    case data(Int64, isChunk: Bool)
    /// The line with the size of a chunk.
    case size
    /// The line end behind a chunk.
    case chunkEnd
    /// The trailer section.
    case trailers
  }

  private var stage: Stage
  private var lines = LineScanner()
  private var room: Int64
  private let keeps: Bool
  /// What has come of it, where it is kept.
  private(set) var content: [UInt8] = []

  /// A reader for content that takes at most `limit` bytes, framing included.
  init(_ framing: Framing, limit: Int64 = RequestLimits.content, keeps: Bool = false) {
    room = limit
    self.keeps = keeps
    switch framing {
    case .none: stage = .data(0, isChunk: false)
    case .length(let count): stage = .data(count, isChunk: false)
    case .chunked: stage = .size
    }
  }

  /// Takes what belongs to the content from the front of `input`.
  mutating func read(_ input: inout ByteBuffer) -> Progress {
    while true {
      switch stage {
      case .data(let left, let isChunk):
        guard left <= room else { return .tooLong }
        let count = min(Int64(input.readableBytes), left)
        if keeps {
          content += input.readBytes(length: Int(count)) ?? []
        } else {
          input.moveReaderIndex(forwardBy: Int(count))
        }
        room -= count
        stage = .data(left - count, isChunk: isChunk)
        guard count == left else { return .more }
        if !isChunk { return .complete }
        stage = .chunkEnd
      case .size, .chunkEnd, .trailers:
        let length: Int
        switch lines.find(in: input) {
        case .part(let count):
          if count > RequestLimits.chunkLine { return .malformed("a line between chunks is too long") }
          return .more
        case .malformed: return .malformed("a line between chunks does not end with CR LF")
        case .line(let count): length = count
        }
        guard Int64(length) + 2 <= room else { return .tooLong }
        guard length <= RequestLimits.chunkLine else {
          return .malformed("a line between chunks is too long")
        }
        room -= Int64(length) + 2
        let line = input.readBytes(length: length) ?? []
        input.moveReaderIndex(forwardBy: 2)
        switch stage {
        case .chunkEnd:
          guard line.isEmpty else { return .malformed("a chunk is longer than its size says") }
          stage = .size
        case .size:
          guard let size = Self.size(in: line) else { return .malformed("the size of a chunk is malformed") }
          stage = size == 0 ? .trailers : .data(size, isChunk: true)
        case .trailers, .data:
          if line.isEmpty { return .complete }
        }
      }
    }
  }

  /// The size in a line in front of a chunk, extensions ignored (RFC 9112 §7.1).
  private static func size(in line: [UInt8]) -> Int64? {
    let digits = line.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") && $0 != 9 }
    guard (1...15).contains(digits.count), digits.allSatisfy(isHexDigit) else { return nil }
    // White space is bad, but allowed, in front of an extension only.
    let rest = line.dropFirst(digits.count).drop { $0 == UInt8(ascii: " ") || $0 == 9 }
    guard rest.isEmpty ? digits.count == line.count : rest.first == UInt8(ascii: ";") else { return nil }
    return Int64(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
  }
}
