import NIOCore
import Synchronization

/// Buffers that range bytes are gathered in, used again and again.
///
/// The allocator would hand a freed 256 KiB buffer back to the kernel and fault its pages in anew for the
/// next range; that costs more than copying the audio does.
final class ChunkPool: Sendable {
  /// The size of a recycled buffer. Smaller ones come from the allocator, which keeps those itself.
  static let chunkSize = 256 * 1024
  /// How many idle buffers are kept: 4 MiB.
  private static let most = 16

  private struct Buffers {
    var idle: [ByteBuffer] = []
    var resting: [ByteBuffer] = []
  }

  private let buffers = Mutex(Buffers())
  private let allocator = ByteBufferAllocator()

  /// An empty buffer with room for at least `wanted` bytes, at most ``chunkSize``.
  func take(_ wanted: Int) -> ByteBuffer {
    guard wanted > Self.chunkSize / 2 else { return allocator.buffer(capacity: max(wanted, 1024)) }
    return buffers.withLock { $0.idle.popLast() } ?? allocator.buffer(capacity: Self.chunkSize)
  }

  /// Takes back a buffer whose bytes have left. Call on the event loop.
  ///
  /// The calls that wrote it still hold it, and to clear a buffer that is held elsewhere means to allocate
  /// another. So it rests until ``wake()``.
  func give(_ buffer: ByteBuffer) {
    guard buffer.storageCapacity == Self.chunkSize else { return }
    buffers.withLock { if $0.idle.count + $0.resting.count < Self.most { $0.resting.append(buffer) } }
  }

  /// Makes the buffers that rest ready for use. Call at the beginning of a turn of the event loop.
  func wake() {
    buffers.withLock { buffers in
      while var buffer = buffers.resting.popLast() {
        buffer.clear()
        buffers.idle.append(buffer)
      }
    }
  }

  /// Frees the buffers that are not in use.
  func drain() {
    buffers.withLock { $0 = Buffers() }
  }
}
