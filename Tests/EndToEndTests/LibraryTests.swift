import Foundation
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// Libraries that ytmpd made, and goes on using.
  struct LibraryTests {
    @Test(arguments: YtmpdTable.allCases)
    func `of ytmpd is served in place`(table: YtmpdTable) async throws {
      try await Stage.set { stage in
        let song = try #require(stage.songs.first)
        let old = try #require(stage.origin.url(for: song.id.rawValue))
        let new = try #require(try stage.mint().first)
        try await stage.home.makeLibrary(table, song: song, url: old, age: 6 * 3600)
        let before = try await stage.home.row(song.id)
        let proxy = try await stage.serve()

        let answer = try await Curl.get(proxy.url(song.id))
        #expect(answer.status == 200 && answer.body == song.audio.bytes)
        let log = try await proxy.log.line(with: "refreshing", "video_id=\(song.id)")
        #expect(log.contains("6 h 00 min old"), "\(log)")
        let targets = Set(stage.origin.requests.map(\.request.target))
        #expect(targets.count == 1 && targets.allSatisfy { new.hasSuffix($0) })

        let after = try await stage.home.row(song.id)
        #expect(after.url == new)
        #expect(Date().timeIntervalSince1970 - after.updatedAt < 60)
        #expect(after.artist == before.artist && after.title == before.title)
        // Played again, it is neither resolved nor written again.
        #expect(try await Curl.get(proxy.url(song.id)).body == song.audio.bytes)
        #expect(try await stage.home.row(song.id) == after)
        #expect(try stage.ytDlp.questions().count == 1)
      }
    }

    @Test(arguments: YtmpdTable.allCases)
    func `is read and written by others meanwhile`(table: YtmpdTable) async throws {
      try await Stage.set([.webmOpus, .mp3], seconds: 10) { stage in
        let songs = stage.songs
        let url = try #require(stage.origin.url(for: songs[0].id.rawValue))
        try await stage.home.makeLibrary(table, song: songs[0], url: url, age: 60)
        let proxy = try await stage.serve()
        #expect(try await Curl.get(proxy.url(songs[0].id)).body == songs[0].audio.bytes)

        let count = try await succeed("sqlite3", stage.home.database, "SELECT count(*) FROM tracks")
        #expect(count == "1")
        try await stage.home.python(
          "db.execute('INSERT INTO tracks VALUES (?, ?, ?, ?, ?)', ('\(songs[1].id)', '', 'A', 'B', 1.0)); db.commit()"
        )
        #expect(try await Curl.get(proxy.url(songs[1].id)).body == songs[1].audio.bytes)
        let integrity = try await succeed("sqlite3", stage.home.database, "PRAGMA integrity_check")
        #expect(integrity == "ok")
        #expect(await proxy.terminate() == .status(0))
        let columns = try await stage.home.python(
          "print([row[1] for row in db.execute('PRAGMA table_info(tracks)')])")
        #expect(columns == "['video_id', 'stream_url', 'artist', 'title', 'updated_at']")
      }
    }

    @Test func `plays from the old URL when no new one comes`() async throws {
      try await Stage.set(seconds: 10) { stage in
        let song = try #require(stage.songs.first)
        let url = try #require(stage.origin.url(for: song.id.rawValue))
        try stage.mint { _, video in video.error = "Sign in to confirm you’re not a bot" }
        try await stage.home.makeLibrary(.second, song: song, url: url, age: 6 * 3600)
        let proxy = try await stage.serve()

        #expect(try await Curl.get(proxy.url(song.id)).body == song.audio.bytes)
        let line = try await proxy.log.line(with: "[PROXY] degraded", "video_id=\(song.id)")
        #expect(line.contains("WARNING"), "\(line)")
        let status = try await proxy.status()
        #expect(status.refreshes.degradedTotal == 1 && status.refreshes.failedTotal == 1)
        #expect(status.resolver.state == .open && status.resolver.reason != nil)
        // yt-dlp is left in peace from now on; the music goes on.
        #expect(try await Curl.get(proxy.url(song.id)).body == song.audio.bytes)
        #expect(try stage.ytDlp.questions().count == 1)
        #expect(try await stage.home.row(song.id).url == url)
      }
    }
  }
}

/// The versions of ytmpd's table.
enum YtmpdTable: String, CaseIterable, Sendable {
  case first = "stream_url TEXT NOT NULL"
  case second = "stream_url TEXT"
}

/// A row of ytmpd's table.
struct YtmpdRow: Decodable, Equatable {
  var url: String?
  var artist: String?
  var title: String
  var updatedAt: Double
}

extension Workplace {
  /// Makes a library as ytmpd does, with one song whose URL is `age` seconds old.
  func makeLibrary(_ table: YtmpdTable, song: Song, url: String, age: Int) async throws {
    try await python(
      """
      db.execute('''CREATE TABLE IF NOT EXISTS tracks (video_id TEXT PRIMARY KEY, \(table.rawValue),
        artist TEXT, title TEXT NOT NULL, updated_at REAL NOT NULL)''')
      db.execute('INSERT INTO tracks VALUES (?, ?, ?, ?, ?)',
        ('\(song.id)', '\(url)', 'As ytmpd has it', 'A title', time.time() - \(age)))
      db.commit()
      """)
  }

  /// The row of a track, as Python reads it.
  func row(_ id: VideoID) async throws -> YtmpdRow {
    let json = try await python(
      """
      row = db.execute("SELECT stream_url, artist, title, updated_at FROM tracks WHERE video_id = '\(id)'").fetchone()
      print(json.dumps(dict(zip(('url', 'artist', 'title', 'updatedAt'), row))))
      """)
    return try JSONDecoder().decode(YtmpdRow.self, from: Data(json.utf8))
  }
}
