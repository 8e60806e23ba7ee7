import Testing

@testable import ProxyKit

struct FileStampTests {
  private static let second: Int64 = 1_000_000_000

  /// When the bytes were changed, when anything was, what time it is, and whether a later change would show.
  @Test(
    arguments: [
      (10, 10, 11 * second, true), (10 * second, 10 * second, 10 * second, false),
      (10 * second, 10 * second, 10 * second + 49_999_999, false),
      (10 * second, 10 * second, 10 * second + 50_000_000, true),
      // Names and modes count as well.
      (1, 10 * second, 10 * second, false),
      // A clock that was set back says nothing.
      (20 * second, 1, 10 * second, false),
    ] as [(Int64, Int64, Int64, Bool)])
  func `a stamp says nothing while its tick lasts`(
    modified: Int64, changed: Int64, now: Int64, isSettled: Bool
  ) {
    #expect(FileStamp(modified: modified, changed: changed).isSettled(at: now) == isSettled)
  }
}
