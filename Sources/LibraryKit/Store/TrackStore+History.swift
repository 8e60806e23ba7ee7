public import FoundationEssentials
import GRDB
public import TrackKit

extension TrackStore {
  /// Counts a play of `id`, which also shows that what had failed works again.
  ///
  /// - Throws: ``StoreError``.
  public func notePlayed(_ id: VideoID, at date: Date) throws(StoreError) {
    try writing { db in
      let statement = try db.cachedStatement(
        sql: """
          INSERT INTO ytmpd_tui_facts (video_id, play_count, last_played_at) VALUES (?1, 1, ?2)
          ON CONFLICT (video_id) DO UPDATE SET play_count = play_count + 1, last_played_at = ?2
          """)
      try statement.execute(arguments: [id.rawValue, date.timeIntervalSince1970])
      try Self.unmark(id, in: db)
    }
  }
}
