import NIOCore
import NIOPosix
import Synchronization
import TrackKit

extension AudioFiles {
  func write(_ bytes: ByteBuffer, block: Int, of file: AudioFile, done: @escaping (Bool) -> Void) -> Bool {
    guard mayWrite, let disk = file.disk, !disk.state.withLock({ $0.isGone || $0.takesNoMore }),
      block >= 0,
      block < file.blocks.total, bytes.readableBytes == file.blocks.bytes(of: block).count
    else { return false }
    guard isStocked else {
      return early.add(.init(file: file, block: block, bytes: bytes, done: done))
    }
    guard hasRoom(for: Int64(bytes.readableBytes), of: file) else { return false }
    let ticket = lastTicket + 1
    let (isTaken, begins) = self.disk.backlog.add(
      .init(ticket: ticket, file: disk, block: block, bytes: bytes))
    guard isTaken else { return false }
    lastTicket = ticket
    writes[ticket] = Write(file: file, block: block, done: done)
    note(Int64(bytes.readableBytes), writtenTo: file, disk)
    if begins { beginToWrite() }
    ageLater()
    return true
  }

  /// Has what waits for more of its file wait no longer, after a while.
  private func ageLater() {
    guard ageTimer == nil, !isStopped else { return }
    ageTimer = eventLoop.assumeIsolated().scheduleTask(in: gatherInterval) { [weak self] in
      guard let self else { return }
      ageTimer = nil
      let (begins, isWaiting) = disk.backlog.age()
      if begins { beginToWrite() }
      if isWaiting { ageLater() }
    }
  }

  /// Writes what has come before it was known how much there is; or does not, when that can't be known for now.
  func writeEarly() {
    for order in early.take() {
      let isTaken =
        isStocked && write(order.bytes, block: order.block, of: order.file, done: order.done)
      if !isTaken { order.done(false) }
    }
  }

  /// Whether so many bytes more stay within the limit.
  private func hasRoom(for bytes: Int64, of file: AudioFile) -> Bool {
    if isTight { return false }
    if index.kept.contains(file.facts.id) { return true }
    if index.size + bytes > limit.high { evict() }
    return index.size + leaving + lingering + bytes <= limit.bytes - limit.slack
  }

  /// Counts what is going to be there.
  private func note(_ bytes: Int64, writtenTo file: AudioFile, _ disk: DiskFile) {
    if index.entries[disk.number] == nil {
      index.put(
        AudioIndex.Entry(
          id: file.facts.id, length: file.facts.length, bytes: 0, size: 0, heardAt: file.heardAt),
        as: disk.number)
    }
    index.update(disk.number) { $0.size += Self.room(for: bytes) }
  }

  /// The block at the end takes whole pages.
  private static func room(for bytes: Int64) -> Int64 { (bytes + 4095) / 4096 * 4096 }

  /// Has the writer's thread write what is due.
  func beginToWrite() {
    let backlog = disk.backlog
    let loop = eventLoop
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    disk.writer.submit { [disk] state in
      while let run = backlog.next() {
        var fault: DiskFault?
        if case .cancelled = state {
          fault = DiskFault(.other, "the program ends")
        } else if let directory = disk.directory, !run.file.state.withLock({ $0.isGone }) {
          do throws(DiskFault) {
            try run.file.write(run, in: directory)
          } catch {
            fault = error
          }
        } else {
          fault = DiskFault(.missing, "it has gone")
        }
        backlog.finish(run)
        loop.execute { [fault] in bound.value.finish(run, fault) }
      }
    }
  }

  /// The blocks of `run` were written, or not.
  private func finish(_ run: WriteRuns.Run, _ fault: DiskFault?) {
    if let fault, let file = writes[run.orders[0].ticket]?.file { note(fault, of: file) }
    for order in run.orders {
      guard let write = writes.removeValue(forKey: order.ticket) else { continue }
      if fault == nil {
        counts.blocksWritten += 1
        write.file.blocks.insert(write.block)
        unsyncedBytes += BlockSet.size
        if let disk = write.file.disk, !disk.state.withLock({ $0.isGone }) { dirty[disk.number] = write.file }
      } else if let disk = write.file.disk {
        let bytes = write.file.blocks.bytes(of: write.block).count
        index.update(disk.number) { $0.size -= Self.room(for: Int64(bytes)) }
      }
      write.done(fault == nil)
      if fault == nil, write.file.blocks.isComplete { commitSoon(in: Self.endInterval) }
    }
    if unsyncedBytes >= Self.commitBytes { commit() } else if !dirty.isEmpty { commitSoon() }
  }

  private func note(_ fault: DiskFault, of file: AudioFile) {
    switch fault.kind {
    case .missing, .notOurs:
      takeAway([file])
      // It may be the whole folder that is gone.
      reopenIfMoved()
    case .tooLarge:
      // This one alone; what there is of it stays.
      file.disk?.state.withLock { $0.takesNoMore = true }
    default:
      fail("it can't be written: \(fault.sentence)")
      // The system may know of a limit that the file system does not show.
      if fault.kind == .full { evict(room: Self.fullRoom) }
    }
  }

  // MARK: - Listing

  /// Lists what was written, no later than after `delay`.
  func commitSoon(in delay: TimeAmount = commitInterval) {
    guard !isStopped else { return }
    let deadline = NIODeadline.now() + delay
    if let commitTimer, commitTimer.deadline <= deadline { return }
    commitTimer?.task.cancel()
    let task = eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in
      self?.commitTimer = nil
      self?.commit()
    }
    commitTimer = (deadline, task)
  }

  /// Lists what was written.
  func commit() {
    guard !isCommitting, !dirty.isEmpty || !heard.isEmpty else { return }
    isCommitting = true
    commitTimer?.task.cancel()
    commitTimer = nil
    unsyncedBytes = 0
    let files = dirty.values.compactMap { file in file.disk.map { ($0, file.heardAt) } }
    let (taken, moments) = (dirty, heard)
    dirty = [:]
    heard = [:]
    disk.keeper.runIfActive(eventLoop: eventLoop) { [disk] in disk.commit(files, heard: moments) }
      .assumeIsolated().whenComplete { [self] result in
        isCommitting = false
        switch result {
        case .success(let commit): finish(commit, of: taken, heard: moments)
        case .failure: return
        }
      }
  }

  private func finish(
    _ commit: AudioDisk.Commit, of taken: [Int64: AudioFile], heard moments: [Int64: Double]
  ) {
    for (number, file) in taken {
      // What did not reach the disk is not there.
      if let blocks = file.disk?.state.withLock({ $0.sums.blocks }) { drop(from: file, but: blocks) }
      if let (size, bytes) = commit.sizes[number] {
        // What was taken meanwhile may not be part of it; then the sum of what was taken counts.
        let isWritten = dirty[number] != nil || writes.values.contains { $0.file === file }
        index.update(number) {
          if let size { $0.size = isWritten ? max($0.size, size) : size }
          $0.bytes = bytes
        }
      }
      if file.users <= 0, dirty[number] == nil { rest(file) }
    }
    if !commit.gone.isEmpty {
      takeAway(taken.values.filter { $0.disk.map { commit.gone.contains($0.number) } ?? false })
    }
    if let fault = commit.fault {
      for (number, file) in taken where file.disk?.state.withLock({ $0.isDirty && !$0.isGone }) == true {
        dirty[number] = file
      }
      heard.merge(moments) { new, _ in new }
      fail("it can't be written: \(fault.sentence)")
    } else if unsyncedBytes >= Self.commitBytes {
      self.commit()
    } else if !dirty.isEmpty || !heard.isEmpty {
      commitSoon()
    }
    noteRoom(commit.room)
  }

  private func drop(from file: AudioFile, but blocks: BlockSet) {
    for block in 0..<file.blocks.total where file.blocks.contains(block) && !blocks.contains(block) {
      file.blocks.remove(block)
    }
  }
}
