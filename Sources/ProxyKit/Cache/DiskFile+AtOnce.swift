import CDisk
import NIOCore
import Synchronization
import TrackKit

extension DiskFile {
  /// Reads without waiting for the disk or for another thread: called on the event loop. `nil` where that can't be done, or
  /// where the bytes have to be compared first.
  ///
  /// - Parameter pool: where the memory comes from.
  func readAtOnce(_ range: Range<Int64>, as form: BlockForm, pool: ChunkPool) -> Reading? {
    let blocks = BlockSet.block(at: range.lowerBound)...BlockSet.block(at: range.upperBound - 1)
    let known = state.withLockIfAvailable { state -> (OpenDescriptor, FileStamp, Int)? in
      guard state.writes == 0, let descriptor = state.descriptor, descriptor.isLocal, let stamp = state.stamp,
        blocks.allSatisfy({ state.checked.contains($0) && state.sums.blocks.contains($0) })
      else { return nil }
      return (descriptor, stamp, state.strangersChanges)
    }
    guard case (let descriptor, let stamp, let strangersChanges)?? = known else { return nil }
    let reading: Reading
    switch form {
    case .region:
      guard cdisk_is_in_memory(descriptor.number, range.lowerBound, range.upperBound - range.lowerBound) == 1
      else { return nil }
      reading = .region(FilePart(range, of: self, descriptor, strangersChanges: strangersChanges))
    case .memory:
      guard let bytes = Self.bytes(range, of: descriptor, pool) else { return nil }
      reading = .memory(bytes)
    case .wire(let interleaver):
      guard let bytes = Self.bytes(range, of: descriptor, interleaver, pool) else { return nil }
      reading = .wire(bytes, audio: range.count)
    }
    // Behind the bytes: nobody has changed them before.
    guard let status = descriptor.statusAtOnce(), status.stamp == stamp, status.links > 0,
      stamp.isSettled(at: FileStamp.now)
    else { return nil }
    return reading
  }

  private static func bytes(
    _ range: Range<Int64>, of descriptor: OpenDescriptor, _ pool: ChunkPool
  ) -> ByteBuffer? {
    var buffer = pool.take(range.count)
    let count = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: range.count) { memory in
      Int(cdisk_read_at_once(descriptor.number, memory.baseAddress, range.count, range.lowerBound))
    }
    return count == range.count ? buffer : nil
  }

  private static func bytes(
    _ range: Range<Int64>, of descriptor: OpenDescriptor, _ interleaver: IcyInterleaver, _ pool: ChunkPool
  ) -> ByteBuffer? {
    let length = Int(
      interleaver.wireLength(ofAudioBefore: range.upperBound)
        - interleaver.wireLength(ofAudioBefore: range.lowerBound))
    var buffer = pool.take(length)
    let count = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: length) { memory in
      let audio = interleaver.titleBlock.withUnsafeBytes { title in
        cdisk_read_interleaved_at_once(
          descriptor.number, memory.baseAddress, range.lowerBound, Int64(range.count),
          Int64(interleaver.interval), title.baseAddress, title.count)
      }
      return audio == Int64(range.count) ? length : 0
    }
    return count == length ? buffer : nil
  }
}
