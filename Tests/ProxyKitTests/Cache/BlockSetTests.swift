import Testing

@testable import ProxyKit

@Suite struct BlockSetTests {
  private static let size = BlockSet.size

  @Test func countsItsBytes() {
    var blocks = BlockSet(length: 2 * Self.size + 10)
    #expect(blocks.total == 3)
    #expect(blocks.bytes == 0)
    blocks.insert(2)
    #expect(blocks.bytes == 10)
    blocks.insert(0)
    blocks.insert(0)
    #expect(blocks.bytes == Self.size + 10)
    #expect(!blocks.isComplete)
    blocks.insert(1)
    #expect(blocks.isComplete)
    blocks.remove(2)
    blocks.remove(2)
    #expect(blocks.bytes == 2 * Self.size)
  }

  @Test func ignoresBlocksOfNoFile() {
    var blocks = BlockSet(length: 1)
    blocks.insert(1)
    blocks.insert(-1)
    #expect(blocks.count == 0)
    #expect(!blocks.contains(5))
    #expect(BlockSet(length: 0).isComplete)
  }

  @Test func findsWhatIsMissing() {
    var blocks = BlockSet(length: 200 * Self.size + 1)
    for block in 0..<130 { blocks.insert(block) }
    blocks.insert(200)
    #expect(blocks.firstMissing(from: 7) == 130 * Self.size)
    #expect(blocks.firstMissing(from: 130 * Self.size + 5) == 130 * Self.size + 5)
    #expect(blocks.firstMissing(from: 200 * Self.size) == nil)
    #expect(blocks.firstMissing(from: 200 * Self.size + 1) == nil)
    #expect(blocks.end(ofStretchFrom: 3) == 130 * Self.size)
    #expect(blocks.end(ofStretchFrom: 131 * Self.size) == 200 * Self.size)
    #expect(blocks.end(ofStretchFrom: 200 * Self.size) == 200 * Self.size + 1)
  }
}
