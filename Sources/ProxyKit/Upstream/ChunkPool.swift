import NIOCore

/// Buffers for range bytes, used again and again.
///
/// The allocator would return a freed large buffer to the kernel, and the next range would fault its pages in again.
/// That costs more than copying the audio does. Belongs to the event loop.
final class ChunkPool {
  /// The size of the largest buffer. All sizes are powers of two.
  static let chunkSize = 256 * 1024
  /// The smallest that is recycled; the allocator keeps smaller ones itself.
  static let smallestRecycled = 32 * 1024
  /// How many bytes of unused buffers are kept.
  private static let most = 4 * 1024 * 1024

  /// By size.
  private var idle: [Int: [ByteBuffer]] = [:]
  private var resting: [ByteBuffer] = []
  /// The size of them all.
  private var bytes = 0
  private let allocator = ByteBufferAllocator()

  /// An empty buffer with room for at least `wanted` bytes, at most ``chunkSize``.
  func take(_ wanted: Int) -> ByteBuffer {
    let size = 1 << (Int.bitWidth - (max(wanted, 1024) - 1).leadingZeroBitCount)
    guard let recycled = idle[size]?.popLast() else { return allocator.buffer(capacity: size) }
    bytes -= size
    return recycled
  }

  /// Takes back a buffer whose bytes have left.
  ///
  /// The calls that wrote it still hold it, and clearing a buffer that is held elsewhere allocates another. So it
  /// rests until ``wake()``.
  func give(_ buffer: ByteBuffer) {
    let size = buffer.storageCapacity
    guard (Self.smallestRecycled...Self.chunkSize).contains(size) else { return }
    guard bytes + size <= Self.most else { return }
    bytes += size
    resting.append(buffer)
  }

  /// Makes the buffers that rest ready for use. Call at the beginning of a turn of the event loop.
  func wake() {
    while var buffer = resting.popLast() {
      buffer.clear()
      idle[buffer.storageCapacity, default: []].append(buffer)
    }
  }

  /// Frees the buffers that are not in use.
  func drain() {
    (idle, resting, bytes) = ([:], [], 0)
  }
}
