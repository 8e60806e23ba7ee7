import Glibc
import NIOCore
import Testing

@testable import ProxyKit

struct GatheredBytesTests {
  /// Whatever the system takes at a time, what it gets is all bytes in order.
  @Test(arguments: [[1], [3], [4], [5, 2], [1, 7, 4], [9], [100]])
  func `what was taken is left out of the next call`(portions: [Int]) {
    let buffers = ["0123", "", "45678", "9"].map { ByteBuffer(string: $0) }
    withExtendedLifetime(buffers) {
      var rest = GatheredBytes(buffers)
      var (taken, turn) = ("", 0)
      while !rest.isEmpty {
        let bytes = rest.vectors.flatMap {
          Array(UnsafeRawBufferPointer(start: $0.iov_base, count: $0.iov_len))
        }
        #expect(String(decoding: bytes, as: UTF8.self) == "0123456789".dropFirst(taken.count))
        #expect(rest.vectors.allSatisfy { $0.iov_len > 0 } || rest.vectors.first?.iov_len ?? 0 > 0)
        let count = min(portions[turn % portions.count], bytes.count)
        taken += String(decoding: bytes.prefix(count), as: UTF8.self)
        rest.removeFirst(count)
        turn += 1
      }
      #expect(taken == "0123456789")
    }
  }

  @Test func `nothing is nothing to write`() {
    #expect(GatheredBytes([]).isEmpty)
    #expect(GatheredBytes([ByteBuffer()]).isEmpty)
  }
}
