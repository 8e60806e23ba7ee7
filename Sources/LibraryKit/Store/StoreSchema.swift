import FoundationEssentials
import GRDB

/// The tables: ytmpd's one, which is never altered, and those of our own beside it.
enum StoreSchema {
  /// ytmpd's table as its current version makes it.
  static let tracksTable = """
    CREATE TABLE IF NOT EXISTS tracks (
      video_id TEXT PRIMARY KEY, stream_url TEXT, artist TEXT, title TEXT NOT NULL, updated_at REAL NOT NULL)
    """

  /// What is known of a track beyond ytmpd's columns. `album` and `duration` belong to the track; the columns
  /// from `format_id` on hold only for the URL whose digest is `url_fingerprint`.
  static let factsTable = """
    ytmpd_tui_facts (
      video_id TEXT NOT NULL PRIMARY KEY, album TEXT, duration REAL, url_fingerprint INTEGER,
      format_id TEXT, extension TEXT, content_type TEXT, length INTEGER, bitrate INTEGER, headers TEXT,
      chunk_limit INTEGER, available_at REAL,
      play_count INTEGER NOT NULL DEFAULT 0, last_played_at REAL, last_error TEXT, last_error_at REAL
    ) WITHOUT ROWID
    """

  private static let playlistsTable = """
    ytmpd_tui_playlists (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, url TEXT, synced_at REAL NOT NULL,
      skipped INTEGER NOT NULL DEFAULT 0)
    """

  private static let entriesTable = """
    ytmpd_tui_playlist_entries (
      playlist_id INTEGER NOT NULL REFERENCES ytmpd_tui_playlists(id) ON DELETE CASCADE,
      position INTEGER NOT NULL, video_id TEXT NOT NULL, PRIMARY KEY (playlist_id, position)
    ) WITHOUT ROWID
    """

  /// What is known of a playlist beyond the first version's columns: who wants it, and how reading it went.
  private static let playlistStatesTable = """
    ytmpd_tui_playlist_states (
      playlist_id INTEGER NOT NULL PRIMARY KEY REFERENCES ytmpd_tui_playlists(id) ON DELETE CASCADE,
      origin TEXT NOT NULL, problem TEXT, tried_at REAL)
    """

  /// The entries of a playlist that are no tracks: private, deleted and suchlike.
  private static let leftOutTable = """
    ytmpd_tui_left_out (
      playlist_id INTEGER NOT NULL REFERENCES ytmpd_tui_playlists(id) ON DELETE CASCADE,
      number INTEGER NOT NULL, reference TEXT NOT NULL, name TEXT, reason TEXT NOT NULL,
      PRIMARY KEY (playlist_id, number)
    ) WITHOUT ROWID
    """

  /// What a playlist's listing called a track last: a row of `tracks` that still has these names has none of its own,
  /// so better ones may replace them.
  static let listedTable = """
    ytmpd_tui_listed (video_id TEXT NOT NULL PRIMARY KEY, title TEXT NOT NULL, artist TEXT) WITHOUT ROWID
    """

  /// The playlist files we wrote: only those are written again, or removed. `playlist` is a name rather than
  /// a key, for the file outlives the row until it is removed.
  private static let filesTable = """
    ytmpd_tui_playlist_files (
      path TEXT NOT NULL PRIMARY KEY, playlist TEXT NOT NULL, digest INTEGER NOT NULL) WITHOUT ROWID
    """

  /// The last search's results, so that the numbers people read are the ones they choose by.
  private static let searchTable = """
    ytmpd_tui_search (
      number INTEGER NOT NULL PRIMARY KEY, words TEXT NOT NULL, searched_at REAL NOT NULL, video_id TEXT NOT NULL)
    """

  /// The marks of an earlier version.
  private static let lossesTable = """
    ytmpd_tui_losses (
      video_id TEXT NOT NULL PRIMARY KEY, reason TEXT NOT NULL, lost_at REAL NOT NULL
    ) WITHOUT ROWID
    """

  /// What else tells the rendition behind a URL, for the URL whose digest is `url_fingerprint`.
  static let renditionsTable = """
    ytmpd_tui_renditions (
      video_id TEXT NOT NULL PRIMARY KEY, url_fingerprint INTEGER NOT NULL, language TEXT NOT NULL
    ) WITHOUT ROWID
    """

  /// The tracks whose names in ``listedTable`` are the song's and its artist's own.
  private static let officialTable =
    "ytmpd_tui_official (video_id TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID"

  /// The titles at YouTube that playlists were named after; those that a person named have none.
  private static let titlesTable = """
    ytmpd_tui_playlist_titles (
      playlist_id INTEGER NOT NULL PRIMARY KEY REFERENCES ytmpd_tui_playlists(id) ON DELETE CASCADE,
      title TEXT NOT NULL)
    """

  /// The tracks that are marked as failing: the word of the failure's class, its sentence, when it was, and the moment before
  /// which nothing asks in advance.
  private static let marksTable = """
    ytmpd_tui_marks (
      video_id TEXT NOT NULL PRIMARY KEY, word TEXT NOT NULL, reason TEXT NOT NULL, marked_at REAL NOT NULL,
      next_try REAL
    ) WITHOUT ROWID
    """

  /// The list of the cache of audio: a row a rendition, with the checksums of the blocks that have reached the disk. The
  /// blob stands last, so that listings need not read it.
  private static let audioTable = """
    ytmpd_tui_audio (
      number INTEGER NOT NULL PRIMARY KEY, video_id TEXT NOT NULL, format_id TEXT NOT NULL, language TEXT,
      length INTEGER NOT NULL, modified TEXT, content_type TEXT, bitrate INTEGER, extension TEXT,
      heard_at REAL NOT NULL, bytes INTEGER NOT NULL, blocks BLOB NOT NULL)
    """

  /// The tracks that are kept, whether the library holds them or not.
  private static let keptTable = """
    ytmpd_tui_kept (video_id TEXT NOT NULL PRIMARY KEY, kept_at REAL NOT NULL) WITHOUT ROWID
    """

  /// The names of the playlists that are kept.
  private static let keptPlaylistsTable = """
    ytmpd_tui_kept_playlists (name TEXT NOT NULL PRIMARY KEY, kept_at REAL NOT NULL) WITHOUT ROWID
    """

  /// Why downloads for good did not succeed, since a person last asked for them.
  private static let keepFailuresTable = """
    ytmpd_tui_keep_failures (
      video_id TEXT NOT NULL PRIMARY KEY, word TEXT NOT NULL, reason TEXT NOT NULL, failed_at REAL NOT NULL,
      tries INTEGER NOT NULL, next_try REAL NOT NULL, is_tracks_own INTEGER NOT NULL
    ) WITHOUT ROWID
    """

  private static let ownTables = [
    factsTable, playlistsTable, entriesTable, playlistStatesTable, leftOutTable, listedTable, filesTable,
    searchTable, lossesTable, renditionsTable, officialTable, titlesTable,
    marksTable, audioTable, keptTable, keptPlaylistsTable,
    keepFailuresTable,
  ]

  /// Each step adds, none alters or drops; a step that was released is never edited, only followed by another.
  private static let migrations: [[String]] = [
    [
      "CREATE TABLE IF NOT EXISTS \(factsTable)",
      "CREATE TABLE IF NOT EXISTS \(playlistsTable)",
      "CREATE TABLE IF NOT EXISTS \(entriesTable)",
    ],
    [
      "CREATE TABLE IF NOT EXISTS \(playlistStatesTable)",
      "CREATE TABLE IF NOT EXISTS \(leftOutTable)",
      "CREATE TABLE IF NOT EXISTS \(listedTable)",
      "CREATE TABLE IF NOT EXISTS \(filesTable)",
      "CREATE TABLE IF NOT EXISTS \(searchTable)",
    ],
    ["CREATE TABLE IF NOT EXISTS \(lossesTable)"],
    ["CREATE TABLE IF NOT EXISTS \(renditionsTable)"],
    ["CREATE TABLE IF NOT EXISTS \(officialTable)", "CREATE TABLE IF NOT EXISTS \(titlesTable)"],
    [
      "CREATE TABLE IF NOT EXISTS \(marksTable)",
      // What an earlier version kept of losses; of failed resolves it kept the network's as well.
      """
      INSERT OR IGNORE INTO ytmpd_tui_marks (video_id, word, reason, marked_at)
        SELECT video_id, 'other', reason, lost_at FROM ytmpd_tui_losses
      """,
    ],
    [
      "CREATE TABLE IF NOT EXISTS \(audioTable)",
      "CREATE INDEX IF NOT EXISTS ytmpd_tui_audio_videos ON ytmpd_tui_audio (video_id)",
      "CREATE TABLE IF NOT EXISTS \(keptTable)",
      "CREATE TABLE IF NOT EXISTS \(keptPlaylistsTable)",
    ],
    ["CREATE TABLE IF NOT EXISTS \(keepFailuresTable)"],
  ]

  /// The ids of all that is kept, each at least once.
  static let keptTracks = """
    SELECT video_id FROM ytmpd_tui_kept
    UNION ALL
    SELECT e.video_id FROM ytmpd_tui_kept_playlists k
      JOIN ytmpd_tui_playlists p ON p.name = k.name
      JOIN ytmpd_tui_playlist_entries e ON e.playlist_id = p.id
    """

  /// Makes what is missing. Writes nothing, and so needs no lock, when nothing is.
  static func migrate(_ db: Database) throws {
    let hasTracks = try db.tableExists("tracks")
    let hasLedger = try db.tableExists("ytmpd_tui_migrations")
    let done =
      hasLedger ? try Int.fetchOne(db, sql: "SELECT max(version) FROM ytmpd_tui_migrations") ?? 0 : 0
    guard !hasTracks || done < migrations.count else { return }
    try db.inTransaction(.immediate) {
      try db.execute(sql: tracksTable)
      try db.execute(
        sql: """
          CREATE TABLE IF NOT EXISTS ytmpd_tui_migrations (version INTEGER PRIMARY KEY, applied_at REAL NOT NULL)
          """)
      // Another instance may have been quicker: the steps bear repetition.
      for (index, step) in migrations.enumerated() where index >= done {
        for statement in step { try db.execute(sql: statement) }
        try db.execute(
          sql: "INSERT OR IGNORE INTO ytmpd_tui_migrations (version, applied_at) VALUES (?, ?)",
          arguments: [index + 1, Date().timeIntervalSince1970])
      }
      return .commit
    }
  }

  /// Stands in for our own tables in a database that cannot be written and never was opened by us: the
  /// connection gets empty temporary ones, so that every query reads the same.
  static func addTemporaryTables(_ db: Database) throws {
    for table in ownTables {
      let name = String(table.prefix { $0 != " " })
      if try !db.tableExists(name) {
        let withoutReferences = table.replacing(
          " REFERENCES ytmpd_tui_playlists(id) ON DELETE CASCADE", with: "")
        try db.execute(sql: "CREATE TEMP TABLE \(withoutReferences)")
      }
    }
  }

  /// What must be known of ytmpd's table.
  struct Shape: Equatable {
    /// Whether `stream_url` may not be NULL: the table of ytmpd's first version.
    var requiresURL: Bool
  }

  /// Reads the shape of `tracks`.
  ///
  /// - Returns: the shape, or a sentence on why the table is not ytmpd's.
  static func shape(_ db: Database) throws -> Result<Shape, ForeignSchema> {
    guard
      try String.fetchOne(db, sql: "SELECT type FROM sqlite_master WHERE name = 'tracks' COLLATE NOCASE")
        == "table"
    else { return .failure(ForeignSchema(reason: "tracks is not a table")) }
    var columns: [String: (isRequired: Bool, key: Int)] = [:]
    for row in try Row.fetchAll(db, sql: "PRAGMA table_info(tracks)") {
      let name: String = row["name"]
      let isRequired: Bool = row["notnull"]
      columns[name.lowercased()] = (isRequired, row["pk"])
      let isOurs = expected.contains(name.lowercased())
      if !isOurs, isRequired, (row["dflt_value"] as DatabaseValue).isNull {
        return .failure(ForeignSchema(reason: "tracks wants a column \(name) we do not know"))
      }
    }
    if let missing = expected.first(where: { columns[$0] == nil }) {
      return .failure(ForeignSchema(reason: "tracks has no column \(missing)"))
    }
    guard columns["video_id"]?.key == 1, columns.values.filter({ $0.key > 0 }).count == 1 else {
      return .failure(ForeignSchema(reason: "video_id is not the key of tracks"))
    }
    return .success(Shape(requiresURL: columns["stream_url"]?.isRequired ?? false))
  }

  private static let expected = ["video_id", "stream_url", "artist", "title", "updated_at"]

  /// Why a `tracks` table is not ytmpd's.
  struct ForeignSchema: Error, Equatable {
    var reason: String
  }
}
