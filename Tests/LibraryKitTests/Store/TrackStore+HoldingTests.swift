import Foundation
import GRDB
import TestSupport
import Testing

@testable import LibraryKit
@testable import TrackKit

/// A library that can't be written to, or not be read: what holds without it.
@Suite(.timeLimit(.minutes(3))) struct StoreFaultTests {
  private let id = testVideo("aaaaaaaaaaa")
  private let other = testVideo("bbbbbbbbbbb")

  private func track(_ id: VideoID, _ url: String, at seconds: Double = 1_800_000_000) -> Track {
    Track(
      id: id, title: "T",
      media: MediaSource(
        url: url, resolvedAt: Date(timeIntervalSince1970: seconds), formatID: "251", length: 5))
  }

  @Test func whatAnotherProgramLocksIsHeldAndWrittenLater() throws {
    let database = try YtmpdDatabase(.second)
    let store = try TrackStore.open(path: database.path, busyTimeout: .milliseconds(50)).store
    try store.saveResolved(track(id, "https://x/1"))
    let other = try database.start(YtmpdDatabase.lock)
    _ = try database.line(from: other)
    let new = track(id, "https://x/2", at: 1_800_000_100)
    store.hold(new)
    let error = #expect(throws: StoreError.self) { try store.saveResolved(new) }
    #expect(error?.kind == .locked && error?.disposition == .retry)
    // What is known is read all the while, the newest first.
    #expect(try store.track(id)?.media?.url == "https://x/2")
    #expect(try store.track(id)?.media?.formatID == "251")
    #expect(store.heldCount == 1)
    #expect(throws: StoreError.self) { try store.saveHeld() }
    #expect(store.heldCount == 1)
    _ = try database.finish(other)
    #expect(try store.saveHeld() == 1)
    #expect(store.heldCount == 0)
    #expect(try TrackStore.open(path: database.path).store.track(id)?.media?.url == "https://x/2")
  }

  @Test func aNewerURLOfAnotherProgramBeatsTheHeldOne() throws {
    let database = try YtmpdDatabase(.second)
    let store = try TrackStore.open(path: database.path).store
    try store.register([track(id, "")])
    store.hold(track(id, "https://x/held", at: 1_800_000_000))
    #expect(try store.track(id)?.media?.url == "https://x/held")
    try database.python(
      "db.execute(\"UPDATE tracks SET stream_url = 'https://x/theirs', updated_at = 1800000500\"); db.commit()"
    )
    #expect(try store.track(id)?.media?.url == "https://x/theirs")
  }

  @Test func aReadOnlyLibraryHoldsNewURLs() throws {
    let database = try YtmpdDatabase(.second, rows: "('aaaaaaaaaaa', None, 'A', 'T', 1.0)")
    let store = try TrackStore.open(path: database.path, access: .readOnly).store
    let new = track(id, "https://x/1")
    store.hold(new)
    let error = #expect(throws: StoreError.self) { try store.saveResolved(new) }
    #expect(error?.kind == .readOnly && error?.disposition == .giveUp)
    #expect(try store.track(id)?.media?.url == "https://x/1")
    #expect(try store.track(id)?.artist == "A")
    #expect(try store.track(other) == nil)
  }

  /// SQLite's own word for a full disk, from a limit on the file's pages.
  @Test func aFullDiskIsToldAndTheRestGoesOn() throws {
    let database = try YtmpdDatabase(.second)
    let store = try TrackStore.open(path: database.path).store
    try store.saveResolved(track(id, "https://x/1"))
    try store.writing { db in
      let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
      _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages)")
    }
    let many = try (0..<2000).map { number in
      Track(id: try #require(VideoID("full\(1_000_000 + number)")), title: String(repeating: "t", count: 500))
    }
    let error = #expect(throws: StoreError.self) { try store.register(many) }
    #expect(error?.kind == .diskFull)
    #expect(error?.sentence.contains("room") == true)
    #expect(try store.track(id)?.media?.url == "https://x/1")
    // Space comes back, and nothing is broken.
    try store.writing { db in _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = 1000000") }
    try store.register(many)
    #expect(try store.tracks().count == 2001)
    #expect(try database.python("print(db.execute('PRAGMA integrity_check').fetchone()[0])") == "ok")
  }

  /// The file is overwritten under an open library: what was played lately still plays, the rest is an error
  /// with a sentence, and nothing crashes.
  @Test func damageUnderAnOpenLibrary() throws {
    let database = try YtmpdDatabase(.second)
    try database.python(YtmpdDatabase.manyRows)
    let store = try TrackStore.open(path: database.path).store
    let known = try #require(VideoID("d1000003000"))
    let url = try #require(try store.track(known)?.media?.url)
    let file = try #require(FileHandle(forWritingAtPath: database.path))
    let size = try file.seekToEnd()
    try file.seek(toOffset: 4096)
    try file.write(contentsOf: Data(repeating: 0x5A, count: Int(size) - 4096))
    try file.close()
    #expect(try store.track(known)?.media?.url == url)
    var failures: Set<StoreError.Kind> = []
    for number in 0..<6000 where number != 3000 {
      do throws(StoreError) {
        guard let id = VideoID("d\(1_000_000_000 + number)") else { continue }
        _ = try store.track(id)
      } catch {
        failures.insert(error.kind)
        #expect(!error.sentence.contains(database.folder))
      }
    }
    #expect(failures == [.damaged])
    #expect(try store.track(known)?.media?.url == url)
    for work in [
      { try store.saveResolved(track(known, "https://x/new")) }, { _ = try store.tracks() },
      { try store.notePlayed(known, at: Date()) }, { try store.register([track(id, "")]) },
      { _ = try store.trackCounts(freshness: URLFreshness()) }, { _ = try store.dataVersion() },
    ] as [() throws -> Void] {
      // Some are served from what is in memory; none may trap.
      do { try work() } catch { #expect(error is StoreError) }
    }
    store.hold(track(known, "https://x/new"))
    #expect(try store.track(known)?.media?.url == "https://x/new")
  }
}
