import GRDB

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// A playlist of the library, without its entries.
public struct PlaylistSummary: Sendable, Equatable {
  /// The name, without `playlist_prefix`.
  public var name: String
  /// Where it is read from, `nil` for one made by hand.
  public var url: String?
  /// When it was last read.
  public var syncedAt: Date
  /// How many tracks it holds.
  public var count: Int
  /// How many private and deleted entries were left out.
  public var skipped: Int

  /// A playlist of `count` tracks.
  public init(name: String, url: String?, syncedAt: Date, count: Int, skipped: Int) {
    self.name = name
    self.url = url
    self.syncedAt = syncedAt
    self.count = count
    self.skipped = skipped
  }
}

/// A playlist with its tracks in order.
public struct StoredPlaylist: Sendable, Equatable {
  /// What it is.
  public var summary: PlaylistSummary
  /// The tracks in the playlist's order; the same one may occur twice.
  public var tracks: [Track]

  /// A playlist and its tracks.
  public init(summary: PlaylistSummary, tracks: [Track]) {
    self.summary = summary
    self.tracks = tracks
  }
}

extension TrackStore {
  /// Keeps a playlist as it is now: registers its tracks, and replaces the entries it had before.
  ///
  /// - Parameters:
  ///   - name: the name, without `playlist_prefix`; it is cleaned.
  ///   - url: where it was read from.
  ///   - tracks: the entries in order.
  ///   - skipped: how many entries were left out.
  ///   - now: the time of reading.
  /// - Throws: ``StoreError``; the playlist is as it was then.
  public func savePlaylist(
    name: String, url: String?, tracks: [Track], skipped: Int = 0, now: Date = Date()
  ) throws(StoreError) {
    try register(tracks, now: now)
    try writing { db in
      try db.execute(
        sql: """
          INSERT INTO ytmpd_tui_playlists (name, url, synced_at, skipped) VALUES (?1, ?2, ?3, ?4)
          ON CONFLICT (name) DO UPDATE SET url = ?2, synced_at = ?3, skipped = ?4
          """,
        arguments: [Self.playlistName(name), url, now.timeIntervalSince1970, skipped])
      guard
        let id = try Int64.fetchOne(
          db, sql: "SELECT id FROM ytmpd_tui_playlists WHERE name = ?", arguments: [Self.playlistName(name)])
      else { throw StoreError(.other, path: path, evidence: "the playlist was not kept") }
      try db.execute(sql: "DELETE FROM ytmpd_tui_playlist_entries WHERE playlist_id = ?", arguments: [id])
      let statement = try db.cachedStatement(
        sql: "INSERT INTO ytmpd_tui_playlist_entries (playlist_id, position, video_id) VALUES (?, ?, ?)")
      for (position, track) in tracks.enumerated() {
        try statement.execute(arguments: [id, position, track.id.rawValue])
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
      try db.execute(
        sql: "DELETE FROM ytmpd_tui_playlists WHERE name = ?", arguments: [Self.playlistName(name)])
      return db.changesCount > 0
    }
  }

  private static let summarySQL = """
    SELECT p.name, p.url, p.synced_at, p.skipped,
      (SELECT count(*) FROM ytmpd_tui_playlist_entries e WHERE e.playlist_id = p.id)
    FROM ytmpd_tui_playlists p
    """

  private static func playlistName(_ name: String) -> String {
    MetadataText.clean(name) ?? "playlist"
  }

  private static func summary(from row: Row) -> PlaylistSummary? {
    guard let name = MetadataText.clean(String.fromDatabaseValue(row[0])) else { return nil }
    return PlaylistSummary(
      name: name, url: String.fromDatabaseValue(row[1]),
      syncedAt: Date(unixSeconds: Double.fromDatabaseValue(row[2])),
      count: Int.fromDatabaseValue(row[4]) ?? 0, skipped: Int.fromDatabaseValue(row[3]) ?? 0)
  }
}
