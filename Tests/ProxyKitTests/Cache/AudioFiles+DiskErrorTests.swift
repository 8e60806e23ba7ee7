import Foundation
import LibraryKit
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// What the system says of a disk that is broken, or of a user who may have no more of it.
struct AudioFilesDiskErrorTests {
  private static let audio = patternedBytes(6 << 16 + 777)
  private static let facts = AudioFacts.test(length: audio.count)

  /// Writes are refused as the system refuses them; nobody who listens notices, and once it takes some again they go on.
  @Test(arguments: [EDQUOT, EIO, ENOSPC, EFBIG])
  func `a refused write is said once, and tried again`(code: Int32) async throws {
    try await Self.withTwoBlocks { disk, cache, file in
      disk.fail(.write, with: code)
      #expect(try await cache.write(Self.block(2), block: 2, of: file) == false)
      if code == EFBIG {
        // It concerns this file alone.
        #expect(cache.told.isEmpty)
        #expect(try await cache.write(Self.block(3), block: 3, of: file) == nil)
      } else {
        try await cache.until { $0.health.failure != nil }
        #expect(try await cache.write(Self.block(3), block: 3, of: file) == nil, "nothing is tried meanwhile")
        #expect(cache.told.count == 1)
      }
      // What is there is read.
      let there: Range<Int64> = 0..<(2 << 16)
      #expect(try await cache.read(there, of: file, as: .memory) == .bytes(Octets(Self.audio[..<(2 << 16)])))
      #expect(try await cache.onLoop { _ in file.value.blocks.count } == 2)
      guard code != EFBIG else { return }
      disk.recover()
      try await cache.until { $0.health.failure == nil }
      #expect(cache.told.last == "the cache of audio works again")
      try await Self.write(2..<7, to: file, cache)
      #expect(try await cache.readAll(file) == .bytes(Octets(Self.audio)))
      try await cache.commit()
      #expect(try cache.store.audioRecords(of: .test).map(\.bytes) == [Int64(Self.audio.count)])
    }
  }

  /// After a failed fdatasync(2) the kernel takes the pages for clean: what was written since the last one may be gone.
  @Test(arguments: [EIO, EDQUOT])
  func `what was not synced is not listed`(code: Int32) async throws {
    try await Self.withTwoBlocks { disk, cache, file in
      try await cache.commit()
      disk.fail(.sync, with: code)
      for block in 2..<4 { _ = try await cache.write(Self.block(block), block: block, of: file) }
      try await cache.onLoop { $0.commit() }
      try await cache.until { files in files.health.failure != nil && !files.isCommitting }
      #expect(try cache.store.audioRecords(of: .test).map(\.bytes) == [2 << 16])
      #expect(try await cache.onLoop { _ in file.value.blocks.count } == 2, "nor is it read")
      #expect(cache.told.count == 1)
      disk.recover()
      try await cache.until { $0.health.failure == nil }
      try await Self.write(2..<7, to: file, cache)
      try await cache.commit()
      #expect(try cache.store.audioRecords(of: .test).map(\.bytes) == [Int64(Self.audio.count)])
      #expect(try await cache.readAll(file) == .bytes(Octets(Self.audio)))
    }
  }

  /// Blocks that can't be read are not there; whoever wants them fetches them anew.
  @Test func `what can't be read is fetched anew`() async throws {
    let disk = FaultyDisk()
    let folder = CacheFixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try TrackStore()
    try await CacheFixture.run(in: folder, store: store) { cache in
      let file = try #require(try await cache.file(Self.facts))
      try await cache.write(Self.audio, to: file)
    }
    try await CacheFixture.run(in: folder, store: store, upkeep: .milliseconds(50), calls: disk.calls) {
      cache in
      let file = try #require(try await cache.find(.test).first)
      try await cache.onLoop { $0.retain(file.value) }
      disk.fail(.read, with: EIO)
      #expect(try await cache.read(0..<100, of: file, as: .memory) == .lost)
      #expect(try await cache.onLoop { _ in file.value.blocks.contains(0) } == false)
      #expect(cache.told.first?.contains("it can't be read") == true)
      disk.recover()
      try await cache.until { $0.health.failure == nil }
      try await Self.write(0..<1, to: file, cache)
      #expect(try await cache.readAll(file) == .bytes(Octets(Self.audio)))
    }
  }

  /// A name that can't be taken away: the list does not have it, and the next start tries again.
  @Test func `what can't be taken away is taken away at the next start`() async throws {
    let disk = FaultyDisk()
    let folder = CacheFixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try TrackStore()
    try await CacheFixture.run(in: folder, store: store, calls: disk.calls) { cache in
      let file = try #require(try await cache.file(Self.facts))
      try await cache.write(Self.audio, to: file)
      try await cache.commit()
      disk.fail(.unlink, with: EIO)
      try await cache.onLoop { $0.takeAway([file.value]) }
      try await cache.until { $0.health.failure != nil }
      #expect(try cache.store.audioEntries().isEmpty)
      #expect(try cache.paths.count == 1)
    }
    try await CacheFixture.run(in: folder, store: store) { cache in
      try await cache.until { $0.isStocked }
      #expect(try cache.paths.isEmpty)
    }
  }

  /// Calls `body` with a file of which the first two blocks are written, over a disk that fails when it is told to.
  private static func withTwoBlocks(
    _ body: (FaultyDisk, CacheFixture, CacheFixture.File) async throws -> Void
  ) async throws {
    let disk = FaultyDisk()
    let folder = CacheFixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await CacheFixture.run(
      in: folder, store: try TrackStore(), upkeep: .milliseconds(50), calls: disk.calls
    ) { cache in
      let file = try #require(try await cache.file(Self.facts))
      try await cache.onLoop { $0.retain(file.value) }
      try await Self.write(0..<2, to: file, cache)
      try await body(disk, cache, file)
    }
  }

  private static func block(_ number: Int) -> [UInt8] { Array(audio.dropFirst(number << 16).prefix(1 << 16)) }

  private static func write(
    _ blocks: Range<Int>, to file: CacheFixture.File, _ cache: CacheFixture
  ) async throws {
    for block in blocks { #expect(try await cache.write(Self.block(block), block: block, of: file) == true) }
  }
}

/// The system's calls, some of which fail when they are told to.
private final class FaultyDisk: Sendable {
  enum Call { case read, write, sync, unlink }

  private let failing = Mutex<(call: Call, code: Int32)?>(nil)

  func fail(_ call: Call, with code: Int32) { failing.withLock { $0 = (call, code) } }
  func recover() { failing.withLock { $0 = nil } }

  /// Whether `call` fails now; then `errno` says why.
  private func fails(_ call: Call) -> Bool {
    guard let code = failing.withLock({ $0.flatMap { $0.call == call ? $0.code : nil } }) else {
      return false
    }
    errno = code
    return true
  }

  var calls: DiskCalls {
    DiskCalls(
      read: { [self] in fails(.read) ? -1 : pread($0, $1, $2, $3) },
      write: { [self] in fails(.write) ? -1 : pwritev($0, $1, $2, $3) },
      syncData: { [self] in fails(.sync) ? -1 : fdatasync($0) },
      unlink: { [self] in fails(.unlink) ? -1 : unlinkat($0, $1, 0) })
  }
}
