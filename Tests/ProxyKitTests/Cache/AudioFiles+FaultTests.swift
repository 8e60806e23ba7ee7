import Foundation
import LibraryKit
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

struct AudioFilesFaultTests {
  private static let audio = patternedBytes(6 << 16 + 777)
  private static let facts = AudioFacts.test(length: audio.count)

  @Test func `a list that fails stops writing, not reading, and is told once`() async throws {
    let folder = CacheFixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let list = FailingList(try TrackStore())
    try await CacheFixture.run(in: folder, store: list.store, list: list, upkeep: .milliseconds(50)) {
      cache in
      let file = try #require(try await cache.file(Self.facts))
      try await cache.onLoop { $0.retain(file.value) }
      try await cache.write(Self.audio, to: file)
      list.fails.withLock { $0 = true }
      try await cache.until { $0.health.failure != nil }
      #expect(try await cache.write(Array(Self.audio.prefix(1 << 16)), block: 0, of: file) == nil)
      #expect(try await cache.readAll(file) == .bytes(Octets(Self.audio)))
      #expect(try await cache.file(.test(.other, length: 5)) == nil)
      list.fails.withLock { $0 = false }
      try await cache.until { $0.health.failure == nil && $0.dirty.isEmpty && !$0.isCommitting }
      #expect(try list.store.audioRecords(of: .test).map(\.bytes) == [Int64(Self.audio.count)])
      #expect(cache.told.count == 2)
      #expect(cache.told.first?.hasPrefix("the cache of audio does not work (") == true)
      #expect(cache.told.last == "the cache of audio works again")
    }
  }

  @Test func `another program has the folder, and then goes`() async throws {
    let folder = CacheFixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try TrackStore()
    try await CacheFixture.run(in: folder, store: store) { cache in
      let file = try #require(try await cache.file(Self.facts))
      try await cache.write(Self.audio, to: file)
    }
    let other = Process()
    let (ends, says) = (Pipe(), Pipe())
    other.executableURL = URL(filePath: "/usr/bin/flock")
    other.arguments = [folder + "/lock", "sh", "-c", "echo locked; cat"]
    other.standardInput = ends
    other.standardOutput = says
    try other.run()
    _ = says.fileHandleForReading.availableData
    #expect(AudioCacheFolder.state(at: folder) == .inUse)
    try await CacheFixture.run(in: folder, store: store, upkeep: .milliseconds(50)) { cache in
      #expect(try await cache.find(.test).isEmpty)
      #expect(try await cache.file(Self.facts) == nil)
      #expect(
        cache.told == [
          "the cache of audio does not work (another program uses it); songs are played without it"
        ])
      try ends.fileHandleForWriting.close()
      other.waitUntilExit()
      try await cache.until { $0.health.failure == nil && $0.isStocked }
      let file = try #require(try await cache.find(.test).first)
      #expect(try await cache.readAll(file) == .bytes(Octets(Self.audio)))
      #expect(cache.told.dropFirst() == ["the cache of audio works again"])
    }
    #expect(AudioCacheFolder.state(at: folder) == .free)
  }

  @Test(arguments: [false, true])
  func `the folder is taken away while a song plays`(isRenamed: Bool) async throws {
    try await CacheFixture.run(upkeep: .milliseconds(50)) { cache in
      let file = try #require(try await cache.file(Self.facts))
      try await cache.onLoop { $0.retain(file.value) }
      try await cache.write(Self.audio, to: file)
      try await cache.commit()
      _ = try await cache.readAll(file)
      if isRenamed {
        try FileManager.default.moveItem(atPath: cache.folder, toPath: cache.folder + ".old")
      } else {
        try FileManager.default.removeItem(atPath: cache.folder)
      }
      let reading = try await cache.readAll(file)
      #expect(reading == .lost || reading == .bytes(Octets(Self.audio)))
      // The next one goes into a new folder.
      try await cache.until { files in
        files.index.entries.isEmpty && files.disk.directory?.isInPlace == true
      }
      try await cache.settled()
      let next = try #require(try await cache.file(Self.facts))
      try await cache.write(Self.audio, to: next)
      try await cache.commit()
      #expect(try cache.paths.count == 1)
      #expect(try cache.store.audioEntries().count == 1)
      try await cache.onLoop { $0.release(file.value) }
      #expect(cache.told.isEmpty)
    }
  }

  /// An unmounted disk looks like this, too.
  @Test func `an empty folder in its place takes what was listed, and not what is kept`() async throws {
    try await CacheFixture.run(upkeep: .milliseconds(50)) { cache in
      for facts in [Self.facts, AudioFacts.test(.other, length: Self.audio.count)] {
        try await cache.write(Self.audio, to: try #require(try await cache.file(facts)))
      }
      try await cache.commit()
      try cache.keep(.test)
      try FileManager.default.moveItem(atPath: cache.folder, toPath: cache.folder + ".old")
      try FileManager.default.createDirectory(atPath: cache.folder, withIntermediateDirectories: false)
      try await cache.until { files in
        files.isStocked && files.index.entries.isEmpty && files.disk.directory?.isInPlace == true
      }
      #expect(try cache.store.audioEntries().isEmpty)
      #expect(try await cache.find(.test).isEmpty)
      // It is known that the one is to be here, and that it is not.
      #expect(try await cache.onLoop { $0.index.kept } == [.test])
      #expect(try cache.store.keptListing().map(\.isComplete) == [false])
      try await cache.write(Self.audio, to: try #require(try await cache.file(Self.facts)))
      try await cache.commit()
      #expect(try cache.store.keptListing().map(\.isComplete) == [true])
      #expect(cache.told.isEmpty)
    }
  }

  @Test func `a folder that can't be made is told once`() async throws {
    let folder = CacheFixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(
      atPath: (folder as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data("a file".utf8).write(to: URL(filePath: folder))
    try await CacheFixture.run(in: folder, store: try TrackStore(), upkeep: .milliseconds(20)) { cache in
      #expect(try await cache.file(Self.facts) == nil)
      #expect(try await cache.find(.test).isEmpty)
      guard case .unusable = AudioCacheFolder.state(at: folder) else {
        Issue.record("it is said to be usable")
        return
      }
      try await Task.sleep(for: .milliseconds(100))
      #expect(cache.told.count == 1)
      try FileManager.default.removeItem(atPath: folder)
      try await cache.until { $0.health.failure == nil }
      let file = try #require(try await cache.file(Self.facts))
      try await cache.write(Self.audio, to: file)
      #expect(cache.told.count == 2)
    }
  }

  @Test func `another version's files are set aside`() async throws {
    let folder = CacheFixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, text) in [("format", "ytmpd-tui audio 7\n"), ("0000000000000001.audio", "old"), ("x", "y")] {
      try Data(text.utf8).write(to: URL(filePath: folder + "/" + name))
    }
    try await CacheFixture.run(in: folder, store: try TrackStore()) { cache in
      let file = try #require(try await cache.file(Self.facts))
      try await cache.write(Self.audio, to: file)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      let aside = try #require(names.first { $0.hasPrefix("set-aside-") })
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/" + aside).count == 3)
      #expect(try cache.paths.count == 1)
      #expect(cache.told.count == 1)
    }
  }

  @Test func `nobody else can look in`() async throws {
    try await CacheFixture.run { cache in
      let file = try #require(try await cache.file(Self.facts))
      try await cache.write(Self.audio, to: file)
      for path in [cache.folder] + (try cache.paths) {
        var status = stat()
        stat(path, &status)
        #expect(status.st_mode & 0o077 == 0, "\(path)")
      }
    }
  }

  @Test(.enabled(if: SmallDisk.isPossible), .timeLimit(.minutes(5)))
  func `a full disk stops writing, and is written again once there is room`() async throws {
    try await SmallDisk.run(bytes: 1 << 20) { disk in
      try Data(repeating: 1, count: 700 << 10).write(to: URL(filePath: disk + "/filler"))
      try await CacheFixture.run(in: disk + "/audio", store: try TrackStore(), upkeep: .milliseconds(50)) {
        cache in
        let file = try #require(try await cache.file(Self.facts))
        try await cache.onLoop { $0.retain(file.value) }
        await #expect(throws: CacheFixture.Refused.self) { try await cache.write(Self.audio, to: file) }
        try await cache.until { $0.health.failure != nil }
        #expect(cache.told.count == 1)
        let there = try await cache.onLoop { _ in file.value.blocks }
        #expect(there.count > 0)
        for block in 0..<there.total where there.contains(block) {
          let range = there.bytes(of: block)
          #expect(
            try await cache.read(range, of: file, as: .region)
              == .bytes(Octets(Self.audio[Int(range.lowerBound)..<Int(range.upperBound)])))
        }
        try FileManager.default.removeItem(atPath: disk + "/filler")
        try await cache.until { $0.health.failure == nil && !$0.isTight }
        try await cache.write(Self.audio, to: file)
        #expect(try await cache.readAll(file) == .bytes(Octets(Self.audio)))
        #expect(cache.told.count == 2)
      }
    }
  }

  @Test(.enabled(if: SmallDisk.isPossible), .timeLimit(.minutes(5)))
  func `a disk with little room left is made room on`() async throws {
    try await SmallDisk.run(bytes: 2 << 20) { disk in
      try await CacheFixture.run(in: disk + "/audio", store: try TrackStore(), upkeep: .milliseconds(50)) {
        cache in
        // Six of 400 KiB: four fit.
        for number in 0..<6 {
          let facts = AudioFacts.test(length: Self.audio.count, modified: "\(number)")
          try await cache.until { !$0.isTight && !$0.isEvicting && $0.health.failure == nil }
          let file = try #require(try await cache.file(facts))
          do { try await cache.write(Self.audio, to: file) } catch is CacheFixture.Refused {}
          try await cache.commit()
        }
        // Room is looked for while it is written, too: then it takes a second try.
        let last = AudioFacts.test(length: Self.audio.count, modified: "7")
        var refusals = 0
        while true {
          try await cache.until { !$0.isTight && !$0.isEvicting && $0.health.failure == nil }
          let file = try #require(try await cache.file(last))
          do {
            try await cache.write(Self.audio, to: file)
            break
          } catch let refused as CacheFixture.Refused {
            refusals += 1
            guard refusals < 20 else { throw refused }
          }
        }
      }
    }
  }

  @Test(.enabled(if: SmallDisk.isPossible), .timeLimit(.minutes(5)))
  func `a disk that can only be read is read`() async throws {
    try await SmallDisk.run(bytes: 4 << 20) { disk in
      let store = try TrackStore()
      try await CacheFixture.run(in: disk + "/audio", store: store) { cache in
        let file = try #require(try await cache.file(Self.facts))
        try await cache.write(Self.audio, to: file)
      }
      try SmallDisk.mount(["-o", "remount,ro", disk])
      try await CacheFixture.run(in: disk + "/audio", store: store, upkeep: .milliseconds(50)) { cache in
        let file = try #require(try await cache.find(.test).first)
        #expect(try await cache.readAll(file) == .bytes(Octets(Self.audio)))
        #expect(try await cache.write(Array(Self.audio.prefix(1 << 16)), block: 0, of: file) != true)
        #expect(try await cache.readAll(file, as: .region) == .bytes(Octets(Self.audio)))
        try await cache.until { $0.health.failure != nil }
        #expect(cache.told.count == 1)
      }
    }
  }
}

/// A list that can be made to fail.
private final class FailingList: AudioListing {
  struct Failure: Error, CustomStringConvertible { let description = "the database is locked" }

  let store: TrackStore
  let fails = Mutex(false)

  init(_ store: TrackStore) { self.store = store }

  private func check() throws { if fails.withLock({ $0 }) { throw Failure() } }

  func audioEntries() throws -> [AudioEntry] {
    try check()
    return try store.audioEntries()
  }
  func audioRecords(of id: VideoID) throws -> [AudioRecord] {
    try check()
    return try store.audioRecords(of: id)
  }
  func audioRecord(_ number: Int64) throws -> AudioRecord? {
    try check()
    return try store.audioRecord(number)
  }
  func writeAudio(new: [AudioRecord], changed: [AudioRecord], heard: [Int64: Double]) throws -> Set<Int64> {
    try check()
    return try store.writeAudio(new: new, changed: changed, heard: heard)
  }
  func replaceAudio(_ record: AudioRecord, for old: AudioRecord) throws -> Bool {
    try check()
    return try store.replaceAudio(record, for: old)
  }
  func removeAudio(_ numbers: [Int64], sparingKept: Bool) throws -> Set<Int64> {
    try check()
    return try store.removeAudio(numbers, sparingKept: sparingKept)
  }
  func keptTracks() throws -> Set<VideoID> {
    try check()
    return try store.keptTracks()
  }
}
