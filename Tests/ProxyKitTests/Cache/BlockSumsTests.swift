import Testing

@testable import ProxyKit

struct BlockSumsTests {
  private static let block = BlockSet.size

  @Test(arguments: [1, block, block + 1, 8 * block, 8 * block + 1, 9 * block - 1, 70 * block])
  func `the list's form is read as it was written`(length: Int64) throws {
    var sums = BlockSums(length: length)
    for number in 0..<sums.blocks.total where number % 3 != 1 {
      sums.set(UInt32(truncatingIfNeeded: number &* 0x9E37_79B1), of: number)
    }
    let read = try #require(BlockSums(length: length, bytes: sums.bytes))
    #expect(read.blocks == sums.blocks)
    for number in 0..<sums.blocks.total { #expect(read[number] == sums[number]) }
    #expect(BlockSums(length: length, bytes: BlockSums(length: length).bytes)?.blocks.count == 0)
  }

  @Test(
    arguments: [
      (block, []), (block, [1]), (block, [1, 2, 3, 4]), (block, [1, 2, 3, 4, 5, 6]),
      (block, [0, 1, 2, 3, 4]),
      // Blocks that the file has not.
      (block, [2, 1, 2, 3, 4]), (block, [3, 1, 2, 3, 4, 5, 6, 7, 8]), (block, [0, 0]),
      (9 * block, [255, 2] + [UInt8](repeating: 7, count: 36)),
      // Lengths that no file has.
      (0, []), (-1, [1]), (Int64.max, [1, 1, 1, 1, 1]), (BlockSums.longest + 1, [0]), (Int64.min, []),
    ] as [(Int64, [UInt8])])
  func `what can't be of the file is refused`(length: Int64, bytes: [UInt8]) {
    #expect(BlockSums(length: length, bytes: bytes) == nil)
  }

  @Test func `a block that is gone has no sum`() {
    var sums = BlockSums(length: 3 * Self.block)
    sums.set(7, of: 1)
    sums.set(8, of: 3)
    sums.set(9, of: -1)
    #expect((sums[0], sums[1], sums[3]) == (nil, 7, nil))
    sums.remove(1)
    #expect(sums[1] == nil)
    #expect(sums.blocks.count == 0)
  }
}
