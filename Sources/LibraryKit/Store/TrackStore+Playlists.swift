public import FoundationEssentials
import GRDB
public import TrackKit

extension TrackStore {
  /// Keeps a playlist as it is now: registers its tracks, and replaces the entries it had before.
  ///
  /// Nothing is written about entries that are as they were.
  ///
  /// - Parameters:
  ///   - name: the name, without `playlist_prefix`; it is cleaned.
  ///   - url: where it was read from.
  ///   - origin: who wants it; `nil` leaves that as it was.
  ///   - tracks: the entries in order.
  ///   - official: the tracks among them whose names are the song's and its artist's own.
  ///   - leftOut: the entries that were left out.
  ///   - now: the time of reading.
  /// - Returns: what is different from before.
  /// - Throws: ``StoreError``; the playlist is as it was then.
  @discardableResult
  public func savePlaylist(
    name: String, url: String?, origin: PlaylistOrigin? = nil, tracks: [Track],
    official: Set<VideoID> = [], leftOut: [LeftOutEntry] = [], now: Date = Date()
  ) throws(StoreError) -> PlaylistChange {
    try registerListed(tracks, official: official, now: now)
    return try writing { db in
      let name = Self.playlistName(name)
      try db.execute(
        sql: """
          INSERT INTO ytmpd_tui_playlists (name, url, synced_at, skipped) VALUES (?1, ?2, ?3, ?4)
          ON CONFLICT (name) DO UPDATE SET url = ?2, synced_at = ?3, skipped = ?4
          """,
        arguments: [name, url, now.timeIntervalSince1970, leftOut.count])
      guard let id = try Self.playlistID(name, in: db) else {
        throw StoreError(.other, path: path, evidence: "the playlist was not kept")
      }
      try Self.saveState(of: id, origin: origin, problem: nil, now: now, in: db)
      try Self.saveLeftOut(leftOut, of: id, in: db)
      let old = try String.fetchAll(
        db, sql: "SELECT video_id FROM ytmpd_tui_playlist_entries WHERE playlist_id = ? ORDER BY position",
        arguments: [id])
      let change = PlaylistChange(from: old.compactMap { VideoID($0[...]) }, to: tracks.map(\.id))
      if change.isChanged { try Self.saveEntries(tracks, of: id, in: db) }
      return change
    }
  }

  /// Keeps why reading the playlist called `name` failed; what it holds stays as it was. Changes nothing when
  /// there is no such playlist.
  ///
  /// - Throws: ``StoreError``.
  public func notePlaylistProblem(
    _ problem: String, of name: String, now: Date = Date()
  ) throws(StoreError) {
    try writing { db in
      guard let id = try Self.playlistID(Self.playlistName(name), in: db) else { return }
      try Self.saveState(of: id, origin: nil, problem: MetadataText.clean(problem), now: now, in: db)
    }
  }

  /// Calls a playlist something else.
  ///
  /// - Returns: `false` when there is none called `old`, or one called `new` already.
  /// - Throws: ``StoreError``.
  @discardableResult
  public func renamePlaylist(_ old: String, to new: String) throws(StoreError) -> Bool {
    let (old, new) = (Self.playlistName(old), Self.playlistName(new))
    return try writing { db in
      try db.execute(
        sql: "UPDATE OR IGNORE ytmpd_tui_playlists SET name = ?2 WHERE name = ?1", arguments: [old, new])
      guard db.changesCount > 0 else { return false }
      try db.execute(
        sql: "UPDATE ytmpd_tui_playlist_files SET playlist = ?2 WHERE playlist = ?1", arguments: [old, new])
      try db.execute(
        sql: "UPDATE OR REPLACE ytmpd_tui_kept_playlists SET name = ?2 WHERE name = ?1",
        arguments: [old, new])
      return true
    }
  }

  /// The entries of a playlist that were left out when it was last read, in order.
  ///
  /// - Throws: ``StoreError``.
  public func leftOut(ofPlaylist name: String) throws(StoreError) -> [LeftOutEntry] {
    try reading { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT l.reference, l.name, l.reason FROM ytmpd_tui_left_out l
          JOIN ytmpd_tui_playlists p ON p.id = l.playlist_id WHERE p.name = ? ORDER BY l.number
          """, arguments: [Self.playlistName(name)]
      ).compactMap { row in
        guard let reference = MetadataText.clean(String.fromDatabaseValue(row[0])) else { return nil }
        return LeftOutEntry(
          reference: reference, name: MetadataText.clean(String.fromDatabaseValue(row[1])),
          reason: String.fromDatabaseValue(row[2]).flatMap(LeftOutEntry.Reason.init) ?? .unavailable)
      }
    }
  }

  /// The playlist called `name`, `nil` when there is none. Entries whose track is gone are left out.
  ///
  /// - Throws: ``StoreError``.
  public func playlist(named name: String) throws(StoreError) -> StoredPlaylist? {
    try readingSnapshot { db in
      guard
        let row = try Row.fetchOne(
          db, sql: Self.summarySQL + " WHERE p.name = ?", arguments: [Self.playlistName(name)]),
        let summary = Self.summary(from: row)
      else { return nil }
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT \(TrackRow.columns) FROM ytmpd_tui_playlist_entries e
          JOIN ytmpd_tui_playlists p ON p.id = e.playlist_id
          JOIN tracks t ON t.video_id = e.video_id
          LEFT JOIN ytmpd_tui_facts f ON f.video_id = e.video_id
          WHERE p.name = ? ORDER BY e.position
          """, arguments: [Self.playlistName(name)])
      var tracks: [Track] = []
      while let row = try rows.next() {
        if let track = TrackRow.track(from: row) { tracks.append(track) }
      }
      return StoredPlaylist(summary: summary, tracks: tracks)
    }
  }

  /// Every playlist, by name.
  ///
  /// - Throws: ``StoreError``.
  public func playlists() throws(StoreError) -> [PlaylistSummary] {
    try reading { db in
      try Row.fetchAll(db, sql: Self.summarySQL + " ORDER BY p.name COLLATE NOCASE, p.name")
        .compactMap(Self.summary)
    }
  }

  /// Forgets the playlist called `name`; its tracks stay.
  ///
  /// - Returns: whether there was one.
  /// - Throws: ``StoreError``.
  @discardableResult
  public func removePlaylist(named name: String) throws(StoreError) -> Bool {
    try writing { db in
      let name = Self.playlistName(name)
      try db.execute(sql: "DELETE FROM ytmpd_tui_kept_playlists WHERE name = ?", arguments: [name])
      try db.execute(sql: "DELETE FROM ytmpd_tui_playlists WHERE name = ?", arguments: [name])
      return db.changesCount > 0
    }
  }

  private static let summarySQL = """
    SELECT p.name, p.url, p.synced_at, p.skipped,
      (SELECT count(*) FROM ytmpd_tui_playlist_entries e WHERE e.playlist_id = p.id),
      s.origin, s.problem, s.tried_at,
      (SELECT count(*) FROM ytmpd_tui_kept_playlists k WHERE k.name = p.name),
      (SELECT count(*) FROM ytmpd_tui_playlist_entries e WHERE e.playlist_id = p.id AND e.video_id IN
        (SELECT a.video_id FROM ytmpd_tui_audio a WHERE a.bytes >= a.length))
    FROM ytmpd_tui_playlists p LEFT JOIN ytmpd_tui_playlist_states s ON s.playlist_id = p.id
    """

  private static func playlistID(_ name: String, in db: Database) throws -> Int64? {
    try Int64.fetchOne(db, sql: "SELECT id FROM ytmpd_tui_playlists WHERE name = ?", arguments: [name])
  }

  private static func saveState(
    of id: Int64, origin: PlaylistOrigin?, problem: String?, now: Date, in db: Database
  ) throws {
    try db.execute(
      sql: """
        INSERT INTO ytmpd_tui_playlist_states (playlist_id, origin, problem, tried_at)
        VALUES (?1, coalesce(?2, ''), ?3, ?4)
        ON CONFLICT (playlist_id) DO UPDATE SET origin = coalesce(?2, origin), problem = ?3, tried_at = ?4
        """, arguments: [id, origin?.rawValue, problem, now.timeIntervalSince1970])
  }

  private static func saveLeftOut(_ entries: [LeftOutEntry], of id: Int64, in db: Database) throws {
    try db.execute(sql: "DELETE FROM ytmpd_tui_left_out WHERE playlist_id = ?", arguments: [id])
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO ytmpd_tui_left_out (playlist_id, number, reference, name, reason)
        VALUES (?1, ?2, ?3, coalesce(?4, (SELECT CASE WHEN coalesce(artist, '') = '' THEN title
          ELSE artist || ' - ' || title END FROM tracks WHERE video_id = ?3)), ?5)
        """)
    for (number, entry) in entries.enumerated() {
      try statement.execute(arguments: [
        id, number, MetadataText.clean(entry.reference) ?? "?", MetadataText.clean(entry.name),
        entry.reason.rawValue,
      ])
    }
  }

  private static func saveEntries(_ tracks: [Track], of id: Int64, in db: Database) throws {
    try db.execute(sql: "DELETE FROM ytmpd_tui_playlist_entries WHERE playlist_id = ?", arguments: [id])
    let statement = try db.cachedStatement(
      sql: "INSERT INTO ytmpd_tui_playlist_entries (playlist_id, position, video_id) VALUES (?, ?, ?)")
    for (position, track) in tracks.enumerated() {
      try statement.execute(arguments: [id, position, track.id.rawValue])
    }
  }

  /// `name` as the library keeps it: on one line, and never empty.
  public static func cleanedPlaylistName(_ name: String) -> String { MetadataText.clean(name) ?? "playlist" }

  private static func playlistName(_ name: String) -> String { cleanedPlaylistName(name) }

  private static func summary(from row: Row) -> PlaylistSummary? {
    // Through functions of TrackRow: the optimiser of Swift 6.3 crashes on as many conversions in one body.
    guard let name = MetadataText.clean(TrackRow.text(row, 0)) else { return nil }
    var summary = PlaylistSummary(
      name: name, url: TrackRow.text(row, 1), syncedAt: Date(unixSeconds: TrackRow.number(row, 2)),
      count: Int(clamping: TrackRow.integer(row, 4) ?? 0),
      skipped: Int(clamping: TrackRow.integer(row, 3) ?? 0))
    summary.origin = TrackRow.text(row, 5).flatMap(PlaylistOrigin.init)
    summary.problem = MetadataText.clean(TrackRow.text(row, 6))
    summary.triedAt = TrackRow.number(row, 7).map { Date(unixSeconds: $0) }
    summary.isKept = TrackRow.integer(row, 8) ?? 0 > 0
    summary.completeCount = Int(clamping: TrackRow.integer(row, 9) ?? 0)
    return summary
  }
}
