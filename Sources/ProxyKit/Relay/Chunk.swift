import NIOCore

/// A chunk of range bytes on its way to a client, and back to the pool.
final class Chunk {
  private var buffer: ByteBuffer?
  let count: Int

  init(_ buffer: ByteBuffer) {
    self.buffer = buffer
    count = buffer.readableBytes
  }

  /// Gives the memory back; it must be moved, since a copy would keep it from being written to again.
  func recycle(into pool: ChunkPool) {
    guard let buffer = buffer.take() else { return }
    pool.give(buffer)
  }
}
