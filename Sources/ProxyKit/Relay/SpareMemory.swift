import CMalloc
import NIOCore
import NIOPosix

/// Gives memory back to the system that streams no longer need. Belongs to the event loop.
final class SpareMemory {
  private let pool: ChunkPool
  private let thread: NIOThreadPool
  private let eventLoop: any EventLoop
  /// How many streams there are.
  private var streams = 0
  /// How many there have been at once since there were none.
  private var most = 0
  private var cleaning: Scheduled<Void>?
  private var settling: Scheduled<Void>?

  /// So many streams at once are a rush: they leave memory behind that is worth the search.
  private static let rush = 16
  /// How long buffers are kept for the next request.
  private static let lull = TimeAmount.seconds(2)
  /// When the search is worth its while: once the streams of a rush are under way, and again later, when what was held for
  /// each until its pace was known has left. Each from the one before, the first from the last request.
  private static let pauses: [TimeAmount] = [.seconds(4), .seconds(4), .seconds(8)]

  init(pool: ChunkPool, thread: NIOThreadPool, eventLoop: any EventLoop) {
    self.pool = pool
    self.thread = thread
    self.eventLoop = eventLoop
  }

  /// A stream has begun.
  func streamOpened() {
    streams += 1
    most = max(most, streams)
    if streams >= Self.rush { trim(after: Self.pauses[...]) }
  }

  /// A stream is over.
  func streamClosed() {
    streams -= 1
    if streams == 0 { cleanAfterLull() }
  }

  /// What the start of a rush took is free by then, but scattered: the allocator has to be asked for it. On another thread,
  /// since it takes milliseconds.
  private func trim(after pauses: ArraySlice<TimeAmount>) {
    settling?.cancel()
    guard let pause = pauses.first else { return }
    settling = eventLoop.assumeIsolated().scheduleTask(in: pause) { [weak self] in
      guard let self else { return }
      _ = thread.runIfActive(eventLoop: eventLoop) { CMalloc_trim() }
      trim(after: pauses.dropFirst())
    }
  }

  /// Once there has been no stream for a while, the buffers go back, and after a rush all that it took. Not between
  /// two requests, each of which would have to fetch the pages again.
  private func cleanAfterLull() {
    guard cleaning == nil else { return }
    cleaning = eventLoop.assumeIsolated().scheduleTask(in: Self.lull) { [weak self] in
      guard let self else { return }
      cleaning = nil
      guard streams == 0 else { return }
      pool.drain()
      // After a few streams the search would cost more than it finds.
      if most >= Self.rush { CMalloc_trim() }
      most = 0
    }
  }
}
