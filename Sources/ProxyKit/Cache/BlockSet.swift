/// Which blocks of a file are there.
///
/// A block is ``size`` bytes, the last one of a file what is left of it.
struct BlockSet: Sendable, Equatable {
  /// The size of a block in bytes.
  static let size: Int64 = 64 * 1024

  /// The size of the file in bytes.
  let length: Int64
  /// How many blocks there are.
  private(set) var count = 0
  private var words: [UInt64]

  /// No block of a file of `length` bytes.
  init(length: Int64) {
    self.length = max(length, 0)
    words = Array(repeating: 0, count: (Self.blocks(in: self.length) + 63) / 64)
  }

  /// How many blocks the whole file has.
  var total: Int { Self.blocks(in: length) }

  /// Whether every block is there.
  var isComplete: Bool { count == total }

  /// How many bytes are there.
  var bytes: Int64 {
    guard count > 0 else { return 0 }
    let short = Int64(total) * Self.size - length
    return Int64(count) * Self.size - (contains(total - 1) ? short : 0)
  }

  /// Whether `block` is there.
  func contains(_ block: Int) -> Bool {
    guard block >= 0, block < total else { return false }
    return words[block / 64] & (1 << UInt64(block % 64)) != 0
  }

  /// Adds `block`, which is one of the file's.
  mutating func insert(_ block: Int) {
    guard block >= 0, block < total, !contains(block) else { return }
    words[block / 64] |= 1 << UInt64(block % 64)
    count += 1
  }

  /// Takes `block` out.
  mutating func remove(_ block: Int) {
    guard contains(block) else { return }
    words[block / 64] &= ~(1 << UInt64(block % 64))
    count -= 1
  }

  /// Where the stretch of blocks that begins with that of `offset` ends, all there or all missing as the first one is; at
  /// most the end of the file.
  func end(ofStretchFrom offset: Int64) -> Int64 {
    if isComplete || count == 0 { return length }
    var block = Self.block(at: offset)
    let isThere = contains(block)
    repeat { block += 1 } while block < total && contains(block) == isThere
    return min(Int64(block) * Self.size, length)
  }

  /// The place of the first byte from `offset` on that is not there; `nil` when all of them are.
  func firstMissing(from offset: Int64) -> Int64? {
    guard offset < length else { return nil }
    guard contains(Self.block(at: offset)) else { return offset }
    let end = end(ofStretchFrom: offset)
    return end < length ? end : nil
  }

  /// The block of the byte at `offset`.
  static func block(at offset: Int64) -> Int { Int(offset / size) }

  /// The bytes of `block`.
  func bytes(of block: Int) -> Range<Int64> {
    let first = Int64(block) * Self.size
    return first..<min(first + Self.size, length)
  }

  private static func blocks(in length: Int64) -> Int { Int((length + size - 1) / size) }
}
