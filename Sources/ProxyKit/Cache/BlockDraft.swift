import NIOCore

/// A block in the making: its bytes in memory, as far as they have come.
struct BlockDraft {
  /// The bytes of the file that make up the block.
  let block: Range<Int64>
  /// Those of them that are here: stretches in order, none of which touches the next.
  private(set) var here: [Range<Int64>] = []
  private var buffer: ByteBuffer

  /// A block of which nothing is here.
  ///
  /// - Parameter memory: an empty buffer that has room for it, and that nobody else has.
  init(_ block: Range<Int64>, in memory: ByteBuffer) {
    self.block = block
    buffer = memory
    // Filled at any place.
    buffer.moveWriterIndex(to: block.count)
  }

  /// Whether all of it is here.
  var isWhole: Bool { here.first == block }

  /// The stretch that the byte at `offset` is in, `nil` when it is not here.
  func stretch(at offset: Int64) -> Range<Int64>? {
    here.first { $0.contains(offset) }
  }

  /// The bytes of `range`, which are all here.
  func bytes(_ range: Range<Int64>) -> ByteBuffer? {
    buffer.getSlice(at: Int(range.lowerBound - block.lowerBound), length: range.count)
  }

  /// The whole block, which is here.
  var whole: ByteBuffer { buffer }

  /// Adds `bytes`, which are of the block and begin at `offset` of the file.
  mutating func add(_ bytes: UnsafeRawBufferPointer, at offset: Int64) {
    guard !bytes.isEmpty else { return }
    buffer.setBytes(bytes, at: Int(offset - block.lowerBound))
    var new = offset..<(offset + Int64(bytes.count))
    // Mostly what comes next.
    if here.count == 1, here[0].upperBound == new.lowerBound {
      here[0] = here[0].lowerBound..<new.upperBound
      return
    }
    for stretch in here where stretch.lowerBound <= new.upperBound && stretch.upperBound >= new.lowerBound {
      new = min(new.lowerBound, stretch.lowerBound)..<max(new.upperBound, stretch.upperBound)
    }
    here.removeAll { $0.lowerBound >= new.lowerBound && $0.upperBound <= new.upperBound }
    here.insert(new, at: here.firstIndex { $0.lowerBound > new.lowerBound } ?? here.endIndex)
  }
}
