import CDisk
import NIOCore
import Synchronization
import TrackKit

extension DiskFile {
  /// Writes blocks of this file.
  ///
  /// - Throws: ``DiskFault/Kind/missing`` when the file was taken away.
  func write(_ run: WriteRuns.Run, in directory: AudioDirectory) throws(DiskFault) {
    // A write beyond what a file may have ends the process otherwise.
    cdisk_block_size_signal()
    let descriptor = try opened(in: directory, creating: true)
    guard descriptor.isWritable else { throw DiskFault(.readOnly, "it can't be written") }
    // Right before the system copies them: this brings the bytes to the processor that does it, and faster than a copy would.
    let sums = run.orders.map { order in
      order.bytes.withUnsafeReadableBytes { cdisk_sum($0.baseAddress, $0.count) }
    }
    let ownWrites = state.withLock { $0.ownWrites }
    let before = try descriptor.status()
    guard before.links > 0 else { throw DiskFault(.missing, "the file was taken away") }
    state.withLock { state in
      state.seen(before.stamp, after: ownWrites)
      // A change of somebody else's during ours could not be told from it.
      state.checked = BlockSet(length: length)
      state.writes += 1
      for order in run.orders { state.sums.remove(order.block) }
      state.isDirty = true
    }
    do throws(DiskFault) {
      try descriptor.write(run.orders.map(\.bytes), at: Int64(run.first) * BlockSet.size)
      let after = try descriptor.status().stamp
      state.withLock { state in
        state.writes -= 1
        state.ownWrites += 1
        state.stamp = after
        for (order, sum) in zip(run.orders, sums) {
          state.sums.set(sum, of: order.block)
          state.unsynced.insert(order.block)
        }
      }
    } catch {
      state.withLock { state in
        state.writes -= 1
        state.ownWrites += 1
        state.stamp = nil
      }
      throw error
    }
  }

  /// What the list is to be told.
  struct News: Sendable {
    var record: AudioRecord
    /// Whether the list does not have it yet.
    var isNew: Bool
    /// How many bytes it takes on the disk; `nil` when that is as before.
    var size: Int64?
  }

  /// Has what was written reach the disk.
  ///
  /// - Throws: why it did not; the blocks that were written since the last time are not there any more then.
  func sync(in directory: AudioDirectory, heardAt: Double) throws(DiskFault) -> News {
    let (sums, unsynced, isNew) = state.withLock { state in
      let taken = (state.sums, state.unsynced, !state.isListed)
      state.unsynced = BlockSet(length: length)
      state.isDirty = false
      return taken
    }
    do throws(DiskFault) {
      var size: Int64?
      if unsynced.count > 0 {
        // Whichever descriptor it is: what is synced is the file.
        let descriptor = try opened(in: directory)
        try descriptor.sync()
        let status = try descriptor.status()
        guard status.links > 0 else { throw DiskFault(.missing, "the file was taken away") }
        size = status.size
      }
      let record = AudioRecord(
        number: number, facts: facts, heardAt: heardAt, bytes: sums.blocks.bytes, blocks: sums.bytes)
      return News(record: record, isNew: isNew, size: size)
    } catch {
      // The kernel says it once, and then takes the pages for clean.
      forget((0..<unsynced.total).filter(unsynced.contains))
      throw error
    }
  }
}
