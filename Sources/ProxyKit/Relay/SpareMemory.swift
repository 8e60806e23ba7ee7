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
  /// How long after the last request of a rush its streams are under way.
  private static let settlement = TimeAmount.seconds(4)

  init(pool: ChunkPool, thread: NIOThreadPool, eventLoop: any EventLoop) {
    self.pool = pool
    self.thread = thread
    self.eventLoop = eventLoop
  }

  /// A stream has begun.
  func streamOpened() {
    streams += 1
    most = max(most, streams)
    if streams >= Self.rush { trimWhenSettled() }
  }

  /// A stream is over.
  func streamClosed() {
    streams -= 1
    if streams == 0 { cleanAfterLull() }
  }

  /// Once the streams of a rush are under way, much of what their start took is free, but scattered: the allocator
  /// has to be asked for it. On another thread, since it takes milliseconds.
  private func trimWhenSettled() {
    settling?.cancel()
    settling = eventLoop.assumeIsolated().scheduleTask(in: Self.settlement) { [thread, eventLoop] in
      _ = thread.runIfActive(eventLoop: eventLoop) { CMalloc_trim() }
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
