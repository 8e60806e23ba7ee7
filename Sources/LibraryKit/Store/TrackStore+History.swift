public import FoundationEssentials
import GRDB
public import TrackKit

extension TrackStore {
  /// Counts a play of `id`, which also shows that a URL that could not be had earlier can be had again.
  ///
  /// - Throws: ``StoreError``.
  public func notePlayed(_ id: VideoID, at date: Date) throws(StoreError) {
    try writing { db in
      let statement = try db.cachedStatement(
        sql: """
          INSERT INTO ytmpd_tui_facts (video_id, play_count, last_played_at) VALUES (?1, 1, ?2)
          ON CONFLICT (video_id) DO UPDATE SET play_count = play_count + 1, last_played_at = ?2,
            last_error = NULL, last_error_at = NULL
          """)
      try statement.execute(arguments: [id.rawValue, date.timeIntervalSince1970])
    }
  }

  /// Keeps that `id` was given up while a client listened, and why, until it plays again: a URL that can be had is
  /// no proof of that.
  ///
  /// - Throws: ``StoreError``.
  public func noteLoss(_ id: VideoID, reason: String, at date: Date) throws(StoreError) {
    try writing { db in
      let statement = try db.cachedStatement(
        sql: "INSERT OR REPLACE INTO ytmpd_tui_losses (video_id, reason, lost_at) VALUES (?1, ?2, ?3)")
      try statement.execute(
        arguments: [id.rawValue, MetadataText.clean(reason) ?? "lost", date.timeIntervalSince1970])
    }
  }

  /// Keeps that `id` plays again. Writes nothing unless it had been lost.
  ///
  /// - Returns: whether it had been.
  /// - Throws: ``StoreError``.
  @discardableResult
  public func noteRecovered(_ id: VideoID) throws(StoreError) -> Bool {
    let isLost = try reading { db in
      try Bool.fetchOne(
        db, sql: "SELECT 1 FROM ytmpd_tui_losses WHERE video_id = ?", arguments: [id.rawValue]) ?? false
    }
    guard isLost else { return false }
    try writing { db in
      try db.cachedStatement(sql: "DELETE FROM ytmpd_tui_losses WHERE video_id = ?").execute(
        arguments: [id.rawValue])
    }
    return true
  }

  /// Keeps why `id` could not be resolved or played, until it can.
  ///
  /// - Throws: ``StoreError``.
  public func noteFailure(_ id: VideoID, reason: String, at date: Date) throws(StoreError) {
    try writing { db in
      let statement = try db.cachedStatement(
        sql: """
          INSERT INTO ytmpd_tui_facts (video_id, last_error, last_error_at) VALUES (?1, ?2, ?3)
          ON CONFLICT (video_id) DO UPDATE SET last_error = ?2, last_error_at = ?3
          """)
      try statement.execute(
        arguments: [id.rawValue, MetadataText.clean(reason), date.timeIntervalSince1970])
    }
  }
}
