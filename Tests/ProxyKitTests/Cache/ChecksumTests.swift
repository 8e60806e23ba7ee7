import CDisk
import TestSupport
import Testing

struct ChecksumTests {
  /// RFC 3720 §B.4, and the check value of the catalogue of CRCs.
  @Test(
    arguments: [
      ([UInt8](repeating: 0, count: 32), 0x8A91_36AA), ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
      (Array(0..<32), 0x46DD_794E), (Array((0..<32).reversed()), 0x113F_DB5C),
      (Array("123456789".utf8), 0xE306_9283),
      ([], 0),
    ] as [([UInt8], UInt32)])
  func `known sums`(bytes: [UInt8], sum: UInt32) {
    #expect(cdisk_sum(bytes, bytes.count) == sum)
    #expect(cdisk_sum_by_tables(bytes, bytes.count) == sum)
  }

  /// Around the lengths at which the instruction's way changes, at every alignment.
  @Test func `the instruction and the tables agree`() {
    let bytes = patternedBytes(70_000)
    var lengths = [0, 1, 7, 8, 9, 65_535, 65_536, 69_000]
    for edge in [768, 12_288, 24_576] { lengths += edge - 9...edge + 9 }
    for start in 0..<9 {
      bytes.withUnsafeBytes { all in
        for length in lengths {
          let part = UnsafeRawBufferPointer(rebasing: all[start..<start + length])
          #expect(
            cdisk_sum(part.baseAddress, length) == cdisk_sum_by_tables(part.baseAddress, length),
            "\(length) bytes from \(start)")
        }
      }
    }
  }
}
