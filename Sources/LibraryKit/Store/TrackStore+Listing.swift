public import FoundationEssentials
import GRDB
import Synchronization
public import TrackKit

extension TrackStore {
  /// The tracks that `query` asks for. Rows that are no tracks are left out.
  ///
  /// - Throws: ``StoreError``.
  public func tracks(_ query: TrackQuery = TrackQuery()) throws(StoreError) -> [StoredTrack] {
    // Rows are long, because of their URLs: the order is found among bare keys, and only the page is read.
    var page = "SELECT t.rowid AS track FROM \(TrackRow.source)"
    var arguments = StatementArguments()
    let words = query.search.split(whereSeparator: \.isWhitespace).prefix(16)
    let conditions = words.map { word in
      let patterns = Self.patterns(for: String(word))
      for pattern in patterns { arguments += [pattern, pattern, pattern, pattern] }
      let condition = ["t.title", "t.artist", "f.album", "t.video_id"]
      let one = condition.map { "\($0) LIKE ? ESCAPE '\\'" }.joined(separator: " OR ")
      return "(" + Array(repeating: one, count: patterns.count).joined(separator: " OR ") + ")"
    }
    if !conditions.isEmpty { page += " WHERE " + conditions.joined(separator: " AND ") }
    let order = "ORDER BY \(Self.terms(of: query.order)), t.video_id"
    let sql = """
      SELECT \(TrackRow.listingColumns) FROM (\(page) \(order) LIMIT ? OFFSET ?) page
      JOIN tracks t ON t.rowid = page.track LEFT JOIN ytmpd_tui_facts f ON f.video_id = t.video_id
      LEFT JOIN ytmpd_tui_marks m ON m.video_id = t.video_id \(order)
      """
    arguments += [query.limit.map { max($0, 0) } ?? -1, max(query.offset, 0)]
    // Before the rows are read: what is written meanwhile is in one of the two at least.
    let held = held.withLock { $0 }
    return try reading { db in
      let (shares, kept) = (try Self.audioShares(in: db), try Self.keptIDs(in: db))
      let rows = try Row.fetchCursor(db, sql: sql, arguments: arguments)
      var tracks: [StoredTrack] = []
      while let row = try rows.next() {
        guard var track = TrackRow.stored(from: row) else { continue }
        track = track.with(held[track.id])
        track.audio = shares[track.id]
        track.isKept = kept.contains(track.id)
        tracks.append(track)
      }
      return tracks
    }
  }

  /// The track with `id` and its history; `nil` when the library does not hold it.
  ///
  /// - Throws: ``StoreError``.
  public func storedTrack(_ id: VideoID) throws(StoreError) -> StoredTrack? {
    let held = held.withLock { $0[id] }
    return try reading { db in
      let statement = try db.cachedStatement(
        sql: "SELECT \(TrackRow.listingColumns) FROM \(TrackRow.listingSource) WHERE t.video_id = ?")
      let rows = try Row.fetchCursor(statement, arguments: [id.rawValue])
      guard var track = try rows.next().flatMap({ TrackRow.stored(from: $0) })?.with(held) else { return nil }
      track.audio = try Self.audioShares(of: id, in: db)[id]
      track.isKept = try Self.keptIDs(among: id, in: db).contains(id)
      return track
    }
  }

  /// The tracks whose URL is too old or about to end, the oldest first; those without a URL only if asked for. A track
  /// whose mark says that asking is of no use yet is left out.
  ///
  /// - Parameters:
  ///   - freshness: the rule for what has expired.
  ///   - now: the present.
  ///   - includingUnresolved: whether tracks that never had a URL belong to it.
  /// - Throws: ``StoreError``.
  public func expiredTracks(
    freshness: URLFreshness, now: Date, includingUnresolved: Bool = false
  ) throws(StoreError) -> [Track] {
    try reading { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT \(TrackRow.columns) FROM \(TrackRow.source)
          WHERE CASE WHEN \(URLFreshness.isResolved) THEN \(freshness.isExpired(at: now)) ELSE ?1 END
            AND NOT EXISTS (SELECT 1 FROM ytmpd_tui_marks m
              WHERE m.video_id = t.video_id AND m.next_try > ?2 AND m.marked_at <= ?3)
          ORDER BY t.updated_at, t.video_id
          """,
        arguments: [
          includingUnresolved, now.timeIntervalSince1970,
          now.addingTimeInterval(TrackMark.clockTolerance).timeIntervalSince1970,
        ])
      var tracks: [Track] = []
      while let row = try rows.next() {
        if let track = TrackRow.track(from: row) { tracks.append(track) }
      }
      return tracks
    }
  }

  /// How many tracks there are, by the state of their URL.
  ///
  /// The database is scanned only when it has changed since the last call; time passing costs
  /// nothing. At 100,000 tracks a scan takes some hundredths of a second.
  ///
  /// - Throws: ``StoreError``.
  public func trackCounts(
    freshness: URLFreshness, now: Date
  ) throws(StoreError) -> ProxyStatus.Tracks {
    let age = freshness.maximumAge
    // Read before the scan: a change in between makes the next call scan again, never miss it.
    let version = try dataVersion()
    let known = ledger.withLock { $0 }
    if let known, known.version == version, known.age == age { return known.counts(now: now) }
    let entries = try reading { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT \(URLFreshness.isResolved), t.updated_at, \(URLFreshness.expires)
          FROM tracks t WHERE \(URLFreshness.isTrack)
          """)
      var entries: [FreshnessLedger.Entry] = []
      while let row = try rows.next() {
        entries.append(
          FreshnessLedger.Entry(
            isResolved: Bool.fromDatabaseValue(row[0]) ?? false, updatedAt: Double.fromDatabaseValue(row[1]),
            expiry: Double.fromDatabaseValue(row[2])))
      }
      return entries
    }
    let fresh = FreshnessLedger(version: version, age: age, entries: entries)
    ledger.withLock { $0 = fresh }
    return fresh.counts(now: now)
  }

  /// How many tracks there are at this moment, by the state of their URL.
  ///
  /// - Throws: ``StoreError``.
  public func trackCounts(freshness: URLFreshness) throws(StoreError) -> ProxyStatus.Tracks {
    try trackCounts(freshness: freshness, now: Date())
  }

  private static func terms(of order: TrackQuery.Order) -> String {
    switch order {
    case .artist: "t.artist IS NULL OR t.artist = '', t.artist COLLATE NOCASE, t.title COLLATE NOCASE"
    case .title: "t.title COLLATE NOCASE, t.artist COLLATE NOCASE"
    case .updated: "t.updated_at DESC"
    case .played: "f.last_played_at IS NULL, f.last_played_at DESC, t.title COLLATE NOCASE"
    }
  }

  /// The patterns that find `word` in any case. SQLite folds ASCII alone, so the other scripts are asked for
  /// in each of their usual cases.
  private static func patterns(for word: String) -> [String] {
    let lower = word.lowercased()
    var spellings = [lower]
    if !word.utf8.allSatisfy({ $0 < 0x80 }) {
      spellings += [lower.prefix(1).uppercased() + lower.dropFirst(), word.uppercased(), word]
    }
    var seen: Set<String> = []
    return spellings.filter { seen.insert($0).inserted }.map { spelling in
      var pattern = "%"
      for scalar in spelling.unicodeScalars {
        if scalar == "%" || scalar == "_" || scalar == "\\" { pattern.unicodeScalars.append("\\") }
        pattern.unicodeScalars.append(scalar)
      }
      return pattern + "%"
    }
  }
}
