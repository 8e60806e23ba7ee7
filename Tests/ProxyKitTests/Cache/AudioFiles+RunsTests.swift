import Foundation
import LibraryKit
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Blocks of many files, written in runs.
struct AudioFilesRunsTests {
  private static let songs = 10
  /// 33 blocks and a bit each.
  private static let size = 33 << 16 + 99

  private static let audio = (0..<songs).map { number in
    Array(patternedBytes(size + number * 5 + 1).dropFirst(number * 5 + 1))
  }

  private static func facts(_ number: Int) -> AudioFacts { .test(length: size, modified: "\(number)") }

  /// Runs `body` with an empty cache on `disk`, where nothing is written for having waited.
  private static func run(
    on disk: CountingDisk, _ body: (CacheFixture) async throws -> Void
  ) async throws {
    let folder = CacheFixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await CacheFixture.run(
      in: folder, store: try TrackStore(), gatherInterval: .seconds(3600), calls: disk.calls
    ) { cache in
      try await cache.until { $0.isStocked }
      try await body(cache)
    }
  }

  /// Ten downloads at once, two blocks of each in turn, whatever becomes of a call.
  @Test(arguments: CountingDisk.Manner.allCases)
  func `interleaved files are written in runs`(manner: CountingDisk.Manner) async throws {
    let disk = CountingDisk(manner)
    let folder = CacheFixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try TrackStore()
    try await CacheFixture.run(
      in: folder, store: store, gatherInterval: .seconds(3600), calls: disk.calls
    ) { cache in
      try await cache.until { $0.isStocked }
      var files: [CacheFixture.File] = []
      for number in 0..<Self.songs { files.append(try #require(try await cache.file(Self.facts(number)))) }
      for first in stride(from: 0, to: 34, by: 2) {
        let there = files
        // No more than the queue takes.
        try await cache.until { $0.writes.count <= 128 }
        let isTaken = try await cache.onLoop { cache in
          there.enumerated().allSatisfy { number, file in
            (first...first + 1).allSatisfy { block in
              let bytes = ByteBuffer(bytes: Self.audio[number].dropFirst(block << 16).prefix(1 << 16))
              return cache.write(bytes, block: block, of: file.value) { if !$0 { disk.noteRefused() } }
            }
          }
        }
        #expect(isTaken)
      }
      try await cache.until { $0.writes.isEmpty }
      // Two blocks at a time at least, but for the one that was added last when the writer looked.
      if manner == .whole { #expect(disk.calls(least: 3 * Self.songs, most: 25 * Self.songs)) }
      for (number, file) in files.enumerated() {
        #expect(try await cache.readAll(file) == .bytes(Octets(Self.audio[number])))
      }
      try await cache.commit()
    }
    #expect(disk.refused == 0)
    try await CacheFixture.run(in: folder, store: store) { cache in
      let found = try await cache.find(.test)
      #expect(found.count == Self.songs)
      for file in found {
        let number = try await cache.onLoop { _ in Int(file.value.facts.rendition.modified ?? "") ?? -1 }
        #expect(try await cache.readAll(file, as: .region) == .bytes(Octets(Self.audio[number])))
      }
    }
  }

  /// A run that fails: none of its blocks is there, the others are, and everybody is told about his own.
  @Test func `each block's writer is told what became of it`() async throws {
    let disk = CountingDisk(.whole)
    try await Self.run(on: disk) { cache in
      let files = [
        try #require(try await cache.file(Self.facts(0))), try #require(try await cache.file(Self.facts(1))),
      ]
      let told = Mutex<[String: Bool]>([:])
      disk.refuseAfter(bytes: 14 << 16)
      let all = files
      // What is in use is not taken away to make room.
      try await cache.onLoop { cache in for file in all { cache.retain(file.value) } }
      // The second file's run is whole first, and the first one's is refused.
      for (number, blocks, left) in [(0, 0...1, 2), (1, 2...15, 2), (0, 2...15, 0)] {
        try await cache.onLoop { cache in
          for block in blocks {
            let bytes = ByteBuffer(bytes: Self.audio[number].dropFirst(block << 16).prefix(1 << 16))
            let isTaken = cache.write(bytes, block: block, of: all[number].value) { isThere in
              told.withLock { $0["\(number) \(block)"] = isThere }
            }
            #expect(isTaken)
          }
        }
        try await cache.until { $0.writes.count == left }
      }
      let answers = told.withLock { $0 }
      #expect(answers.count == 30)
      for (who, isThere) in answers { #expect(isThere == who.hasPrefix("1 "), "\(who)") }
      #expect(try await cache.onLoop { _ in all.map { $0.value.blocks.count } } == [0, 14])
      #expect(
        try await cache.read(2 << 16..<(1 << 20), of: files[1], as: .memory)
          == .bytes(Octets(Self.audio[1].prefix(1 << 20).dropFirst(2 << 16))))
      #expect(try await cache.onLoop { $0.index.entries.values.map(\.size).sorted() } == [0, 14 << 16])
    }
  }

  /// Long runs are written to places that lie in one piece; for short ones that costs more than it saves.
  @Test(arguments: [CountingDisk.Manner.whole, .unallocated])
  func `long runs get their place first, where there is such a thing`(manner: CountingDisk.Manner)
    async throws
  {
    let disk = CountingDisk(manner)
    try await Self.run(on: disk) { cache in
      let file = try #require(try await cache.file(Self.facts(0)))
      for blocks in [0...15, 29...31, 32...33] {
        try await cache.onLoop { cache in
          for block in blocks {
            let bytes = ByteBuffer(bytes: Self.audio[0].dropFirst(block << 16).prefix(1 << 16))
            #expect(cache.write(bytes, block: block, of: file.value) { _ in })
          }
        }
        try await cache.until { $0.writes.isEmpty }
      }
      #expect(try await cache.onLoop { _ in file.value.blocks.count } == 21)
    }
    #expect(disk.places == [0..<1 << 20])
  }

  /// A block that nothing follows waits no longer than two intervals, and not at all once its file is not in use any more.
  @Test(arguments: [false, true])
  func `what nothing follows is written as well`(isReleased: Bool) async throws {
    let folder = CacheFixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await CacheFixture.run(
      in: folder, store: try TrackStore(),
      gatherInterval: isReleased ? .seconds(3600) : .milliseconds(10)
    ) { cache in
      try await cache.until { $0.isStocked }
      let file = try #require(try await cache.file(Self.facts(0)))
      try await cache.onLoop { cache in
        cache.retain(file.value)
        let bytes = ByteBuffer(bytes: Self.audio[0].dropFirst(3 << 16).prefix(1 << 16))
        #expect(cache.write(bytes, block: 3, of: file.value) { _ in })
        #expect(cache.writes.count == 1)
        if isReleased { cache.release(file.value) }
      }
      try await cache.until { $0.writes.isEmpty }
      #expect(try await cache.onLoop { _ in file.value.blocks.contains(3) })
    }
  }

  /// What waits at the end is written and listed.
  @Test func `what waits is written at the end`() async throws {
    let folder = CacheFixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try TrackStore()
    try await CacheFixture.run(in: folder, store: store, gatherInterval: .seconds(3600)) { cache in
      try await cache.until { $0.isStocked }
      let file = try #require(try await cache.file(Self.facts(0)))
      try await cache.onLoop { cache in
        for block in 3...5 {
          let bytes = ByteBuffer(bytes: Self.audio[0].dropFirst(block << 16).prefix(1 << 16))
          #expect(cache.write(bytes, block: block, of: file.value) { _ in })
        }
      }
    }
    #expect(try store.audioRecords(of: .test).map(\.bytes) == [3 << 16])
  }
}

/// Counts the calls that write, and takes as much of each as it likes.
final class CountingDisk: Sendable {
  enum Manner: String, Sendable, CaseIterable {
    /// All of it.
    case whole
    /// A part, often not even a block.
    case parts
    /// A part of every second one, which is interrupted otherwise.
    case interrupted
    /// All of it, and no place before.
    case unallocated
  }

  private struct State {
    var calls = 0
    var bytes = 0
    var limit = Int.max
    var refused = 0
    var places: [Range<off_t>] = []
  }
  private let manner: Manner
  private let state = Mutex(State())

  init(_ manner: Manner) { self.manner = manner }

  /// What was given its place before it was written.
  var places: [Range<off_t>] { state.withLock { $0.places } }
  /// How many blocks were not written.
  var refused: Int { state.withLock { $0.refused } }
  func noteRefused() { state.withLock { $0.refused += 1 } }
  /// Takes so many bytes, and then there is no room left.
  func refuseAfter(bytes: Int) { state.withLock { $0.limit = bytes } }
  func calls(least: Int, most: Int) -> Bool { state.withLock { (least...most).contains($0.calls) } }

  var calls: DiskCalls {
    DiskCalls(
      write: { [self] in write($0, $1, $2, $3) },
      allocate: { [self] descriptor, offset, length in
        state.withLock { $0.places.append(offset..<offset + length) }
        if manner == .unallocated {
          errno = EOPNOTSUPP
          return -1
        }
        return DiskCalls.system.allocate(descriptor, offset, length)
      })
  }

  private func write(
    _ descriptor: Int32, _ vectors: UnsafePointer<iovec>?, _ count: Int32, _ offset: off_t
  ) -> Int {
    let (turn, isFull) = state.withLock { state in
      state.calls += 1
      return (state.calls, state.bytes >= state.limit)
    }
    if isFull {
      errno = ENOSPC
      return -1
    }
    if manner == .interrupted, turn.isMultiple(of: 2) {
      errno = EINTR
      return -1
    }
    var vectors = Array(UnsafeBufferPointer(start: vectors, count: Int(count)))
    if manner == .parts || manner == .interrupted {
      vectors = Array(vectors.prefix(1 + turn % 3))
      if !turn.isMultiple(of: 3), let last = vectors.popLast() {
        vectors.append(iovec(iov_base: last.iov_base, iov_len: max(last.iov_len / 3, 1)))
      }
    }
    let taken = pwritev(descriptor, vectors, Int32(vectors.count), offset)
    if taken > 0 { state.withLock { $0.bytes += taken } }
    return taken
  }
}
