import Foundation
import LibraryKit
import LoopbackOrigin
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Writes, reads, damage, eviction and abrupt ends at random: no wrong byte is read, and folder and list agree after each
/// start.
///
/// `YTMPD_RANDOM_SECONDS` says for how long (3 without it), `YTMPD_RANDOM_SEED` where to begin.
@Suite(.timeLimit(.minutes(RandomTime.limit))) struct AudioFilesRandomTests {
  private static let seconds = number("YTMPD_RANDOM_SECONDS") ?? 3
  private static let seed = number("YTMPD_RANDOM_SEED") ?? 1

  private static func number(_ name: String) -> Int64? {
    ProcessInfo.processInfo.environment[name].flatMap { Int64($0) }
  }

  @Test func `no wrong byte is read`() async throws {
    let folder = CacheFixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try TrackStore()
    var seed = UInt64(Self.seed)
    var counts: [String: Int] = [:]
    let deadline = SuspendingClock.now + .seconds(Self.seconds)
    // On a busy machine so short a time may be too short for everything to happen once.
    while SuspendingClock.now < deadline
      || (counts["lost", default: 0] == 0 && seed < UInt64(Self.seed) + 200)
    {
      var life = Life(seed: seed)
      try await CacheFixture.live(in: folder, store: store) { cache in try await life.run(cache) }
      counts.merge(life.counts) { $0 + $1 }
      seed += 1
    }
    if Self.seconds > 10 {
      print(
        "lives \(Self.seed)..<\(seed):", counts.sorted { $0.key < $1.key }.map { "\($0.value) x \($0.key)" })
    }
    // Neither so wild nor so tame that nothing is tested.
    #expect(counts["right", default: 0] > counts["lost", default: 0])
    #expect(counts["lost", default: 0] > 0)
    #expect(counts["found again", default: 0] > 0)
  }

  /// What one process does with the cache.
  private struct Life {
    var generator: SplitMix64
    var counts: [String: Int] = [:]
    private var retained: [CacheFixture.File] = []

    init(seed: UInt64) { generator = SplitMix64(seed: seed) }

    private static let songs: [AudioFacts] = (0..<8).map { number in
      .test(
        number < 4 ? .test : number < 7 ? .other : testVideo("ccccccccccc"), length: (number + 1) * 70_001,
        modified: number == 3 ? nil : "\(number)")
    }
    private static let bytes = songs.map { song in
      patternedBytes(Int(song.length) + song.rendition.hashableSalt)
    }

    private static func audio(_ song: Int) -> ArraySlice<UInt8> {
      bytes[song].suffix(Int(songs[song].length))
    }

    mutating func run(_ cache: CacheFixture) async throws {
      try await expectConsistent(cache)
      for _ in 0..<Int.random(in: 20...120, using: &generator) { try await step(cache) }
      for file in retained { try await cache.onLoop { $0.release(file.value) } }
      if Bool.random(using: &generator) { try await cache.settled() }
    }

    private func expectConsistent(_ cache: CacheFixture) async throws {
      // What has to go is out of the list first, and then out of the folder.
      try await cache.until { $0.isStocked && !$0.isEvicting && $0.leaving == 0 }
      let listed = try cache.store.audioEntries().map { AudioFileName.name($0.number) }
      let there = try cache.paths.map { ($0 as NSString).lastPathComponent }
      #expect(Set(listed) == Set(there))
    }

    private mutating func count(_ what: String) { counts[what, default: 0] += 1 }

    private mutating func step(_ cache: CacheFixture) async throws {
      let song = Int.random(in: 0..<Self.songs.count, using: &generator)
      let facts = Self.songs[song]
      switch Int.random(in: 0..<20, using: &generator) {
      case 0..<8:
        guard let file = try await cache.file(facts) else { return count("no file") }
        try await write(song, to: file, cache)
      case 8..<14:
        for file in try await cache.find(facts.id) {
          guard let song = Self.songs.firstIndex(of: try await cache.onLoop { _ in file.value.facts }) else {
            Issue.record("a song that nobody wrote")
            continue
          }
          count("found again")
          try await read(song, file, cache)
        }
      case 14:
        guard let file = try await cache.find(facts.id).first else { return }
        try await cache.onLoop { files in
          files.retain(file.value)
          files.noteHeard(file.value)
        }
        retained.append(file)
      case 15:
        guard let file = retained.popLast() else { return }
        try await cache.onLoop { $0.release(file.value) }
      case 16: try damage(cache)
      case 17:
        let limit = Int64.random(in: 200_000...4_000_000, using: &generator)
        try await cache.onLoop { $0.setLimit(limit) }
      case 18:
        let folder = AudioCacheFolder(at: cache.folder, list: cache.store)
        if Bool.random(using: &generator) {
          _ = try folder.verify()
        } else {
          _ = try folder.clear([facts.id])
        }
      default: try await cache.commit()
      }
    }

    /// Writes some blocks, the last of which may still be under way when this returns.
    private mutating func write(_ song: Int, to file: CacheFixture.File, _ cache: CacheFixture) async throws {
      let audio = Self.audio(song)
      let total = (audio.count + 65_535) / 65_536
      for _ in 0..<Int.random(in: 1...total, using: &generator) {
        let block = Int.random(in: 0..<total, using: &generator)
        let bytes = audio.dropFirst(block << 16).prefix(1 << 16)
        if Bool.random(using: &generator) {
          _ = try await cache.write(Array(bytes), block: block, of: file)
        } else {
          try await cache.onLoop { files in
            _ = files.write(ByteBuffer(bytes: bytes), block: block, of: file.value) { _ in }
          }
        }
      }
    }

    private mutating func read(_ song: Int, _ file: CacheFixture.File, _ cache: CacheFixture) async throws {
      let blocks = try await cache.onLoop { _ in file.value.blocks }
      let start = Int64.random(in: 0..<blocks.length, using: &generator)
      guard blocks.contains(BlockSet.block(at: start)) else { return }
      let end = Int64.random(in: start + 1...blocks.end(ofStretchFrom: start), using: &generator)
      let form: BlockForm = Bool.random(using: &generator) ? .memory : .region
      switch try await cache.read(start..<end, of: file, as: form) {
      case .lost: count("lost")
      case .bytes(let bytes):
        count("right")
        let audio = Self.audio(song).dropFirst(Int(start)).prefix(Int(end - start))
        #expect(bytes == Octets(audio), "\(start)..<\(end) of song \(song) as \(form)")
      }
    }

    private mutating func damage(_ cache: CacheFixture) throws {
      guard let path = try cache.paths.randomElement(using: &generator) else { return }
      count("damaged")
      var status = stat()
      stat(path, &status)
      switch Int.random(in: 0..<8, using: &generator) {
      case 0: unlink(path)
      case 1: truncate(path, off_t.random(in: 0...status.st_size, using: &generator))
      case 2: link(path, path + ".second")
      case 3:
        unlink(path)
        symlink("/etc/passwd", path)
      default:
        let descriptor = open(path, O_WRONLY)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: UInt8.random(in: 0...255, using: &generator), count: 100)
        let place = off_t.random(in: 0...max(status.st_size, 1), using: &generator)
        pwrite(descriptor, &bytes, bytes.count, place)
      }
    }
  }
}

extension Rendition {
  /// So that no two songs of a test are the same bytes.
  fileprivate var hashableSalt: Int { (modified.flatMap { Int($0) } ?? 9) * 8 }
}

extension CacheFixture {
  /// Runs `body` with files in `folder`, and ends as abruptly as a process that is killed: what was not listed is not.
  fileprivate static func live(
    in folder: String, store: TrackStore, _ body: (CacheFixture) async throws -> Void
  ) async throws {
    let fixture = try await CacheFixture(
      folder: folder, store: store, list: store, limit: 2_000_000, upkeep: .milliseconds(100))
    let result: Result<Void, any Error>
    do { result = .success(try await body(fixture)) } catch { result = .failure(error) }
    try await fixture.kill()
    try result.get()
  }
}
