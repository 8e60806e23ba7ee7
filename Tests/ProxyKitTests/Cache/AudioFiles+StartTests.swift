import Dispatch
import Foundation
import LibraryKit
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// The time in which nobody knows yet what the folder has.
struct AudioFilesStartTests {
  /// Seven blocks.
  private static let audio = patternedBytes(7 << 16)

  private static func facts(_ number: Int) throws -> AudioFacts {
    .test(try #require(VideoID("start-\(10_000 + number)")), length: audio.count)
  }

  private static func size(_ cache: CacheFixture) throws -> Int64 {
    try cache.paths.reduce(0) { sum, path in
      var status = stat()
      return stat(path, &status) == 0 ? sum + Int64(status.st_blocks) * 512 : sum
    }
  }

  @Test(arguments: [false, true])
  func `a start over a full folder writes no second one beside it`(isStopped: Bool) async throws {
    let folder = CacheFixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let limit: Int64 = 1 << 20
    let list = SlowList(try TrackStore())
    try await CacheFixture.run(in: folder, store: list.store, limit: limit) { cache in
      for number in 0..<2 {
        let file = try #require(try await cache.file(try Self.facts(number)))
        try await cache.write(Self.audio, to: file)
      }
    }
    list.gate.withLock { $0 = DispatchSemaphore(value: 0) }
    try await CacheFixture.run(in: folder, store: list.store, list: list, limit: limit) { cache in
      let file = try #require(try await cache.file(try Self.facts(2)))
      let answers = Answers()
      try await cache.onLoop { files in
        for block in 0..<7 {
          let bytes = ByteBuffer(bytes: Self.audio[block << 16..<(block + 1) << 16])
          let isTaken = files.write(bytes, block: block, of: file.value) { answers.add($0) }
          #expect(isTaken, "what comes early waits")
        }
        #expect(!files.isStocked && files.writes.isEmpty)
      }
      if isStopped {
        // It ends before it has begun, and says what became of each.
        try await cache.onLoop { files in
          files.isStopped = true
          files.writeEarly()
        }
        list.open()
        #expect(answers.all == Array(repeating: false, count: 7))
        return
      }
      list.open()
      try await cache.until { _ in answers.all.count == 7 }
      #expect(answers.all.contains(false), "there is no room for all of it at once")
      #expect(try Self.size(cache) <= limit)
      for block in 0..<7 {
        if try await cache.onLoop({ _ in file.value.blocks.contains(block) }) { continue }
        let bytes = Array(Self.audio[block << 16..<(block + 1) << 16])
        while try await cache.write(bytes, block: block, of: file) == nil { try await cache.settled() }
        #expect(try Self.size(cache) <= limit)
      }
      #expect(try await cache.readAll(file) == .bytes(Octets(Self.audio)))
    }
  }

  /// Whoever hears a file that somebody has cleared hears it to its end, and so long its room is not free.
  @Test func `what is gone but being read counts`() async throws {
    let limit: Int64 = 1 << 20
    try await CacheFixture.run(limit: limit) { cache in
      let file = try #require(try await cache.file(try Self.facts(0)))
      try await cache.onLoop { $0.retain(file.value) }
      try await cache.write(Self.audio, to: file)
      try await cache.commit()
      try await cache.onLoop { $0.takeAway([file.value]) }
      try await cache.settled()
      #expect(try await cache.onLoop { $0.lingering } == Int64(Self.audio.count))
      let next = try #require(try await cache.file(try Self.facts(1)))
      try await cache.write(Self.audio, to: next)
      let third = try #require(try await cache.file(try Self.facts(2)))
      try await cache.onLoop { $0.retain(next.value) }
      var taken = 0
      for block in 0..<7 {
        let bytes = Array(Self.audio[block << 16..<(block + 1) << 16])
        if try await cache.write(bytes, block: block, of: third) == true { taken += 1 }
      }
      #expect(taken == 1, "sixteen blocks would be all there may be, and leave nothing to find them by")
      try await cache.onLoop { $0.release(file.value) }
      #expect(try await cache.onLoop { $0.lingering } == 0)
    }
  }
}

/// What writers were told.
private final class Answers: Sendable {
  private let list = Mutex<[Bool]>([])

  func add(_ answer: Bool) { list.withLock { $0.append(answer) } }
  var all: [Bool] { list.withLock { $0 } }
}

/// A list that takes its time to say what there is.
private final class SlowList: AudioListing {
  let store: TrackStore
  let gate = Mutex<DispatchSemaphore?>(nil)

  init(_ store: TrackStore) { self.store = store }

  func open() { gate.withLock { $0.take() }?.signal() }

  func audioEntries() throws -> [AudioEntry] {
    gate.withLock { $0 }?.wait()
    return try store.audioEntries()
  }
  func audioRecords(of id: VideoID) throws -> [AudioRecord] { try store.audioRecords(of: id) }
  func audioRecord(_ number: Int64) throws -> AudioRecord? { try store.audioRecord(number) }
  func writeAudio(new: [AudioRecord], changed: [AudioRecord], heard: [Int64: Double]) throws -> Set<Int64> {
    try store.writeAudio(new: new, changed: changed, heard: heard)
  }
  func replaceAudio(_ record: AudioRecord, for old: AudioRecord) throws -> Bool {
    try store.replaceAudio(record, for: old)
  }
  func removeAudio(_ numbers: [Int64], sparingKept: Bool) throws -> Set<Int64> {
    try store.removeAudio(numbers, sparingKept: sparingKept)
  }
  func keptTracks() throws -> Set<VideoID> { try store.keptTracks() }
}
