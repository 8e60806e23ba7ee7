import Glibc
import NIOCore

/// Stretches of memory that one call writes one behind the other; what the system has taken of them is left out of the next
/// call.
struct GatheredBytes {
  /// What is left to write.
  private(set) var vectors: ArraySlice<iovec>

  /// The readable bytes of `buffers`, which the caller holds, and does not change, as long as this is used.
  init(_ buffers: [ByteBuffer]) {
    vectors =
      buffers.map { buffer in
        // The storage stays where it is as long as somebody holds it.
        buffer.withUnsafeReadableBytesWithStorageManagement { bytes, _ in
          iovec(iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress), iov_len: bytes.count)
        }
      }[...]
    removeFirst(0)
  }

  /// Whether all was taken.
  var isEmpty: Bool { vectors.isEmpty }

  /// The first `count` bytes were taken, which are no more than there are.
  mutating func removeFirst(_ count: Int) {
    var count = count
    while let first = vectors.first, count >= first.iov_len {
      count -= first.iov_len
      vectors.removeFirst()
    }
    guard count > 0, let first = vectors.first else { return }
    vectors[vectors.startIndex] = iovec(
      iov_base: first.iov_base.map { $0 + count }, iov_len: first.iov_len - count)
  }
}
