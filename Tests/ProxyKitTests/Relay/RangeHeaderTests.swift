import Testing

@testable import ProxyKit

/// RFC 9110 §14.1.2, §14.2 and §15.5.17.
@Suite struct RangeHeaderTests {
  @Test(
    arguments: [
      ("bytes=0-", .from(0, to: nil)), ("bytes=0-0", .from(0, to: 0)), ("bytes=5-9", .from(5, to: 9)),
      ("bytes=100-", .from(100, to: nil)), ("bytes=-1", .suffix(1)), ("bytes=-0", .suffix(0)),
      ("BYTES=1-2", .from(1, to: 2)), ("  bytes=1-2 ", .from(1, to: 2)), ("bytes=007-008", .from(7, to: 8)),
      ("bytes=9223372036854775807-", .from(.max, to: nil)),
      // More digits than a file can have bytes are no less a range.
      ("bytes=99999999999999999999-", .from(.max, to: nil)),
      ("bytes=0-99999999999999999999", .from(0, to: .max)),
      ("bytes=-99999999999999999999", .suffix(.max)),
    ] as [(String, RangeHeader)])
  func reads(value: String, range: RangeHeader) {
    #expect(RangeHeader([value]) == range)
  }

  @Test(arguments: [
    "", "bytes", "bytes=", "bytes=-", "bytes=--1", "bytes=a-b", "bytes=1", "bytes=5-3", "bytes=1-2-3",
    "bytes=0-1,3-4", "bytes=0-1,", "bytes= 0-1", "bytes=0 - 1", "bytes=+1-2", "bytes=-+1", "bytes=0x1-2",
    "bytes=٣-٤", "bytes=1.5-2", "items=0-1", "bytes 0-1", "seconds=1-2",
  ])
  func ignores(value: String) {
    #expect(RangeHeader([value]) == nil)
  }

  @Test func ignoresNoneAndSeveral() {
    #expect(RangeHeader([]) == nil)
    #expect(RangeHeader(["bytes=0-1", "bytes=0-1"]) == nil)
  }

  @Test(
    arguments: [
      (.from(0, to: nil), 100, 0..<100), (.from(0, to: 0), 100, 0..<1), (.from(99, to: nil), 100, 99..<100),
      (.from(99, to: 99), 100, 99..<100), (.from(10, to: 1000), 100, 10..<100),
      (.from(10, to: .max), 100, 10..<100),
      (.from(100, to: nil), 100, nil), (.from(.max, to: nil), 100, nil), (.from(0, to: nil), 0, nil),
      (.suffix(1), 100, 99..<100), (.suffix(100), 100, 0..<100), (.suffix(.max), 100, 0..<100),
      (.suffix(0), 100, nil), (.suffix(5), 0, nil),
    ] as [(RangeHeader, Int64, Range<Int64>?)])
  func resolves(range: RangeHeader, length: Int64, bytes: Range<Int64>?) {
    #expect(range.resolved(in: length) == bytes)
  }

  @Test(
    arguments: [
      (.from(0, to: nil), false), (.from(0, to: 99), false), (.from(1, to: nil), true), (.suffix(5), true),
    ] as [(RangeHeader, Bool)])
  func knowsASeek(range: RangeHeader, startsInside: Bool) {
    #expect(range.startsInside == startsInside)
  }
}
