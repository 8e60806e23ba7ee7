public import FoundationEssentials
import GRDB
public import TrackKit

/// The tracks that are to be on this machine for good: those that were marked themselves, and those of playlists that
/// were. A playlist that changes changes what is kept.
extension TrackStore {
  /// Marks tracks, which the library holds, and forgets why they could not be downloaded before.
  ///
  /// - Throws: ``StoreError``.
  public func keep(_ ids: [VideoID], now: Date = Date()) throws(StoreError) {
    try writing { db in
      for id in ids {
        try db.execute(
          sql: """
            INSERT OR IGNORE INTO ytmpd_tui_kept (video_id, kept_at)
              SELECT video_id, ?2 FROM tracks WHERE video_id = ?1
            """, arguments: [id.rawValue, now.timeIntervalSince1970])
      }
      try Self.forgetKeepFailures(of: ids, in: db)
    }
  }

  /// Marks the playlist called `name`, and forgets why its tracks could not be downloaded before.
  ///
  /// - Returns: whether there is one.
  /// - Throws: ``StoreError``.
  @discardableResult
  public func keepPlaylist(named name: String, now: Date = Date()) throws(StoreError) -> Bool {
    let name = Self.cleanedPlaylistName(name)
    return try writing { db in
      guard
        let id = try Int64.fetchOne(
          db, sql: "SELECT id FROM ytmpd_tui_playlists WHERE name = ?", arguments: [name])
      else { return false }
      try db.execute(
        sql: "INSERT OR IGNORE INTO ytmpd_tui_kept_playlists (name, kept_at) VALUES (?, ?)",
        arguments: [name, now.timeIntervalSince1970])
      try db.execute(
        sql: """
          DELETE FROM ytmpd_tui_keep_failures
          WHERE video_id IN (SELECT video_id FROM ytmpd_tui_playlist_entries WHERE playlist_id = ?)
          """, arguments: [id])
      return true
    }
  }

  /// Takes the marks of tracks away. Tracks of a playlist that is kept stay kept.
  ///
  /// - Returns: those that had one.
  /// - Throws: ``StoreError``.
  @discardableResult
  public func unkeep(_ ids: [VideoID]) throws(StoreError) -> [VideoID] {
    try writing { db in
      var gone: [VideoID] = []
      for id in ids {
        try db.execute(sql: "DELETE FROM ytmpd_tui_kept WHERE video_id = ?", arguments: [id.rawValue])
        if db.changesCount > 0 { gone.append(id) }
      }
      return gone
    }
  }

  /// Takes the mark of the playlist called `name` away. Its tracks that are marked themselves, or belong to another
  /// playlist that is kept, stay kept.
  ///
  /// - Returns: whether it had one.
  /// - Throws: ``StoreError``.
  @discardableResult
  public func unkeepPlaylist(named name: String) throws(StoreError) -> Bool {
    let name = Self.cleanedPlaylistName(name)
    return try writing { db in
      try db.execute(sql: "DELETE FROM ytmpd_tui_kept_playlists WHERE name = ?", arguments: [name])
      return db.changesCount > 0
    }
  }

  /// The playlists that are kept, by name.
  ///
  /// - Throws: ``StoreError``.
  public func keptPlaylists() throws(StoreError) -> [String] {
    try keptPlaylists(having: nil)
  }

  /// The playlists that keep `id`, by name.
  ///
  /// - Throws: ``StoreError``.
  public func playlists(keeping id: VideoID) throws(StoreError) -> [String] {
    try keptPlaylists(having: id)
  }

  private func keptPlaylists(having id: VideoID?) throws(StoreError) -> [String] {
    try reading { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT p.name FROM ytmpd_tui_kept_playlists k JOIN ytmpd_tui_playlists p ON p.name = k.name
          WHERE ?1 IS NULL
            OR EXISTS (SELECT 1 FROM ytmpd_tui_playlist_entries e WHERE e.playlist_id = p.id AND e.video_id = ?1)
          ORDER BY p.name COLLATE NOCASE, p.name
          """, arguments: [id?.rawValue])
    }
  }

  /// Everything that is kept, the one that was marked first in front.
  ///
  /// - Throws: ``StoreError``.
  public func keptListing() throws(StoreError) -> [KeptTrack] {
    try readingSnapshot { db in
      let shares = try Self.audioShares(in: db)
      let rows = try Row.fetchCursor(
        db,
        sql: """
          WITH marked (video_id, kept_at, position) AS (
            SELECT video_id, kept_at, 0 FROM ytmpd_tui_kept
            UNION ALL
            SELECT e.video_id, k.kept_at, e.position FROM ytmpd_tui_kept_playlists k
              JOIN ytmpd_tui_playlists p ON p.name = k.name
              JOIN ytmpd_tui_playlist_entries e ON e.playlist_id = p.id)
          SELECT t.video_id, substr(t.title, 1, 4000), substr(t.artist, 1, 4000),
            x.word, x.reason, x.failed_at, x.tries, x.next_try, x.is_tracks_own
          FROM (SELECT video_id, min(kept_at) AS kept_at, min(position) AS position FROM marked GROUP BY video_id) k
          JOIN tracks t ON t.video_id = k.video_id
          LEFT JOIN ytmpd_tui_keep_failures x ON x.video_id = k.video_id
          ORDER BY k.kept_at, k.position, t.video_id
          """)
      var tracks: [KeptTrack] = []
      while let row = try rows.next() {
        guard let id = TrackRow.text(row, 0).flatMap({ VideoID($0[...]) }) else { continue }
        let title = MetadataText.clean(TrackRow.text(row, 1)) ?? id.rawValue
        tracks.append(
          KeptTrack(
            id: id, name: Wording.name(artist: MetadataText.clean(TrackRow.text(row, 2)), title: title),
            audio: shares[id], failure: Self.keepFailure(from: row)))
      }
      return tracks
    }
  }

  /// Keeps why `id` could not be downloaded, or with `nil` that nothing is in the way any more.
  ///
  /// - Throws: ``StoreError``.
  public func noteKeepFailure(_ failure: KeepFailure?, of id: VideoID) throws(StoreError) {
    try writing { db in
      guard let failure else { return try Self.forgetKeepFailures(of: [id], in: db) }
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO ytmpd_tui_keep_failures
            (video_id, word, reason, failed_at, tries, next_try, is_tracks_own)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          id.rawValue, failure.word, MetadataText.clean(failure.reason) ?? failure.word,
          failure.date.timeIntervalSince1970, failure.tries, failure.nextTry.timeIntervalSince1970,
          failure.isTracksOwn,
        ])
    }
  }

  private static func keepFailure(from row: Row) -> KeepFailure? {
    guard let word = TrackRow.text(row, 3), let reason = MetadataText.clean(TrackRow.text(row, 4)) else {
      return nil
    }
    return KeepFailure(
      word: word, reason: reason, date: Date(unixSeconds: TrackRow.number(row, 5)),
      tries: Int(clamping: TrackRow.integer(row, 6) ?? 1),
      nextTry: Date(unixSeconds: TrackRow.number(row, 7)),
      isTracksOwn: TrackRow.integer(row, 8) == 1)
  }

  private static func forgetKeepFailures(of ids: [VideoID], in db: Database) throws {
    for id in ids {
      try db.execute(
        sql: "DELETE FROM ytmpd_tui_keep_failures WHERE video_id = ?", arguments: [id.rawValue])
    }
  }
}
