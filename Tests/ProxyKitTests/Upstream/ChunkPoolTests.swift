import NIOCore
import Testing

@testable import ProxyKit

struct ChunkPoolTests {
  @Test func `a buffer is used again once nobody holds it`() {
    let pool = ChunkPool()
    let first = use(pool)
    #expect(use(pool) == first)
  }

  @Test func `a buffer that was given back rests`() {
    let pool = ChunkPool()
    let buffer = pool.take(ChunkPool.chunkSize)
    let place = Self.place(of: buffer)
    pool.give(buffer)
    #expect(Self.place(of: pool.take(ChunkPool.chunkSize)) != place)
  }

  @Test func `bytes that somebody still reads are not written over`() {
    let pool = ChunkPool()
    var held = pool.take(ChunkPool.chunkSize)
    held.writeString("first")
    pool.give(held)
    pool.wake()
    var next = pool.take(ChunkPool.chunkSize)
    next.writeString("other")
    #expect(String(buffer: held) == "first")
  }

  @Test func `small buffers are left to the allocator`() {
    let buffer = ChunkPool().take(10)
    #expect(buffer.capacity < ChunkPool.chunkSize)
    #expect(buffer.writableBytes >= 10)
  }

  /// Takes a buffer, fills it, gives it back as the relay does; returns where it is in memory.
  private func use(_ pool: ChunkPool) -> UInt {
    var buffer: ByteBuffer? = pool.take(ChunkPool.chunkSize)
    buffer?.writeRepeatingByte(7, count: ChunkPool.chunkSize)
    let place = buffer.map(Self.place) ?? 0
    if let buffer { pool.give(buffer) }
    buffer = nil
    pool.wake()
    return place
  }

  private static func place(of buffer: ByteBuffer) -> UInt {
    buffer.withVeryUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
  }
}
