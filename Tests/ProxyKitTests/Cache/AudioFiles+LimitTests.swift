import Foundation
import LibraryKit
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

struct AudioFilesLimitTests {
  /// Five blocks.
  private static let audio = patternedBytes(5 << 16)

  private static func facts(_ number: Int) throws -> AudioFacts {
    .test(try #require(VideoID("song-\(100_000 + number)")), length: audio.count)
  }

  /// Writes a song whole and lists it.
  private static func add(_ number: Int, to cache: CacheFixture) async throws -> CacheFixture.File {
    let file = try #require(try await cache.file(try facts(number)))
    try await cache.onLoop { files in
      files.retain(file.value)
      files.noteHeard(file.value)
    }
    for block in 0..<audio.count >> 16 {
      // What is being taken away counts until it is gone.
      let bytes = Array(audio[block << 16..<(block + 1) << 16])
      while try await cache.write(bytes, block: block, of: file) == nil { try await cache.settled() }
    }
    try await cache.onLoop { $0.release(file.value) }
    try await cache.settled()
    return file
  }

  private static func there(_ cache: CacheFixture) throws -> [String] {
    try cache.store.audioEntries().compactMap { $0.id?.rawValue }.sorted()
  }

  /// How many bytes the files take on the disk.
  private static func size(_ cache: CacheFixture) throws -> Int64 {
    try cache.paths.reduce(0) { sum, path in
      var status = stat()
      return stat(path, &status) == 0 ? sum + Int64(status.st_blocks) * 512 : sum
    }
  }

  @Test func `the disk never has more than the limit, and the song heard last stays`() async throws {
    try await CacheFixture.run(limit: 1 << 20) { cache in
      for number in 0..<8 {
        _ = try await Self.add(number, to: cache)
        #expect(try Self.size(cache) <= 1 << 20)
        #expect(try Self.there(cache).contains("song-\(100_000 + number)"))
        if number == 2 {
          // Heard again, it outlives the one after it.
          let first = try #require(try await cache.find(try Self.facts(1).id).first)
          try await cache.onLoop { $0.noteHeard(first.value) }
        }
        if number == 3 { #expect(try Self.there(cache).contains("song-100001")) }
      }
      #expect(try cache.paths.count == (try Self.there(cache).count))
      #expect(cache.told.isEmpty)
    }
  }

  @Test func `what is read and what is kept stays`() async throws {
    try await CacheFixture.run(limit: 64 << 20) { cache in
      let read = try await Self.add(0, to: cache)
      for number in 1..<4 { _ = try await Self.add(number, to: cache) }
      try await cache.onLoop { $0.retain(read.value) }
      try cache.keep(try Self.facts(1).id)
      try await cache.onLoop { $0.setLimit(0) }
      try await cache.until { $0.index.entries.count == 2 }
      #expect(try await cache.readAll(read) == .bytes(Octets(Self.audio)))
      #expect(try await cache.file(try Self.facts(9)) == nil)
      // Released, it is the next to go.
      try await cache.onLoop { $0.release(read.value) }
      try await cache.until { $0.index.entries.count == 1 }
      try await cache.settled()
      #expect(try Self.there(cache) == ["song-100001"])
      #expect(try cache.paths.count == 1)
      // A track that is kept may be written whatever the limit.
      try cache.keep(try Self.facts(9).id)
      _ = try await Self.add(9, to: cache)
      let totals = try await cache.onLoop { $0.totals }
      #expect((totals.tracks, totals.completeTracks, totals.bytes - totals.keptBytes) == (2, 2, 0))
    }
  }

  @Test func `a smaller limit holds at the next start`() async throws {
    let folder = CacheFixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try TrackStore()
    try await CacheFixture.run(in: folder, store: store) { cache in
      for number in 0..<6 { _ = try await Self.add(number, to: cache) }
    }
    try await CacheFixture.run(in: folder, store: store, limit: 1 << 20) { cache in
      try await cache.until { $0.isStocked && $0.index.size <= $0.limit.high }
      try await cache.settled()
      #expect(try Self.there(cache) == ["song-100004", "song-100005"])
      #expect(try cache.paths.count == 2)
    }
  }

  @Test func `a disk that is slow is not waited for`() async throws {
    try await CacheFixture.run { cache in
      let facts = AudioFacts.test(length: 1 << 30)
      let file = try #require(try await cache.file(facts))
      try await cache.until { $0.isStocked }
      let taken = try await cache.onLoop { files in
        // The writer's thread is held up, as by a disk that does not answer.
        let gate = DispatchSemaphore(value: 0)
        files.disk.writer.submit { _ in gate.wait() }
        var taken = 0
        let block = ByteBuffer(repeating: 1, count: Int(BlockSet.size))
        while files.write(block, block: taken, of: file.value, done: { _ in }) { taken += 1 }
        gate.signal()
        return taken
      }
      #expect(Int64(taken) * BlockSet.size == Int64(WriteBacklog.limit))
      try await cache.until { $0.writes.isEmpty }
      #expect(try await cache.onLoop { _ in file.value.blocks.count } == taken)
    }
  }
}
