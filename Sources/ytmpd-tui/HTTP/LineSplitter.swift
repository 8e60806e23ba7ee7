/// Makes lines of bytes that come in pieces.
struct LineSplitter {
  /// The longest line that is taken, in bytes: nothing of ours is this long.
  static let longest = 1 << 20

  /// Whether a line came that is too long; what follows it is not taken.
  private(set) var isOverlong = false

  private let limit: Int
  private var lines: [[UInt8]] = []
  private var rest: [UInt8] = []

  /// A splitter of lines of at most `limit` bytes.
  init(limit: Int = longest) { self.limit = limit }

  /// Takes a piece.
  ///
  /// - Returns: `false` when a line is too long.
  mutating func append(_ piece: UnsafeRawBufferPointer) -> Bool {
    guard !isOverlong else { return false }
    var piece = piece[...]
    while let end = piece.firstIndex(of: UInt8(ascii: "\n")) {
      guard add(piece[..<end]) else { return false }
      lines.append(rest)
      rest = []
      piece = piece[(end + 1)...]
    }
    return add(piece)
  }

  /// The whole lines since the last call, without their breaks, oldest first.
  mutating func take() -> [[UInt8]] {
    defer { lines = [] }
    return lines
  }

  private mutating func add(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
    isOverlong = rest.count + bytes.count > limit
    if !isOverlong { rest += bytes }
    return !isOverlong
  }
}
