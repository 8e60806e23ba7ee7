import Foundation
import LibraryKit
import NIOCore
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// What commands do to the cache, beside a relay and without one.
struct AudioCacheFolderTests {
  private static let audio = patternedBytes(6 << 16 + 777)

  private static func add(_ facts: AudioFacts, to cache: CacheFixture) async throws -> CacheFixture.File {
    let file = try #require(try await cache.file(facts))
    try await cache.write(audio, to: file)
    try await cache.commit()
    return file
  }

  private static func damage(_ path: String, block: Int) throws {
    let handle = try FileHandle(forWritingTo: URL(filePath: path))
    try handle.seek(toOffset: UInt64(block) << 16 + 5)
    try handle.write(contentsOf: Data([1, 2, 3, 4, 5, 6, 7, 8]))
    try handle.close()
  }

  @Test func `clearing beside a relay frees the disk, and the song that plays is read to its end`()
    async throws
  {
    try await CacheFixture.run { cache in
      let played = try await Self.add(.test(length: Self.audio.count), to: cache)
      let other = try await Self.add(.test(.other, length: Self.audio.count), to: cache)
      try await cache.onLoop { $0.retain(played.value) }
      _ = try await cache.readAll(played)
      let folder = AudioCacheFolder(at: cache.folder, list: cache.store)
      let cleared = try folder.clear()
      #expect(cleared.files == 2)
      #expect(cleared.bytes >= Int64(2 * Self.audio.count))
      #expect(try cache.paths.isEmpty)
      #expect(try cache.store.audioEntries().isEmpty)
      #expect(try await cache.readAll(played) == .bytes(Octets(Self.audio)))
      // It may be open still, and then its bytes are right; but it is not found again.
      let rest = try await cache.readAll(other)
      #expect(rest == .lost || rest == .bytes(Octets(Self.audio)))
      #expect(try await cache.find(.other).isEmpty)
      try await cache.onLoop { $0.release(played.value) }
      #expect(try await cache.find(.test).isEmpty)
      // And it can be had anew.
      let again = try await Self.add(.test(length: Self.audio.count), to: cache)
      #expect(try await cache.readAll(again) == .bytes(Octets(Self.audio)))
    }
  }

  @Test func `clearing a track leaves the others`() async throws {
    try await CacheFixture.run { cache in
      _ = try await Self.add(.test(length: Self.audio.count), to: cache)
      let other = try await Self.add(.test(.other, length: Self.audio.count), to: cache)
      #expect(try AudioCacheFolder(at: cache.folder, list: cache.store).clear([.test]).files == 1)
      #expect(try await cache.readAll(other) == .bytes(Octets(Self.audio)))
      #expect(try cache.store.audioEntries().map(\.id) == [.other])
    }
  }

  @Test func `clearing within the relay does the same`() async throws {
    try await CacheFixture.run { cache in
      let file = try await Self.add(.test(length: Self.audio.count), to: cache)
      try await cache.onLoop { $0.retain(file.value) }
      _ = try await cache.readAll(file)
      let cleared = cache.loop.makePromise(of: Void.self)
      try await cache.onLoop { $0.clear([.test]) { cleared.succeed() } }
      try await cleared.futureResult.get()
      #expect(try cache.paths.isEmpty)
      #expect(try await cache.find(.test).isEmpty)
      // Nobody used it before, and so it was to be closed before long.
      try await cache.onLoop { $0.closeResting() }
      #expect(try await cache.readAll(file) == .bytes(Octets(Self.audio)))
    }
  }

  @Test(arguments: [false, true])
  func `verifying finds what is damaged, and it is fetched anew`(hasRelay: Bool) async throws {
    let path = CacheFixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let store = try TrackStore()
    let folder = AudioCacheFolder(at: path, list: store)
    @Sendable func verify() throws {
      let name = try #require(
        try FileManager.default.contentsOfDirectory(atPath: path).first { $0.hasSuffix(".audio") })
      try Self.damage(path + "/" + name, block: 2)
      let found = try folder.verify()
      #expect((found.files, found.checkedFiles, found.damagedBlocks) == (1, 1, 1))
      #expect(found.damagedTracks == [.test])
      #expect(found.bytes == Int64(Self.audio.count))
      #expect(try folder.verify().damagedBlocks == 0)
      #expect(try store.audioEntries().map(\.bytes) == [Int64(Self.audio.count) - BlockSet.size])
    }
    try await CacheFixture.run(in: path, store: store) { cache in
      let file = try await Self.add(.test(length: Self.audio.count), to: cache)
      guard hasRelay else { return }
      try await cache.onLoop { $0.retain(file.value) }
      try await Task.sleep(for: .milliseconds(60))
      for _ in 0..<2 { _ = try await cache.readAll(file) }
      try verify()
      #expect(try await cache.readAll(file) == .lost)
      #expect(try await cache.write(Array(Self.audio[2 << 16..<3 << 16]), block: 2, of: file) == true)
      #expect(try await cache.readAll(file) == .bytes(Octets(Self.audio)))
    }
    guard !hasRelay else { return }
    try verify()
    try await CacheFixture.run(in: path, store: store) { cache in
      let file = try #require(try await cache.find(.test).first)
      #expect(try await cache.onLoop { _ in file.value.blocks.total - file.value.blocks.count } == 1)
    }
  }

  @Test func `what is only in the list or only in the folder goes`() async throws {
    let path = CacheFixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let store = try TrackStore()
    try await CacheFixture.run(in: path, store: store) { cache in
      _ = try await Self.add(.test(length: Self.audio.count), to: cache)
      _ = try await Self.add(.test(.other, length: Self.audio.count), to: cache)
    }
    let gone = try #require(try store.audioRecords(of: .other).first)
    try FileManager.default.removeItem(atPath: path + "/" + AudioFileName.name(gone.number))
    try Data("x".utf8).write(to: URL(filePath: path + "/" + AudioFileName.name(12)))
    try Data("mine".utf8).write(to: URL(filePath: path + "/notes.txt"))
    #expect(try AudioCacheFolder(at: path, list: store).verify().orphans == 2)
    #expect(try store.audioEntries().map(\.id) == [.test])
    #expect(try FileManager.default.contentsOfDirectory(atPath: path).count == 4)
  }

  @Test func `a folder that is not there is empty`() throws {
    let folder = AudioCacheFolder(at: "/nowhere/at/all", list: try TrackStore())
    #expect(AudioCacheFolder.state(at: "/nowhere/at/all") == .missing)
    #expect(try folder.clear() == AudioCacheFolder.Cleared())
    #expect(try folder.verify() == AudioCacheFolder.Verification())
  }
}
