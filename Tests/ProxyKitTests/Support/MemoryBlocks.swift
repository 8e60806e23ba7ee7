import NIOCore
import Synchronization
import TrackKit

@testable import ProxyKit

/// A ``BlockStore`` that keeps everything in memory, or refuses to.
final class MemoryBlocks: BlockStore {
  /// How the disk is doing.
  enum Mood: Sendable {
    case well
    /// Nothing is written.
    case full
    /// Nothing can be read, though it is said to be there.
    case damaged
    /// What is read does not come.
    case silent
  }

  /// What a test tells the disk, from any thread.
  final class Control: Sendable {
    private let current = Mutex(Mood.well)
    /// The mood from now on.
    var mood: Mood {
      get { current.withLock { $0 } }
      set { current.withLock { $0 = newValue } }
    }
  }

  private let control: Control
  private let eventLoop: any EventLoop
  private var files: [VideoID: [AudioFile]] = [:]
  private var blocks: [ObjectIdentifier: [Int: ByteBuffer]] = [:]

  init(_ control: Control, eventLoop: any EventLoop) {
    self.control = control
    self.eventLoop = eventLoop
  }

  func find(_ id: VideoID, then body: @escaping ([AudioFile]) -> Void) {
    body((files[id] ?? []).sorted { $0.blocks.isComplete && !$1.blocks.isComplete })
  }

  func file(for facts: AudioFacts, then body: @escaping (AudioFile?) -> Void) {
    let known = files[facts.id]?.first {
      $0.facts.rendition == facts.rendition && $0.facts.length == facts.length
    }
    let file = known ?? AudioFile(facts)
    if known == nil { files[facts.id, default: []].append(file) }
    later { body(file) }
  }

  func confirm(_ file: AudioFile, done: @escaping (Bool) -> Void) { later { done(true) } }
  func retain(_ file: AudioFile) {}
  func release(_ file: AudioFile) {}
  func noteHeard(_ file: AudioFile) {}
  func setLimit(_ bytes: Int64) {}
  func stop() -> EventLoopFuture<Void> { eventLoop.makeSucceededVoidFuture() }

  func write(_ bytes: ByteBuffer, block: Int, of file: AudioFile, done: @escaping (Bool) -> Void) -> Bool {
    if case .full = control.mood { return false }
    later { [self] in
      blocks[ObjectIdentifier(file), default: [:]][block] = bytes
      file.blocks.insert(block)
      done(true)
    }
    return true
  }

  func read(
    _ range: Range<Int64>, of file: AudioFile, as form: BlockForm, done: @escaping (BlockReading) -> Void
  ) {
    switch control.mood {
    case .silent: return
    case .damaged:
      for block in BlockSet.block(at: range.lowerBound)...BlockSet.block(at: range.upperBound - 1) {
        file.blocks.remove(block)
      }
      return later { done(.lost) }
    case .well, .full: break
    }
    // A block at most, as a real one may.
    let block = BlockSet.block(at: range.lowerBound)
    let place = file.blocks.bytes(of: block)
    let count = min(range.upperBound, place.upperBound) - range.lowerBound
    let bytes = blocks[ObjectIdentifier(file)]?[block]?.getSlice(
      at: Int(range.lowerBound - place.lowerBound), length: Int(count))
    later { done(bytes.map(BlockReading.memory) ?? .lost) }
  }

  private func later(_ body: @escaping () -> Void) {
    eventLoop.assumeIsolated().execute(body)
  }
}
