import Foundation
import GRDB
import LoopbackOrigin
import TestSupport
import Testing

@testable import LibraryKit
@testable import ProxyKit
@testable import TrackKit

/// What a listener notices of a library in trouble: as little as can be.
@Suite(.timeLimit(.minutes(3)), .serialized) struct StoreServiceTests {
  /// Another program writes for longer than anybody waits for it.
  @Test func lockedByAnotherProgram() async throws {
    try await LibraryFixture.run { fixture in
      let locker = try fixture.database.start(YtmpdDatabase.lock)
      _ = try fixture.database.line(from: locker)
      #expect(Octets(try await fixture.get(.test).body) == Octets(fixture.audio))
      #expect(Octets(try await fixture.get(.other).body) == Octets(fixture.audio))
      // A seek, and another listener, find the URL that is not written.
      let part = try await fixture.get(.other, "Range: bytes=1000-")
      #expect(part.status == 206 && Octets(part.body) == Octets(fixture.audio[1000...]))
      #expect(fixture.program.runs.count == 1)
      // It dies in mid-lock, too, and is refreshed.
      fixture.origin.script("\(VideoID.test)", [.revoke(403)])
      #expect(Octets(try await fixture.get(.test).body) == Octets(fixture.audio))
      try await fixture.recorder.wait { $0.isNotice("in memory alone: the database is locked") }
      #expect(fixture.notices.count == 1, "\(fixture.notices)")

      _ = try fixture.database.finish(locker)
      try await fixture.recorder.wait { $0.isNotice("can be written again; new URLs kept: ") }
      while fixture.store.heldCount > 0 { try await Task.sleep(for: .milliseconds(10)) }
      let written = try fixture.database.python(
        "print(db.execute(\"SELECT stream_url FROM tracks WHERE video_id = '\(VideoID.other)'\").fetchone()[0])"
      )
      #expect(written.contains("id=\(VideoID.other)"))
      #expect(try await fixture.service.status().tracks.fresh == 2)
    }
  }

  @Test func readOnly() async throws {
    try await LibraryFixture.run {
      $0.access = .readOnly
    } _: { fixture in
      for _ in 0..<2 {
        for id in [VideoID.test, .other, LibraryFixture.numbered(1)] {
          let answer = try await fixture.get(id)
          #expect(Octets(answer.body) == Octets(fixture.audio))
        }
      }
      // Once for each track that had no URL, however often it is played.
      #expect(fixture.program.runs.count == 2)
      #expect(fixture.notices.count == 1, "\(fixture.notices)")
      #expect(fixture.notices.allSatisfy { $0.contains("read-only") })
    }
  }

  @Test func fullDisk() async throws {
    try await LibraryFixture.run { fixture in
      try fixture.store.writing { db in
        let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
        _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages)")
        // No room in the pages there are, either.
        try db.execute(
          sql: "UPDATE tracks SET artist = (SELECT hex(zeroblob(1500))) WHERE video_id = '\(VideoID.other)'")
      }
      for number in 0..<20 {
        let answer = try await fixture.get(LibraryFixture.numbered(number))
        #expect(Octets(answer.body) == Octets(fixture.audio))
      }
      #expect(
        Octets(try await fixture.get(LibraryFixture.numbered(3), "Range: bytes=5-").body)
          == Octets(fixture.audio[5...]))
      #expect(fixture.program.runs.count == 20)
      try await fixture.recorder.wait { $0.isNotice("in memory alone: there is no room left") }
      try fixture.store.writing { db in _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = 100000") }
      try await fixture.recorder.wait { $0.isNotice("can be written again") }
      while fixture.store.heldCount > 0 { try await Task.sleep(for: .milliseconds(10)) }
      #expect(try await fixture.service.status().tracks.fresh == 21)
    }
  }

  /// The library breaks while it is open: 500 with a sentence for what nobody knows any more, said once.
  @Test func damaged() async throws {
    try await LibraryFixture.run {
      $0.prepare = { try $0.python(YtmpdDatabase.manyRows) }
    } _: { fixture in
      #expect(Octets(try await fixture.get(.test).body) == Octets(fixture.audio))
      // Everything that was written is in the log; it goes into the file, which is then overwritten.
      try fixture.database.python("db.execute('PRAGMA wal_checkpoint(TRUNCATE)').fetchall()")
      let file = try #require(FileHandle(forWritingAtPath: fixture.database.path))
      let size = try file.seekToEnd()
      try file.seek(toOffset: 4096)
      try file.write(contentsOf: Data(repeating: 0x5A, count: Int(size) - 4096))
      try file.close()

      #expect(Octets(try await fixture.get(.test).body) == Octets(fixture.audio))
      var failed = 0
      for number in stride(from: 0, to: 6000, by: 500) {
        let answer = try await fixture.get(try #require(VideoID("d\(1_000_000_000 + number)")))
        guard answer.status == 500 else { continue }
        failed += 1
        #expect(answer.text.hasPrefix("the library of tracks can't be read: the database is damaged"))
        #expect(!answer.text.contains("/") && answer.text.split(separator: "\n").count == 1, "\(answer.text)")
      }
      #expect(failed > 0)
      #expect(fixture.notices.count { $0.contains("can't be read") } == 1, "\(fixture.notices)")
      #expect(Octets(try await fixture.get(.test).body) == Octets(fixture.audio))
      let health = try WireClient(port: fixture.service.port)
      health.ask("GET", "/health")
      #expect(await health.read().status == 200)
    }
  }
}

extension ProxyEvent.Kind {
  fileprivate func isNotice(_ words: String) -> Bool {
    if case .notice(_, let text) = self { text.contains(words) } else { false }
  }
}
