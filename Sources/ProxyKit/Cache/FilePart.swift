import NIOCore
import Synchronization

/// Bytes of a file of the cache that were compared, for the kernel to send; the file is on a disk of this machine. From
/// any thread.
///
/// What the kernel has not sent yet is sent as the file has it then, so whoever hands it over looks now and then whether
/// the part is still what it was.
struct FilePart: Sendable {
  /// Where the kernel finds the bytes; valid for as long as the part is held.
  let region: FileRegion
  private let disk: DiskFile
  private let descriptor: OpenDescriptor
  private let strangersChanges: Int

  /// - Parameters:
  ///   - range: which bytes.
  ///   - strangersChanges: ``DiskFile/State/strangersChanges`` from before they were compared.
  init(_ range: Range<Int64>, of disk: DiskFile, _ descriptor: OpenDescriptor, strangersChanges: Int) {
    region = FileRegion(
      fileHandle: descriptor.handle, readerIndex: Int(range.lowerBound), endIndex: Int(range.upperBound))
    self.disk = disk
    self.descriptor = descriptor
    self.strangersChanges = strangersChanges
  }

  /// Whether nobody but this program has changed the file since, as far as its size and its times tell; while a block of
  /// it is being written, these say nothing.
  var isIntact: Bool {
    let (changes, ownWrites, expected) = disk.state.withLock {
      ($0.strangersChanges, $0.ownWrites, $0.writes == 0 ? $0.stamp : nil)
    }
    guard changes == strangersChanges, let status = descriptor.statusAtOnce(),
      status.length >= Int64(region.endIndex)
    else { return false }
    guard expected?.hasOtherBytes(than: status.stamp) == true else { return true }
    // A block may have been written between the two looks.
    return disk.state.withLock { $0.ownWrites != ownWrites || $0.writes > 0 }
  }
}
