import Foundation
import LibraryKit
import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Everything at once, at random, with a cache on a real disk that is too small for all songs, and whose files are
/// damaged behind its back.
///
/// `YTMPD_RANDOM_SECONDS` and `YTMPD_RANDOM_SEED` count as they do for ``RandomRunTests``; 20 seconds without them.
@Suite(.timeLimit(.minutes(RandomTime.limit)), .serialized) struct RandomCacheTests {
  private static let seconds = RandomRun.seconds ?? 20
  private static let limit: Int64 = 6 << 20
  private static let names: [StaticString] = [
    "randomSong0", "randomSong1", "randomSong2", "randomSong3", "-andomSong4", "_andomSong5", "randomSong6",
    "randomSong7",
  ]
  /// A dozen MiB.
  private static let songs = names.indices.map { number in
    RandomSong(
      id: testVideo(names[number]),
      audio: Array(patternedBytes(3_000_000).dropFirst(number * 8 + 1).prefix(600_001 + number * 271_829)))
  }

  /// Rounds of ten seconds, each with a seed and a service of its own, over the same folder. In every other one nobody
  /// damages files, and then none may turn out to be damaged.
  @Test func everyByteIsRight() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ytmpd-random-\(UUID())").path
    defer {
      do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record("\(error)") }
    }
    let list = try TrackStore()
    var (left, seed, totals) = (Self.seconds, RandomRun.seed, [String: Int]())
    while left > 0 {
      let round = min(left, 10)
      let isDamaged = seed.isMultiple(of: 2)
      let counts = try await run(
        seed: seed, for: .seconds(Int64(round)), in: folder, list: list, isDamaged: isDamaged)
      totals.merge(counts) { $0 + $1 }
      let size = try Self.allocated(folder)
      #expect(size <= Self.limit, "seed \(seed): \(size) bytes")
      let cache = AudioCacheFolder(at: folder, list: list)
      let found = try cache.verify()
      if !isDamaged {
        #expect(found.damagedBlocks == 0 && found.orphans == 0, "seed \(seed): \(found)")
        #expect(found.bytes > 0, "seed \(seed): \(found)")
      }
      let again = try cache.verify()
      #expect(again.damagedBlocks == 0 && again.orphans == 0, "seed \(seed): \(again)")
      left -= round
      seed += 1
    }
    if Self.seconds > 20 {
      print(
        "seeds \(RandomRun.seed)..<\(seed):",
        totals.sorted { $0.key < $1.key }.map { "\($0.value) x \($0.key)" })
    }
    #expect(totals["reads", default: 0] > totals["gets 502", default: 0])
    // More was heard than was fetched, faults and songs that nobody has heard included.
    #expect(totals["bytes heard", default: 0] > totals["bytes fetched", default: 0], "\(totals)")
  }

  private func run(
    seed: UInt64, for duration: Duration, in folder: String, list: TrackStore, isDamaged: Bool
  ) async throws -> [String: Int] {
    var totals: [String: Int] = [:]
    try await RelayFixture.run(checksBreaches: false, cacheList: list) { options in
      options.maximumStreams = 8
      options.admissionWait = .seconds(5)
      options.rules.idleTimeout = .seconds(1)
      options.rules.stallLimit = .seconds(6)
      options.rules.hedgeDelay = .milliseconds(500)
      options.upstream.connectTimeout = .seconds(1)
      options.cache = AudioCacheOptions(directory: folder, limit: Self.limit, fillsAhead: true)
      if seed / 2 % 2 == 0 { options.rules.lookAheadDelay = .zero }
    } _: { relay in
      relay.service.setPlayerLink(.ours)
      Self.register(with: relay)
      let rule = RandomFaultRule(seed: seed)
      for song in Self.songs { relay.origin.script(song.id.rawValue) { rule.fault(for: $0) } }
      let deadline = SuspendingClock.now + duration
      let turns = SharedTurns()
      async let troubles: Void = RandomRun.trouble(
        relay.origin, of: Self.songs.prefix(2).map(\.id), seed: seed, until: deadline)
      async let fills: Void = Self.fill(relay, seed: seed, until: deadline)
      // Strangers' files are none of the cache's, and count against nobody's limit.
      async let most = Self.mostAllocated(folder, until: isDamaged ? SuspendingClock.now : deadline)
      async let damage = Self.damage(
        folder, seed: seed, until: isDamaged ? deadline : SuspendingClock.now, turns: turns)
      let clients = try await RandomRun.listen(
        to: Self.songs, of: relay, seed: seed, until: deadline, turns: turns)
      let (_, _, struck, size) = try await (troubles, fills, damage, most)
      #expect(size <= Self.limit, "seed \(seed): \(size) bytes at once")
      for client in clients {
        for complaint in client.complaints { Issue.record("seed \(seed): \(complaint); \(struck)") }
        totals.merge(client.counts) { $0 + $1 }
      }
      totals["damages", default: 0] += struck.count
      totals["bytes fetched", default: 0] += relay.origin.requests.reduce(0) { $0 + Int($1.bytesSent) }
      try await RandomRun.expectPeace(relay, Self.songs, "seed \(seed)")
      for text in relay.recorder.events.compactMap(\.warning) where text.contains("cache") {
        #expect(isDamaged, "seed \(seed): \(text)")
      }
    }
    return totals
  }

  private static func register(with relay: RelayFixture) {
    for song in songs {
      relay.origin.register(
        Asset(id: song.id.rawValue, itag: 251, contentType: "audio/webm", bytes: song.audio))
      relay.library.put(Track(id: song.id, title: song.id.rawValue))
    }
    relay.library.onResolve { [origin = relay.origin] id, _ in
      guard let url = origin.url(for: id.rawValue), let song = songs.first(where: { $0.id == id }) else {
        throw URLRefreshError(kind: .removed)
      }
      return RelayFixture.media(url, length: song.audio.count)
    }
  }

  /// MPD's queue changes now and then.
  private static func fill(
    _ relay: RelayFixture, seed: UInt64, until deadline: SuspendingClock.Instant
  ) async throws {
    var generator = SplitMix64(seed: seed ^ 0xF111)
    while SuspendingClock.now < deadline {
      relay.service.fillAhead(songs.shuffled(using: &generator).prefix(3).map(\.id))
      try await Task.sleep(for: .milliseconds(Int.random(in: 300...2000, using: &generator)))
    }
  }

  /// Damages files until `deadline`: those that somebody may be hearing only in ways that leave him what he hears.
  ///
  /// - Returns: what was done.
  private static func damage(
    _ folder: String, seed: UInt64, until deadline: SuspendingClock.Instant, turns: SharedTurns
  ) async throws -> [String] {
    var generator = SplitMix64(seed: seed ^ 0xDA_4A6E)
    let damage = FolderDamage(folder: folder, ending: ".audio")
    var struck: [String] = []
    while SuspendingClock.now < deadline {
      try await Task.sleep(for: .milliseconds(Int.random(in: 100...800, using: &generator)))
      guard let kind = FolderDamage.Kind.allCases.randomElement(using: &generator) else { break }
      if FolderDamage.Kind.besideReaders.contains(kind) {
        if let done = try damage.strike(kind, using: &generator) { struck.append(done) }
      } else {
        let own = SplitMix64(seed: generator.next())
        let done = try await turns.alone {
          var generator = own
          return try damage.strike(kind, using: &generator)
        }
        if let done { struck.append(done) }
      }
    }
    return struck
  }

  /// How many bytes the files take on the disk at most, as often as that can be looked at.
  private static func mostAllocated(
    _ folder: String, until deadline: SuspendingClock.Instant
  ) async throws -> Int64 {
    var most: Int64 = 0
    while SuspendingClock.now < deadline {
      // It may not have been made yet.
      if FileManager.default.fileExists(atPath: folder) { most = max(most, try allocated(folder)) }
      try await Task.sleep(for: .milliseconds(20))
    }
    return most
  }

  /// How many bytes the files take on the disk.
  private static func allocated(_ folder: String) throws -> Int64 {
    try FolderDamage(folder: folder, ending: ".audio").names.reduce(into: 0) { sum, name in
      var status = stat()
      if stat(folder + "/" + name, &status) == 0 { sum += Int64(status.st_blocks) * 512 }
    }
  }
}

extension ProxyEvent.Kind {
  /// What a warning says.
  fileprivate var warning: String? {
    if case .notice(.warning, let text) = self { text } else { nil }
  }
}
