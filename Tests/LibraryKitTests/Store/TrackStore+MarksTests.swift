import Foundation
import TestSupport
import Testing
import TrackKit

@testable import LibraryKit

@Suite struct TrackMarkStoreTests {
  private let id = testVideo("-abcdefghij")
  private let start = Date(timeIntervalSince1970: 1_800_000_000)

  private func store() throws -> TrackStore {
    let store = try TrackStore()
    try store.register([Track(id: id, title: "T")], now: start)
    return store
  }

  @Test func `a mark is kept with its word and the next try`() throws {
    let store = try store()
    #expect(try store.storedTrack(id)?.mark == nil)
    let mark = TrackMark(word: "not-begun", reason: "later", date: start, nextTry: start + 7200)
    #expect(try store.mark(id, mark))
    #expect(try store.storedTrack(id)?.mark == mark)
    #expect(try store.tracks().first?.mark == mark)
    #expect(try store.mark(of: id) == mark)
    // The last one counts.
    let other = TrackMark(word: "refused", reason: "upstream\n403", date: start + 1)
    try store.mark(id, other)
    #expect(try store.storedTrack(id)?.lastError == "upstream 403")
    #expect(try store.mark(of: id)?.nextTry == nil)
  }

  @Test func `what the library does not hold is not marked`() throws {
    let store = try store()
    let stranger = testVideo("abcdefghijk")
    #expect(try !store.mark(stranger, TrackMark(word: "private", reason: "r", date: start)))
    #expect(try store.mark(of: stranger) == nil)
    #expect(try store.track(stranger) == nil)
  }

  @Test func `a mark goes when the track plays, or has a new URL`() throws {
    let store = try store()
    let mark = TrackMark(word: "private", reason: "r", date: start)
    try store.mark(id, mark)
    #expect(try !store.unmark(id, madeBefore: start - 1), "the mark is younger")
    #expect(try store.unmark(id, madeBefore: start))
    #expect(try !store.unmark(id, madeBefore: start))
    try store.mark(id, mark)
    try store.notePlayed(id, at: start)
    #expect(try store.mark(of: id) == nil)
    try store.mark(id, mark)
    var track = Track(id: id, title: "T")
    track.media = MediaSource(url: "https://x/y", resolvedAt: start + 2)
    try store.saveResolved(track)
    #expect(try store.storedTrack(id)?.mark == nil)
  }

  @Test func `what rests is not among the expired`() throws {
    let store = try store()
    let freshness = URLFreshness()
    let later = start + 100_000
    func expired(at now: Date) throws -> [VideoID] {
      try store.expiredTracks(freshness: freshness, now: now, includingUnresolved: true).map(\.id)
    }
    #expect(try expired(at: later) == [id])
    try store.mark(
      id, TrackMark(word: "private", reason: "r", date: later, nextTry: later + 86_400))
    #expect(try expired(at: later) == [])
    #expect(try expired(at: later + 86_399) == [])
    #expect(try expired(at: later + 86_400) == [id])
    // A clock that was put back ends the rest.
    #expect(try expired(at: later - 3600) == [id])
    // A mark without a next try holds nothing up.
    try store.mark(id, TrackMark(word: "refused", reason: "r", date: later))
    #expect(try expired(at: later) == [id])
  }

  @Test func `the losses of an earlier version are marks`() async throws {
    let database = try YtmpdDatabase()
    try database.python(
      """
      db.execute("CREATE TABLE IF NOT EXISTS tracks(video_id TEXT PRIMARY KEY, stream_url TEXT, artist TEXT, "
        "title TEXT NOT NULL, updated_at REAL NOT NULL)")
      db.execute("INSERT INTO tracks VALUES ('-abcdefghij', NULL, 'A', 'T', 0)")
      db.execute("CREATE TABLE ytmpd_tui_losses (video_id TEXT NOT NULL PRIMARY KEY, reason TEXT NOT NULL, "
        "lost_at REAL NOT NULL) WITHOUT ROWID")
      db.execute("INSERT INTO ytmpd_tui_losses VALUES ('-abcdefghij', 'upstream 403', 1700000000)")
      db.commit()
      """)
    let store = try TrackStore.open(path: database.path).store
    #expect(try store.storedTrack(id)?.lastError == "upstream 403")
  }
}
