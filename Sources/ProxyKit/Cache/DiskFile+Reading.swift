import CDisk
import NIOCore
import Synchronization
import TrackKit

extension DiskFile {
  /// What came of reading.
  enum Reading: Sendable {
    case memory(ByteBuffer)
    case wire(ByteBuffer, audio: Int)
    case region(FilePart)
    /// These blocks are damaged, or could not be read.
    case lost([Int], DiskFault?)
    /// The file itself is gone, or is none of ours.
    case gone
  }

  /// A block that is wanted.
  private struct Wanted {
    var block: Int
    var sum: UInt32
    var isTrusted: Bool
  }

  /// Reads, and compares with the checksums what can't be trusted without.
  ///
  /// - Returns: the first bytes of the range, or all of it.
  func read(_ range: Range<Int64>, as form: BlockForm, in directory: AudioDirectory) -> Reading {
    var (range, form) = (range, form)
    var blocks: ClosedRange<Int> {
      BlockSet.block(at: range.lowerBound)...BlockSet.block(at: range.upperBound - 1)
    }
    do throws(DiskFault) {
      let descriptor = try opened(in: directory)
      if form == .region, !descriptor.isLocal {
        // It could not be seen that somebody changes the file before the kernel has sent it.
        form = .memory
        range = range.prefix(ChunkPool.chunkSize)
      }
      // What was trusted and then turns out to have been changed meanwhile is read once more, and compared.
      for trusts in [true, false] {
        let ownWrites = state.withLock { $0.ownWrites }
        let status = try descriptor.status()
        if status.links == 0 { state.withLock { $0.isUnlinked = true } }
        let before = status.stamp
        let trusts = trusts && descriptor.isLocal
        let plan = plan(blocks, stamp: before, after: ownWrites, trusts: trusts)
        guard plan.missing.isEmpty else { return .lost(plan.missing, nil) }
        let result = try read(range, plan, as: form, from: descriptor)
        guard case .success(let reading) = result else {
          if case .failure(let lost) = result { return .lost(lost.blocks, nil) }
          continue
        }
        let after = try descriptor.status().stamp
        note(plan.wanted, unchangedFrom: before, to: after, descriptor)
        if before == after || !plan.wanted.contains(where: \.isTrusted) { return reading }
      }
      return .lost(Array(blocks), nil)
    } catch {
      return error.kind == .missing || error.kind == .notOurs ? .gone : .lost(Array(blocks), error)
    }
  }

  private struct Damage: Error {
    var blocks: [Int]
  }

  /// How blocks are read.
  private struct Plan {
    var wanted: [Wanted] = []
    var missing: [Int] = []
    /// ``State/strangersChanges`` by then.
    var strangersChanges: Int
  }

  /// Says which blocks have to be compared.
  ///
  /// - Parameter ownWrites: how many writes there had been when the file had `stamp`.
  private func plan(
    _ blocks: ClosedRange<Int>, stamp: FileStamp, after ownWrites: Int, trusts: Bool
  ) -> Plan {
    state.withLock { state in
      state.seen(stamp, after: ownWrites)
      if state.writes == 0, state.ownWrites == ownWrites, state.stamp != stamp {
        state.stamp = stamp
        state.checked = BlockSet(length: length)
      }
      let trusts =
        trusts && state.writes == 0 && state.stamp == stamp && stamp.isSettled(at: FileStamp.now)
      var plan = Plan(strangersChanges: state.strangersChanges)
      for block in blocks {
        if let sum = state.sums[block] {
          plan.wanted.append(
            Wanted(block: block, sum: sum, isTrusted: trusts && state.checked.contains(block)))
        } else {
          plan.missing.append(block)
        }
      }
      return plan
    }
  }

  /// Keeps which blocks were compared, if nobody can have changed the file meanwhile.
  private func note(
    _ wanted: [Wanted], unchangedFrom before: FileStamp, to after: FileStamp, _ descriptor: OpenDescriptor
  ) {
    guard before == after, descriptor.isLocal, before.isSettled(at: FileStamp.now) else { return }
    state.withLock { state in
      guard state.writes == 0, state.stamp == before else { return }
      for block in wanted where state.sums[block.block] == block.sum { state.checked.insert(block.block) }
    }
  }

  private func read(
    _ range: Range<Int64>, _ plan: Plan, as form: BlockForm, from descriptor: OpenDescriptor
  ) throws(DiskFault) -> Result<Reading, Damage> {
    switch form {
    case .memory, .wire:
      let bytes = try readMemory(range, plan.wanted, from: descriptor)
      return bytes.map { .memory($0) }
    case .region:
      if let damage = try check(plan.wanted, in: descriptor) { return .failure(damage) }
      return .success(
        .region(FilePart(range, of: self, descriptor, strangersChanges: plan.strangersChanges)))
    }
  }

  /// Reads into memory; whole blocks where they have to be compared.
  private func readMemory(
    _ range: Range<Int64>, _ wanted: [Wanted], from descriptor: OpenDescriptor
  ) throws(DiskFault) -> Result<ByteBuffer, Damage> {
    let first = wanted.first.map { $0.isTrusted ? range.lowerBound : start(of: $0.block) } ?? range.lowerBound
    let last = wanted.last.map { $0.isTrusted ? range.upperBound : end(of: $0.block) } ?? range.upperBound
    var buffer = ByteBufferAllocator().buffer(capacity: Int(last - first))
    var fault: DiskFault?
    buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: Int(last - first)) { memory in
      do throws(DiskFault) {
        return try descriptor.read(
          into: UnsafeMutableRawBufferPointer(rebasing: memory.prefix(Int(last - first))), at: first)
      } catch {
        fault = error
        return 0
      }
    }
    if let fault { throw fault }
    let damaged = wanted.filter { want in
      let (start, end) = (max(start(of: want.block), first), min(end(of: want.block), last))
      guard Int(end - first) <= buffer.readableBytes else { return true }
      guard !want.isTrusted else { return false }
      return buffer.withUnsafeReadableBytes { bytes in
        let block = UnsafeRawBufferPointer(rebasing: bytes[Int(start - first)..<Int(end - first)])
        return cdisk_sum(block.baseAddress, block.count) != want.sum
      }
    }
    guard damaged.isEmpty else { return .failure(Damage(blocks: damaged.map(\.block))) }
    buffer.moveReaderIndex(to: Int(range.lowerBound - first))
    buffer.moveWriterIndex(to: Int(range.upperBound - first))
    return .success(buffer)
  }

  /// Compares blocks where they are, and has the others in memory, so that sending them does not wait for the disk.
  private func check(_ wanted: [Wanted], in descriptor: OpenDescriptor) throws(DiskFault) -> Damage? {
    var damaged: [Int] = []
    var scratch: UnsafeMutableRawBufferPointer?
    defer { scratch?.deallocate() }
    for want in wanted {
      let (start, end) = (start(of: want.block), end(of: want.block))
      if want.isTrusted, cdisk_is_in_memory(descriptor.number, start, end - start) == 1 { continue }
      let memory =
        scratch ?? UnsafeMutableRawBufferPointer.allocate(byteCount: Int(BlockSet.size), alignment: 64)
      scratch = memory
      let part = UnsafeMutableRawBufferPointer(rebasing: memory.prefix(Int(end - start)))
      let count = try descriptor.read(into: part, at: start)
      if count < part.count || (!want.isTrusted && cdisk_sum(part.baseAddress, count) != want.sum) {
        damaged.append(want.block)
      }
    }
    return damaged.isEmpty ? nil : Damage(blocks: damaged)
  }

  /// What comparing all blocks came to.
  struct Comparison {
    var damaged: [Int] = []
    /// How many bytes were compared.
    var bytes: Int64 = 0
    var file: OpenDescriptor
  }

  /// Compares all blocks that are there.
  func compare(in directory: AudioDirectory) throws(DiskFault) -> Comparison {
    let file = try directory.open(number)
    let sums = state.withLock { $0.sums }
    var comparison = Comparison(file: file)
    for block in 0..<sums.blocks.total {
      guard let sum = sums[block] else { continue }
      let wanted = Wanted(block: block, sum: sum, isTrusted: false)
      do throws(DiskFault) {
        if try check([wanted], in: file) != nil { comparison.damaged.append(block) }
      } catch {
        comparison.damaged.append(block)
      }
      comparison.bytes += end(of: block) - start(of: block)
    }
    return comparison
  }

  private func start(of block: Int) -> Int64 { Int64(block) * BlockSet.size }
  private func end(of block: Int) -> Int64 { min(Int64(block + 1) * BlockSet.size, length) }
}
