import Foundation
import TestSupport
import Testing

@testable import LibraryKit
@testable import TrackKit

@Suite struct TrackStoreOpeningTests {
  private let id = testVideo("aaaaaaaaaaa")
  private let row = "('aaaaaaaaaaa', 'https://x/1', 'A', 'T', 1800000000.0)"
  private let now = Date(timeIntervalSince1970: 1_800_000_000)

  @Test func makesFolderFileAndTables() throws {
    let database = try YtmpdDatabase()
    let path = database.folder + "/deep/er/track_mapping.db"
    let opening = try TrackStore.open(path: path)
    #expect(opening.isNew && opening.setAside == nil && !opening.store.isReadOnly)
    try opening.store.register([Track(id: id, title: "T")])
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let again = try TrackStore.open(path: path)
    #expect(!again.isNew)
    #expect(try again.store.track(id)?.title == "T")
  }

  @Test(arguments: YtmpdDatabase.Version.allCases)
  func leavesYtmpdsTableAsItIs(_ version: YtmpdDatabase.Version) throws {
    let database = try YtmpdDatabase(version, rows: row)
    let schema = "print(db.execute(\"SELECT sql FROM sqlite_master WHERE tbl_name = 'tracks'\").fetchall())"
    let before = try database.python(schema)
    let opening = try TrackStore.open(path: database.path)
    #expect(!opening.isNew && opening.setAside == nil)
    #expect(try database.python(schema) == before)
    #expect(try database.python("print(db.execute('SELECT count(*) FROM tracks').fetchone()[0])") == "1")
    #expect(try database.python("print(db.execute('PRAGMA journal_mode').fetchone()[0])") == "wal")
  }

  enum Damage: String, CaseIterable {
    case garbage, text, truncated, middle, header
  }

  @Test(arguments: Damage.allCases)
  func damagedFileIsSetAside(_ damage: Damage) throws {
    let rows = (0..<400).map { "('a\(1_000_000_000 + $0)', 'https://x/' + 'y' * 900, 'A', 'T', 1.0)" }
    let database = try YtmpdDatabase(.second, rows: rows.joined(separator: ","))
    var bytes = try Data(contentsOf: URL(fileURLWithPath: database.path))
    switch damage {
    case .garbage: bytes = Data((0..<9000).map { UInt8(truncatingIfNeeded: $0 &* 37) })
    case .text: bytes = Data("not a database\n".utf8)
    case .truncated: bytes.removeLast(bytes.count / 2)
    case .middle: bytes.replaceSubrange(20_000..<60_000, with: repeatElement(0x5A, count: 40_000))
    case .header: bytes.replaceSubrange(16..<100, with: repeatElement(0xFF, count: 84))
    }
    try bytes.write(to: URL(fileURLWithPath: database.path))
    let opening = try TrackStore.open(path: database.path, now: now)
    let aside = database.path + ".damaged-1800000000"
    #expect(opening.setAside == aside)
    #expect(opening.isNew)
    #expect(try Data(contentsOf: URL(fileURLWithPath: aside)).count == bytes.count)
    try opening.store.register([Track(id: id, title: "T")])
    #expect(try opening.store.track(id) != nil)
  }

  @Test func nothingThatWasSetAsideIsOverwritten() throws {
    let database = try YtmpdDatabase()
    for expected in ["", "-2", "-3"] {
      try Data("junk\(expected)".utf8).write(to: URL(fileURLWithPath: database.path))
      let opening = try TrackStore.open(path: database.path, now: now)
      #expect(opening.setAside == database.path + ".damaged-1800000000" + expected)
    }
  }

  @Test func logGoesAlongWithTheDamagedFile() throws {
    let database = try YtmpdDatabase()
    try Data("junk".utf8).write(to: URL(fileURLWithPath: database.path))
    try Data("log".utf8).write(to: URL(fileURLWithPath: database.path + "-wal"))
    let opening = try TrackStore.open(path: database.path, now: now)
    let aside = try #require(opening.setAside)
    #expect(FileManager.default.fileExists(atPath: aside))
    // SQLite may drop a log that belongs to no database before we see it; it must not reach the new one.
    try opening.store.register([Track(id: id, title: "T")])
    #expect(try database.python("print(db.execute('PRAGMA integrity_check').fetchone()[0])") == "ok")
  }

  @Test func aFileThatWasNeverADatabaseStaysWhereItIs() throws {
    let database = try YtmpdDatabase()
    let path = database.folder + "/config.yaml"
    try Data("proxy_port: 8080\n".utf8).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: StoreError.self) { try TrackStore.open(path: path) }
    #expect(error?.kind == .notADatabase)
    #expect(try database.files == ["config.yaml"])
  }

  @Test func anEmptyFileIsAnEmptyLibrary() throws {
    let database = try YtmpdDatabase()
    try Data().write(to: URL(fileURLWithPath: database.path))
    let opening = try TrackStore.open(path: database.path)
    #expect(opening.setAside == nil)
    #expect(try opening.store.tracks().isEmpty)
  }

  @Test func foldersAreNoDatabases() throws {
    let database = try YtmpdDatabase()
    let error = #expect(throws: StoreError.self) { try TrackStore.open(path: database.folder) }
    #expect(error?.kind == .cannotOpen)
    try Data().write(to: URL(fileURLWithPath: database.folder + "/file"))
    let below = #expect(throws: StoreError.self) { try TrackStore.open(path: database.folder + "/file/x.db") }
    #expect(below?.kind == .folder)
  }

  @Test(arguments: [
    ("CREATE TABLE tracks (id INTEGER PRIMARY KEY, name TEXT)", "video_id"),
    ("CREATE TABLE tracks (video_id TEXT, stream_url TEXT, artist TEXT, title TEXT, updated_at REAL)", "key"),
    (
      "CREATE TABLE tracks (video_id TEXT PRIMARY KEY, stream_url TEXT, artist TEXT, title TEXT, "
        + "updated_at REAL, rating INTEGER NOT NULL)", "rating"
    ),
    (
      "CREATE VIEW tracks AS SELECT 1 AS video_id, 2 AS stream_url, 3 AS artist, 4 AS title, 5 AS updated_at",
      "not a table"
    ),
  ])
  func foreignTablesAreRefused(_ table: String, _ reason: String) throws {
    let database = try YtmpdDatabase()
    try database.python("db.execute('\(table)'); db.commit()")
    let error = #expect(throws: StoreError.self) { try TrackStore.open(path: database.path) }
    #expect(error?.kind == .foreignSchema)
    #expect(error?.evidence.contains(reason) == true)
  }

  @Test func aColumnWithADefaultIsNoObstacle() throws {
    let database = try YtmpdDatabase(.second, rows: row)
    try database.python(
      "db.execute('ALTER TABLE tracks ADD COLUMN rating INTEGER NOT NULL DEFAULT 3'); db.commit()")
    let store = try TrackStore.open(path: database.path).store
    try store.register([Track(id: testVideo("bbbbbbbbbbb"), title: "T")])
    #expect(try store.tracks().count == 2)
  }

  @Test func aLockThatStaysIsSaid() throws {
    let database = try YtmpdDatabase(.second, rows: row)
    let holder = try database.start(
      "db.isolation_level = None; db.execute('BEGIN EXCLUSIVE'); print('held', flush=True); sys.stdin.read()")
    #expect(try database.line(from: holder) == "held")
    let error = #expect(throws: StoreError.self) {
      try TrackStore.open(path: database.path, busyTimeout: .milliseconds(50))
    }
    #expect(error?.kind == .locked)
    #expect(error?.disposition == .retry)
    _ = try database.finish(holder)
    #expect(try TrackStore.open(path: database.path).store.track(id) != nil)
  }

  @Test func readersDoNotWaitForAnotherProgramsWrite() throws {
    let database = try YtmpdDatabase(.second, rows: row)
    let store = try TrackStore.open(path: database.path, busyTimeout: .milliseconds(50)).store
    let holder = try database.start(
      """
      db.isolation_level = None; db.execute('BEGIN IMMEDIATE'); db.execute("UPDATE tracks SET title = 'U'")
      print('held', flush=True); sys.stdin.read(); db.execute('COMMIT')
      """)
    #expect(try database.line(from: holder) == "held")
    #expect(try store.track(id)?.title == "T")
    let error = #expect(throws: StoreError.self) { try store.register([Track(id: id, title: "V")]) }
    #expect(error?.kind == .locked)
    _ = try database.finish(holder)
    #expect(try store.track(id)?.title == "U")
  }

  @Test(arguments: YtmpdDatabase.Version.allCases)
  func readOnlyReadsAndRefusesToWrite(_ version: YtmpdDatabase.Version) throws {
    let database = try YtmpdDatabase(version, rows: row)
    let store = try TrackStore.open(path: database.path, access: .readOnly).store
    #expect(store.isReadOnly)
    #expect(try store.track(id)?.displayName == "A - T")
    #expect(try store.tracks(TrackQuery(search: "t")).count == 1)
    #expect(try store.playlists().isEmpty)
    #expect(try store.trackCounts(freshness: URLFreshness(), now: now).total == 1)
    let error = #expect(throws: StoreError.self) { try store.register([Track(id: id, title: "U")]) }
    #expect(error?.kind == .readOnly)
    #expect(try database.python("print(len(db.execute('SELECT * FROM sqlite_master').fetchall()))") == "2")
  }

  @Test func readOnlyMakesNothing() throws {
    let database = try YtmpdDatabase()
    #expect(throws: StoreError.self) { try TrackStore.open(path: database.path, access: .readOnly) }
    #expect(try database.files.isEmpty)
  }

  /// Permissions do not stop root.
  @Test(.enabled(if: geteuid() != 0), arguments: [true, false])
  func writeProtectedLibraryIsReadOnly(_ hasBeenOurs: Bool) throws {
    let database = try YtmpdDatabase(.first, rows: row)
    if hasBeenOurs { _ = try TrackStore.open(path: database.path) }
    try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: database.path)
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: database.folder)
    defer {
      try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: database.folder)
    }
    let opening = try TrackStore.open(path: database.path)
    #expect(opening.store.isReadOnly && opening.setAside == nil)
    #expect(try opening.store.track(id)?.title == "T")
    let error = #expect(throws: StoreError.self) { try opening.store.notePlayed(id, at: now) }
    #expect(error?.kind == .readOnly)
  }

  @Test(arguments: StoreError.Kind.allCases)
  func sentencesNameNoPath(_ kind: StoreError.Kind) {
    let error = StoreError(kind, path: "/home/me/x.db", evidence: "why")
    #expect(!error.sentence.contains("/home") && !error.sentence.isEmpty)
  }
}

@Suite struct TrackStoreConcurrencyTests {
  @Test(arguments: YtmpdDatabase.Version.allCases)
  func bothProgramsWriteWithoutFailure(_ version: YtmpdDatabase.Version) async throws {
    let database = try YtmpdDatabase(version)
    let store = try TrackStore.open(path: database.path).store
    let python = try database.start(
      """
      for i in range(300):
          db.execute('INSERT OR REPLACE INTO tracks VALUES (?, ?, ?, ?, ?)',
                     ('p%010d' % (i % 50), 'https://x/%d' % i, 'A', 'T%d' % i, 1800000000.0 + i))
          db.commit()
      print(db.execute("SELECT count(*) FROM tracks WHERE video_id LIKE 'p%'").fetchone()[0])
      """)
    let now = Date(timeIntervalSince1970: 1_800_000_000)
    try await withThrowingTaskGroup { group in
      for worker in 0..<2 {
        group.addTask {
          for step in 0..<150 {
            try await store.offPool { store throws(StoreError) in
              let number = String(1_000_000_000 + step % 50 * 10 + worker)
              guard let id = VideoID("s" + number) else { return }
              let media = MediaSource(url: "https://x/\(step)", resolvedAt: now + Double(step), length: 7)
              try store.saveResolved(Track(id: id, title: "T", media: media))
              guard try store.track(id)?.media == media else { throw StoreError(.other, path: "") }
              _ = try store.trackCounts(freshness: URLFreshness(), now: now)
            }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try database.finish(python) == "50")
    #expect(try store.trackCounts(freshness: URLFreshness(), now: now).total == 150)
    #expect(try database.python("print(db.execute('PRAGMA integrity_check').fetchone()[0])") == "ok")
  }
}
