import NIOCore
import TrackKit

/// Where the cache of audio keeps its bytes. Belongs to the event loop, where every closure is called; the disk is
/// waited for on other threads.
///
/// What the disk refuses reaches nobody who listens: blocks are not there, or are not written.
protocol BlockStore: AnyObject {
  /// Looks for what there is of `id`: complete renditions first, then the one that was heard last. Calls `body` before it
  /// returns where nothing has to be read for that.
  func find(_ id: VideoID, then body: @escaping ([AudioFile]) -> Void)

  /// The file of a rendition, made when there is none; `nil` while nothing can be written. Calls `body` before it returns
  /// where nothing has to be read for that.
  func file(for facts: AudioFacts, then body: @escaping (AudioFile?) -> Void)

  /// The file is being read or written from now on, and stays where it is until as many calls of ``release(_:)``.
  func retain(_ file: AudioFile)

  /// The file is not being read or written any more.
  func release(_ file: AudioFile)

  /// Somebody begins to hear the file: it is the last one to go.
  func noteHeard(_ file: AudioFile)

  /// Writes a whole block.
  ///
  /// - Parameters:
  ///   - bytes: the block; it is held until it is written.
  ///   - done: told whether the block can be read now; ``AudioFile/blocks`` says so, too.
  /// - Returns: whether it was taken. It is not when the disk fails, or is so slow that too much waits for it; then `done`
  ///   is not called.
  func write(_ bytes: ByteBuffer, block: Int, of file: AudioFile, done: @escaping (Bool) -> Void) -> Bool

  /// Reads bytes of blocks that are there: all, or the first ones of a long range.
  ///
  /// - Parameters:
  ///   - range: bytes of the file, all in ``AudioFile/blocks``.
  ///   - form: how they are wanted.
  ///   - done: told what came, not before this has returned.
  func read(
    _ range: Range<Int64>, of file: AudioFile, as form: BlockForm, done: @escaping (BlockReading) -> Void)

  /// Finds out whether another process has taken the file away. `done` is told not before this has returned.
  func confirm(_ file: AudioFile, done: @escaping (Bool) -> Void)

  /// What there is, and whether it works, for people; what it was good for is not part of it.
  var summary: ProxyStatus.Cache { get }

  /// Changes how many bytes there may be besides those of kept tracks.
  func setLimit(_ bytes: Int64)

  /// Tracks are kept, or not any more.
  func noteKeptChanged()

  /// Writes what waits to be written, and ends.
  func stop() -> EventLoopFuture<Void>
}

extension BlockStore {
  /// It works, and nobody counts.
  var summary: ProxyStatus.Cache {
    var summary = ProxyStatus.Cache()
    summary.state = .ok
    return summary
  }

  /// There is no limit.
  func setLimit(_ bytes: Int64) {}

  /// Nothing goes.
  func noteKeptChanged() {}
}

/// How bytes of a file are wanted.
enum BlockForm: Sendable, Equatable {
  /// In memory.
  case memory
  /// In memory, with metadata put in where that costs nothing more.
  case wire(IcyInterleaver)
  /// As a part of the file, which the kernel sends. Only for clients that take it at once: the file may be changed by
  /// others before it has left.
  case region
}

/// What came of reading.
enum BlockReading {
  /// The bytes.
  case memory(ByteBuffer)
  /// The bytes, in memory that is not to be used again: others have it, too.
  case shared(ByteBuffer)
  /// The bytes with metadata put in, and how many of them are audio.
  case wire(ByteBuffer, audio: Int)
  /// Where the kernel finds them.
  case region(FilePart)
  /// Some of them are damaged or gone, and ``AudioFile/blocks`` does not name them any more.
  case lost
}
