import DashboardKit
import Synchronization
import TrackKit

/// The latest lines of the log, for the dashboard that shows them; bounded, from any thread.
final class LogFeed: Sendable {
  /// More than this nobody reads between two pictures.
  private static let capacity = 1000

  /// Says that there is something to take; one word for any number of lines.
  let news: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation
  private let waiting = Mutex(Waiting())

  private struct Waiting {
    var rows: [LogRow] = []
    /// How many were let go since the last that were taken.
    var lost = 0
  }

  /// An empty feed.
  init() { (news, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

  /// Adds a line; of too many the oldest is let go.
  func add(_ row: LogRow) {
    waiting.withLock { waiting in
      if waiting.rows.count >= Self.capacity {
        waiting.rows.removeFirst()
        waiting.lost += 1
      }
      waiting.rows.append(row)
    }
    continuation.yield()
  }

  /// Every line that has come since the last call, oldest first; in front of them how many were let go.
  func take() -> [LogRow] {
    let taken = waiting.withLock { waiting in
      defer { waiting = Waiting() }
      return waiting
    }
    guard taken.lost > 0, let first = taken.rows.first else { return taken.rows }
    let sentence = "\(Wording.count(taken.lost, "line")) came too fast to be shown; the file has them"
    return [LogRow(date: first.date, severity: .warning, text: sentence)] + taken.rows
  }
}
