import NIOCore
import Synchronization

/// Buffers that range bytes are gathered in, used again and again.
///
/// The allocator would hand a large buffer that was freed back to the kernel and fault its pages in anew for
/// the next range; that costs more than copying the audio does.
final class ChunkPool: Sendable {
  /// The size of the largest buffer. All sizes are powers of two.
  static let chunkSize = 256 * 1024
  /// The smallest that is recycled; the allocator keeps smaller ones itself.
  static let smallestRecycled = 32 * 1024
  /// How many bytes of buffers that nobody uses are kept.
  private static let most = 4 * 1024 * 1024

  private struct Buffers {
    /// By size.
    var idle: [Int: [ByteBuffer]] = [:]
    var resting: [ByteBuffer] = []
    /// The size of them all.
    var bytes = 0
  }

  private let buffers = Mutex(Buffers())
  private let allocator = ByteBufferAllocator()

  /// An empty buffer with room for at least `wanted` bytes, at most ``chunkSize``.
  func take(_ wanted: Int) -> ByteBuffer {
    let size = 1 << (Int.bitWidth - (max(wanted, 1024) - 1).leadingZeroBitCount)
    let recycled: ByteBuffer? = buffers.withLock { buffers in
      guard let buffer = buffers.idle[size]?.popLast() else { return nil }
      buffers.bytes -= size
      return buffer
    }
    return recycled ?? allocator.buffer(capacity: size)
  }

  /// Takes back a buffer whose bytes have left. Call on the event loop.
  ///
  /// The calls that wrote it still hold it, and to clear a buffer that is held elsewhere means to allocate
  /// another. So it rests until ``wake()``.
  func give(_ buffer: ByteBuffer) {
    let size = buffer.storageCapacity
    guard (Self.smallestRecycled...Self.chunkSize).contains(size) else { return }
    buffers.withLock { buffers in
      guard buffers.bytes + size <= Self.most else { return }
      buffers.bytes += size
      buffers.resting.append(buffer)
    }
  }

  /// Makes the buffers that rest ready for use. Call at the beginning of a turn of the event loop.
  func wake() {
    buffers.withLock { buffers in
      while var buffer = buffers.resting.popLast() {
        buffer.clear()
        buffers.idle[buffer.storageCapacity, default: []].append(buffer)
      }
    }
  }

  /// Frees the buffers that are not in use.
  func drain() {
    buffers.withLock { $0 = Buffers() }
  }
}
