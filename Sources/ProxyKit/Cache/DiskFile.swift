import NIOCore
import Synchronization
import TrackKit

/// A file of the cache as the disk's threads know it. From any thread.
///
/// Nothing waits for the disk while ``state`` is locked.
final class DiskFile: Sendable {
  /// What changes.
  struct State {
    /// The blocks that are there.
    var sums: BlockSums
    /// The blocks that were compared with their sums since ``stamp``.
    var checked: BlockSet
    /// What the system said of the file when it was looked at last; `nil` when that was not in this process.
    var stamp: FileStamp?
    /// How many writes are under way, during which stamps say nothing.
    var writes = 0
    /// How many writes there were.
    var ownWrites = 0
    /// How often somebody else has changed the bytes, as far as that was seen.
    var strangersChanges = 0
    /// The file, if it is open.
    var descriptor: OpenDescriptor?
    /// The blocks that may not have reached the disk.
    var unsynced: BlockSet
    /// Whether the list has to be told anything.
    var isDirty = false
    /// Whether the list has it.
    var isListed: Bool
    /// Whether it is to be no more: what has it open may read on.
    var isGone = false
    /// Whether the system takes no more of it.
    var takesNoMore = false
    /// Whether it has no name any more.
    var isUnlinked = false

    /// Looks at `stamp`, which the file had when there had been `ownWrites` writes.
    mutating func seen(_ stamp: FileStamp, after ownWrites: Int) {
      guard writes == 0, self.ownWrites == ownWrites, self.stamp?.hasOtherBytes(than: stamp) == true else {
        return
      }
      strangersChanges += 1
    }
  }

  /// Names it.
  let number: Int64
  /// What it is.
  let facts: AudioFacts
  let state: Mutex<State>

  /// Its size in bytes.
  var length: Int64 { facts.length }

  /// A file that the list does not have.
  init(number: Int64, facts: AudioFacts) {
    self.number = number
    self.facts = facts
    state = Mutex(
      State(
        sums: BlockSums(length: facts.length), checked: BlockSet(length: facts.length),
        unsynced: BlockSet(length: facts.length), isListed: false))
  }

  /// The file of a record; `nil` when the record can't be right.
  init?(_ record: AudioRecord) {
    guard let sums = BlockSums(length: record.facts.length, bytes: record.blocks) else { return nil }
    number = record.number
    facts = record.facts
    state = Mutex(
      State(
        sums: sums, checked: BlockSet(length: facts.length), unsynced: BlockSet(length: facts.length),
        isListed: true))
  }

  /// Lets go of the open file. What uses it keeps it open.
  func close() { state.withLock { $0.descriptor = nil } }

  /// The open file; opened when it is not.
  ///
  /// - Parameter creating: whether it is made when there is none that the list has.
  func opened(in directory: AudioDirectory, creating: Bool = false) throws(DiskFault) -> OpenDescriptor {
    let (there, isNew) = state.withLock { ($0.descriptor, creating && !$0.isListed) }
    if let there { return there }
    let opened: OpenDescriptor
    do throws(DiskFault) {
      opened = try directory.open(number)
    } catch  where error.kind == .missing && isNew {
      opened = try directory.create(number, length: length)
      // Whoever lets it go says so first, and then takes it away; a file that is made behind that would stay.
      if state.withLock({ $0.isGone }) {
        try directory.remove(number)
        throw DiskFault(.missing, "it has gone")
      }
    }
    return state.withLock { state in
      // Another thread may have been quicker; one of the two is closed.
      if let quicker = state.descriptor { return quicker }
      state.descriptor = opened
      return opened
    }
  }

  /// What the list is to have.
  func record(heardAt: Double) -> AudioRecord {
    let sums = state.withLock { $0.sums }
    return AudioRecord(
      number: number, facts: facts, heardAt: heardAt, bytes: sums.blocks.bytes, blocks: sums.bytes)
  }

  /// These blocks are not there any more.
  func forget(_ blocks: [Int]) {
    state.withLock { state in
      for block in blocks {
        state.sums.remove(block)
        state.checked.remove(block)
        state.unsynced.remove(block)
      }
      state.isDirty = true
    }
  }
}
