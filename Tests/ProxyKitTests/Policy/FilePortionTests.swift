import Testing

@testable import ProxyKit

@Suite struct FilePortionTests {
  private static let megabyte: Int64 = 1 << 20

  @Test func nothingIsSentBeforeAnythingIsKnown() {
    #expect(FilePortion().size == 0)
  }

  /// Bytes, the milliseconds that they took, and how much may be sent at once then.
  @Test(
    arguments: [
      (64 * 1024, 3, 2_730_666),
      (64 * 1024, 4, 0),
      (64 * 1024, 1, 8_192_000),
      (64 * 1024, 0, 8 * megabyte),
      (2 * megabyte, 125, 2 * megabyte),
      (2 * megabyte, 126, 0),
      (2 * megabyte, 50, 5 * megabyte),
      (8 * megabyte, 125, 8 * megabyte),
      (8 * megabyte, 250, 4 * megabyte),
      (8 * megabyte, 10_000, 0),
    ] as [(Int64, Int, Int64)])
  func isWhatTheClientTakesInAMoment(count: Int64, milliseconds: Int, size: Int64) {
    var portion = FilePortion()
    portion.drained(count, in: .milliseconds(milliseconds))
    #expect(portion.size == size)
  }

  @Test func fewBytesSayNothing() {
    var portion = FilePortion()
    portion.drained(64 * 1024, in: .microseconds(100))
    portion.drained(64 * 1024 - 1, in: .seconds(10))
    #expect(portion.size == FilePortion.largest)
  }
}
