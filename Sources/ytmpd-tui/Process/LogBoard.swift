import DashboardKit
import Synchronization

/// The lines of the log for all dashboards: the latest are kept for the next one. From any thread.
final class LogBoard: Sendable {
  /// How many lines a new dashboard gets.
  static let capacity = 500

  private struct State {
    var rows: [LogRow] = []
    var feeds: [Weak] = []
  }

  private struct Weak {
    weak var feed: LogFeed?
  }

  private let state = Mutex(State())

  /// Takes a line.
  func add(_ row: LogRow) {
    let feeds = state.withLock { state in
      if state.rows.count >= Self.capacity * 2 { state.rows.removeFirst(Self.capacity) }
      state.rows.append(row)
      return state.feeds
    }
    for feed in feeds { feed.feed?.add(row) }
  }

  /// The latest lines and all that come, until the feed is let go.
  func subscribe() -> LogFeed {
    let feed = LogFeed()
    let rows = state.withLock { state in
      state.feeds.removeAll { $0.feed == nil }
      state.feeds.append(Weak(feed: feed))
      return state.rows.suffix(Self.capacity)
    }
    for row in rows { feed.add(row) }
    return feed
  }
}
