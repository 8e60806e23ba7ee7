public import FoundationEssentials
import GRDB
public import TrackKit

/// The tracks that are marked as failing; see `TrackMark`.
extension TrackStore {
  /// Marks `id`, in place of the mark it has. Writes nothing of a track that the library does not hold.
  ///
  /// - Returns: whether the library holds it.
  /// - Throws: ``StoreError``.
  @discardableResult
  public func mark(_ id: VideoID, _ mark: TrackMark) throws(StoreError) -> Bool {
    try writing { db in
      let statement = try db.cachedStatement(
        sql: """
          INSERT OR REPLACE INTO ytmpd_tui_marks (video_id, word, reason, marked_at, next_try)
            SELECT video_id, ?2, ?3, ?4, ?5 FROM tracks WHERE video_id = ?1
          """)
      try statement.execute(arguments: [
        id.rawValue, mark.word, MetadataText.clean(mark.reason) ?? mark.word, mark.date.timeIntervalSince1970,
        mark.nextTry?.timeIntervalSince1970,
      ])
      return db.changesCount > 0
    }
  }

  /// Takes the mark of `id` away, for it plays. Writes nothing unless there is one.
  ///
  /// - Parameter date: a mark that was made after this moment stays.
  /// - Returns: whether there was one.
  /// - Throws: ``StoreError``.
  @discardableResult
  public func unmark(_ id: VideoID, madeBefore date: Date) throws(StoreError) -> Bool {
    guard let mark = try mark(of: id), mark.date <= date else { return false }
    try writing { db in try Self.unmark(id, in: db) }
    return true
  }

  /// The mark of `id`; `nil` when it has none.
  ///
  /// - Throws: ``StoreError``.
  public func mark(of id: VideoID) throws(StoreError) -> TrackMark? {
    try reading { db in
      let statement = try db.cachedStatement(
        sql: "SELECT word, reason, marked_at, next_try FROM ytmpd_tui_marks WHERE video_id = ?")
      let rows = try Row.fetchCursor(statement, arguments: [id.rawValue])
      return try rows.next().flatMap { TrackRow.mark(from: $0, at: 0) }
    }
  }

  /// Whether `id` has no mark, as far as that can be told without waiting for a lock. From any thread.
  public func isUnmarkedForCertain(_ id: VideoID) -> Bool {
    withoutWaiting { db in
      let statement = try db.cachedStatement(sql: "SELECT 1 FROM ytmpd_tui_marks WHERE video_id = ?")
      return try Row.fetchCursor(statement, arguments: [id.rawValue]).next() == nil
    } ?? false
  }

  static func unmark(_ id: VideoID, in db: Database) throws {
    try db.cachedStatement(sql: "DELETE FROM ytmpd_tui_marks WHERE video_id = ?").execute(
      arguments: [id.rawValue])
  }
}
