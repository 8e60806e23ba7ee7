import DashboardKit
import Synchronization

/// The latest lines of the log, for the dashboard that shows them; bounded, from any thread.
final class LogFeed: Sendable {
  /// More than this nobody reads between two pictures.
  private static let capacity = 1000

  /// Says that there is something to take; one word for any number of lines.
  let news: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation
  private let waiting = Mutex<[LogRow]>([])

  /// An empty feed.
  init() { (news, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

  /// Adds a line; of too many the oldest is let go.
  func add(_ row: LogRow) {
    waiting.withLock { waiting in
      if waiting.count >= Self.capacity { waiting.removeFirst(waiting.count - Self.capacity + 1) }
      waiting.append(row)
    }
    continuation.yield()
  }

  /// Every line that has come since the last call, oldest first.
  func take() -> [LogRow] {
    waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
  }
}
