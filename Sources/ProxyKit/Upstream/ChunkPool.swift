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

  private let idle = Mutex<[ByteBuffer]>([])
  private let allocator = ByteBufferAllocator()

  /// An empty buffer with room for at least `wanted` bytes, at most ``chunkSize``.
  func take(_ wanted: Int) -> ByteBuffer {
    guard wanted > Self.chunkSize / 2 else { return allocator.buffer(capacity: max(wanted, 1024)) }
    return idle.withLock { $0.popLast() } ?? allocator.buffer(capacity: Self.chunkSize)
  }

  /// Takes back a buffer nobody reads any more.
  func give(_ buffer: consuming ByteBuffer) {
    guard buffer.storageCapacity == Self.chunkSize else { return }
    buffer.clear()
    let chunk = buffer
    idle.withLock { if $0.count < Self.most { $0.append(chunk) } }
  }

  /// Frees the idle buffers.
  func drain() {
    idle.withLock { $0 = [] }
  }
}
