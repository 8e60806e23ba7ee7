import Glibc
import NIOCore

/// Finds lines that end with CR LF, and remembers how far it has looked: a line may come byte by byte.
struct LineScanner: Sendable {
  /// What stands at the front.
  enum Finding {
    /// The start of a line, of so many bytes.
    case part(Int)
    /// A line of so many bytes, its end not counted.
    case line(Int)
    /// A line that ends with LF alone (RFC 9112 §2.2), or has a CR in its middle.
    case malformed
  }

  private var looked = 0

  /// Looks for a line at the front of `input`. The caller takes it away, with its end of two bytes.
  mutating func find(in input: ByteBuffer) -> Finding {
    input.withUnsafeReadableBytes { bytes in
      guard let start = bytes.baseAddress, looked < bytes.count,
        let found = memchr(start + looked, 0x0A, bytes.count - looked)
      else {
        looked = bytes.count
        return .part(bytes.count)
      }
      let end = start.distance(to: UnsafeRawPointer(found))
      looked = 0
      guard end > 0, bytes[end - 1] == 0x0D, memchr(start, 0x0D, end - 1) == nil else { return .malformed }
      return .line(end - 1)
    }
  }
}
