import CDisk
import NIOCore
import NIOPosix
import Synchronization
import TrackKit

extension AudioFiles {
  /// So many bytes are read at once; of a longer range, the first ones.
  static let portion: Int64 = 8 << 20

  func read(
    _ range: Range<Int64>, of file: AudioFile, as form: BlockForm, done: @escaping (BlockReading) -> Void
  ) {
    let range = range.lowerBound..<min(range.upperBound, range.lowerBound + Self.portion)
    guard let disk = file.disk, let directory = self.disk.directory, !range.isEmpty, range.lowerBound >= 0,
      range.upperBound <= file.facts.length
    else { return later { done(.lost) } }
    // What has been compared, has not been changed since and is in memory need not go by way of a thread.
    if let reading = disk.readAtOnce(range, as: form, pool: pool) {
      return later { [self] in
        pool.wake()
        finish(reading, of: file, done)
      }
    }
    self.disk.readers.runIfActive(eventLoop: eventLoop) { disk.read(range, as: form, in: directory) }
      .assumeIsolated().whenComplete { [self] result in
        pool.wake()
        switch result {
        case .success(let reading): finish(reading, of: file, done)
        case .failure: done(.lost)
        }
      }
  }

  private func finish(_ reading: DiskFile.Reading, of file: AudioFile, _ done: (BlockReading) -> Void) {
    switch reading {
    case .memory(let bytes):
      count(bytes.readableBytes)
      done(.memory(bytes))
    case .wire(let bytes, let audio):
      count(audio)
      done(.wire(bytes, audio: audio))
    case .region(let part):
      count(part.region.readableBytes)
      done(.region(part))
    case .lost(let blocks, let fault):
      counts.blocksLost += blocks.count
      for block in blocks { file.blocks.remove(block) }
      file.disk?.forget(blocks)
      if let fault { fail("it can't be read: \(fault.sentence)") }
      if let disk = file.disk, !disk.state.withLock({ $0.isGone }) {
        dirty[disk.number] = file
        commitSoon()
      }
      done(.lost)
    case .gone:
      file.blocks = BlockSet(length: file.facts.length)
      takeAway([file])
      done(.lost)
    }
    // Somebody has taken the file away: whoever has it open may read on, nobody else begins to.
    guard let disk = file.disk else { return }
    if disk.state.withLock({ $0.isUnlinked && !$0.isGone }) {
      takeAway([file])
      // It may be the whole folder that is gone.
      reopenIfMoved()
    }
    // Who wanted it has gone meanwhile. One that rests stays open: the next listener need not wait for a thread.
    if file.users <= 0, !resting.contains(where: { $0 === file }) { disk.close() }
  }

  private func count(_ bytes: Int) {
    counts.reads += 1
    counts.bytesRead += Int64(bytes)
  }

  /// Does `work` once what runs now has returned.
  func later(_ work: @escaping () -> Void) { eventLoop.assumeIsolated().execute(work) }
}
