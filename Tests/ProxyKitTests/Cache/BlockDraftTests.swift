import NIOCore
import Testing

@testable import ProxyKit

@Suite struct BlockDraftTests {
  private func draft(_ pieces: [(Int64, String)]) -> BlockDraft {
    var draft = BlockDraft(100..<110, in: ByteBufferAllocator().buffer(capacity: 10))
    for (offset, text) in pieces {
      Array(text.utf8).withUnsafeBytes { draft.add($0, at: offset) }
    }
    return draft
  }

  @Test(
    arguments: [
      ([(100, "0123456789")], [100..<110]), ([(100, "01234"), (105, "56789")], [100..<110]),
      // From behind, and over one another.
      ([(105, "56789"), (100, "01234")], [100..<110]), ([(100, "012345"), (104, "456789")], [100..<110]),
      ([(104, "45"), (102, "23")], [102..<106]),
      // With a gap, which is filled last.
      ([(100, "01"), (108, "89")], [100..<102, 108..<110]),
      ([(108, "89"), (100, "01"), (104, "45")], [100..<102, 104..<106, 108..<110]),
      ([(108, "89"), (100, "01"), (104, "45"), (101, "12345678")], [100..<110]),
      ([(105, "5"), (105, "5"), (107, "7")], [105..<106, 107..<108]), ([(100, "")], []),
    ] as [([(Int64, String)], [Range<Int64>])])
  func growsFromItsPieces(pieces: [(Int64, String)], here: [Range<Int64>]) throws {
    let draft = draft(pieces)
    #expect(draft.here == here)
    #expect(draft.isWhole == (here == [100..<110]))
    for stretch in here {
      let text = try #require(draft.bytes(stretch).map { String(buffer: $0) })
      #expect(text == String("0123456789".dropFirst(Int(stretch.lowerBound) - 100).prefix(stretch.count)))
      #expect(draft.stretch(at: stretch.lowerBound) == stretch)
    }
  }
}
