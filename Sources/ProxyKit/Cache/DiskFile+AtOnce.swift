import CDisk
import NIOCore
import Synchronization
import TrackKit

extension DiskFile {
  /// Reads without waiting for the disk or for another thread: called on the event loop. `nil` where that can't be done, or
  /// where the bytes have to be compared first.
  func readAtOnce(_ range: Range<Int64>, as form: BlockForm) -> Reading? {
    let blocks = BlockSet.block(at: range.lowerBound)...BlockSet.block(at: range.upperBound - 1)
    let known = state.withLockIfAvailable { state -> (OpenDescriptor, FileStamp)? in
      guard state.writes == 0, let descriptor = state.descriptor, descriptor.isLocal, let stamp = state.stamp,
        blocks.allSatisfy({ state.checked.contains($0) && state.sums.blocks.contains($0) })
      else { return nil }
      return (descriptor, stamp)
    }
    guard case (let descriptor, let stamp)?? = known else { return nil }
    let length = Int(range.upperBound - range.lowerBound)
    var bytes: ByteBuffer?
    if form == .memory {
      var buffer = ByteBufferAllocator().buffer(capacity: length)
      let count = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: length) { memory in
        Int(cdisk_read_at_once(descriptor.number, memory.baseAddress, length, range.lowerBound))
      }
      guard count == length else { return nil }
      bytes = buffer
    } else if cdisk_is_in_memory(descriptor.number, range.lowerBound, Int64(length)) != 1 {
      return nil
    }
    // Behind the bytes: nobody has changed them before.
    guard let status = descriptor.statusAtOnce(), status.stamp == stamp, status.links > 0,
      stamp.isSettled(at: FileStamp.now)
    else { return nil }
    if let bytes { return .memory(bytes) }
    let region = FileRegion(
      fileHandle: descriptor.handle, readerIndex: Int(range.lowerBound), endIndex: Int(range.upperBound))
    return .region(region, descriptor)
  }
}
