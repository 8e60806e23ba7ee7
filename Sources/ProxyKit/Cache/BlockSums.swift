/// Which blocks of a file are there, with a checksum each.
///
/// The list has them in bytes: a bit a block, the first block in the lowest bit of the first byte; then the checksums of
/// those that are there, four bytes each, the lowest first.
struct BlockSums: Sendable, Equatable {
  /// The longest file there can be, in bytes.
  static let longest: Int64 = 1 << 34

  /// The blocks that are there.
  private(set) var blocks: BlockSet
  private var sums: [UInt32]

  /// None of a file of `length` bytes, which is no more than ``longest``.
  init(length: Int64) {
    blocks = BlockSet(length: length)
    sums = Array(repeating: 0, count: blocks.total)
  }

  /// Those that `bytes` name; `nil` when these can't be of a file of `length` bytes.
  init?(length: Int64, bytes: [UInt8]) {
    guard length > 0, length <= Self.longest else { return nil }
    let total = Int((length - 1) / BlockSet.size) + 1
    let bits = (total + 7) / 8
    guard bytes.count >= bits, (bytes.count - bits).isMultiple(of: 4) else { return nil }
    self.init(length: length)
    var place = bits
    for (index, byte) in bytes.prefix(bits).enumerated() where byte != 0 {
      for bit in 0..<8 where byte & (1 << UInt8(bit)) != 0 {
        let block = index * 8 + bit
        guard block < total, place + 4 <= bytes.count else { return nil }
        let sum = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[place + $1]) << UInt32($1 * 8) }
        set(sum, of: block)
        place += 4
      }
    }
    guard place == bytes.count else { return nil }
  }

  /// The form for the list.
  var bytes: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: (blocks.total + 7) / 8)
    bytes.reserveCapacity(bytes.count + blocks.count * 4)
    for block in 0..<blocks.total where blocks.contains(block) {
      bytes[block / 8] |= 1 << UInt8(block % 8)
      for shift in [0, 8, 16, 24] as [UInt32] {
        bytes.append(UInt8(truncatingIfNeeded: sums[block] >> shift))
      }
    }
    return bytes
  }

  /// The checksum of `block`; `nil` when it is not there.
  subscript(block: Int) -> UInt32? { blocks.contains(block) ? sums[block] : nil }

  /// `block` is there now.
  mutating func set(_ sum: UInt32, of block: Int) {
    guard block >= 0, block < sums.count else { return }
    blocks.insert(block)
    sums[block] = sum
  }

  /// `block` is not there any more.
  mutating func remove(_ block: Int) { blocks.remove(block) }
}
