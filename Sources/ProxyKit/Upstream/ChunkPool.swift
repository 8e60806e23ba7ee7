import NIOCore

/// Buffers that range bytes are gathered in, used again and again.
///
/// The allocator would hand a large buffer that was freed back to the kernel and fault its pages in anew for
/// the next range; that costs more than copying the audio does. Belongs to the event loop.
final class ChunkPool {
  /// The size of the largest buffer. All sizes are powers of two.
  static let chunkSize = 256 * 1024
  /// The smallest that is recycled; the allocator keeps smaller ones itself.
  static let smallestRecycled = 32 * 1024
  /// How many bytes of buffers that nobody uses are kept.
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
  /// The calls that wrote it still hold it, and to clear a buffer that is held elsewhere means to allocate
  /// another. So it rests until ``wake()``.
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
