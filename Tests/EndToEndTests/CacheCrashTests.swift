import Foundation
import Glibc
import LibraryKit
import LoopbackOrigin
import ProxyKit
import Synchronization
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// A program that is killed every few seconds, with listeners who come back, and files that somebody damages.
  ///
  /// `YTMPD_RANDOM_SECONDS` says for how long (60 without it), `YTMPD_RANDOM_SEED` where to begin.
  @Suite(.timeLimit(.minutes(RandomTime.limit))) struct CacheCrashTests {
    private static let seconds = number("YTMPD_RANDOM_SECONDS") ?? 60
    private static let seed = number("YTMPD_RANDOM_SEED") ?? 1

    /// With fewer the run would say little.
    private static let leastStarts = 4

    private static func number(_ name: String) -> UInt64? {
      ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }

    /// Where the program is at the moment, if it runs.
    private final class Place: Sendable {
      private struct State {
        var url: String?
        var isOver = false
        var listeners = 0
        /// Those who wait for it to run.
        var waiting: [CheckedContinuation<String?, Never>] = []
        /// Who waits for the listeners to leave.
        var closing: CheckedContinuation<Void, Never>?
      }
      private let state = Mutex(State())

      /// It runs there.
      func open(_ url: String) {
        let waiting = state.withLock { state in
          state.url = url
          state.listeners += state.waiting.count
          defer { state.waiting = [] }
          return state.waiting
        }
        for listener in waiting { listener.resume(returning: url) }
      }

      /// It does not run any more; for good, or for a moment.
      func close(forGood isOver: Bool = false) {
        let waiting = state.withLock { state in
          state.url = nil
          guard isOver else { return [CheckedContinuation<String?, Never>]() }
          state.isOver = true
          defer { state.waiting = [] }
          return state.waiting
        }
        for listener in waiting { listener.resume(returning: nil) }
      }

      /// Where it is, as soon as it runs, for one more listener, who says when he has heard enough; `nil` once it is over.
      func enter() async -> String? {
        await withCheckedContinuation { listener in
          let answer = state.withLock { state -> String?? in
            if state.isOver { return .some(nil) }
            guard let url = state.url else {
              state.waiting.append(listener)
              return nil
            }
            state.listeners += 1
            return url
          }
          if let answer { listener.resume(returning: answer) }
        }
      }

      func leave() {
        let closing = state.withLock { state in
          state.listeners -= 1
          return state.listeners == 0 ? state.closing.take() : nil
        }
        closing?.resume()
      }

      /// Returns once there are no listeners.
      func empty() async {
        await withCheckedContinuation { waiter in
          let isEmpty = state.withLock { state in
            if state.listeners > 0 { state.closing = waiter }
            return state.listeners == 0
          }
          if isEmpty { waiter.resume() }
        }
      }
    }

    @Test func `every byte is right, whatever happens to the program and its files`() async throws {
      let formats: [AudioFixture.Format] = [.webmOpus, .mp3, .m4aFaststart, .webmOpus]
      // Room for two of the four songs.
      try await Stage.set(formats, settings: ["cache_size": "3 MiB"]) { stage in
        try await stage.addSongs()
        let deadline = ContinuousClock.now + .seconds(Int64(Self.seconds))
        let place = Place()
        stage.origin.strike(
          RandomFaults(
            seed: Self.seed, odds: .init(unavailable: 0.1, reset: 0.3, stall: 0.1),
            stall: .milliseconds(100)...(.milliseconds(900))))
        async let counts = withThrowingTaskGroup(of: [String: Int].self) { group in
          for number in 0..<6 {
            group.addTask {
              var reader = CacheReader(stage: stage, seed: Self.seed &* 31 &+ UInt64(number))
              while let url = await place.enter() {
                defer { place.leave() }
                try await reader.hear(from: url)
              }
              return reader.counts
            }
          }
          return try await group.reduce(into: [:]) { $0.merge($1) { $0 + $1 } }
        }
        // Also when something fails: else they would wait for good.
        defer { place.close(forGood: true) }
        var generator = SplitMix64(seed: Self.seed ^ 0x00DD_BA11)
        var starts = 0
        var struck: [String] = []
        // However long they take on a busy machine.
        while ContinuousClock.now < deadline || starts < Self.leastStarts {
          let proxy = try await stage.serve()
          starts += 1
          try await expectConsistency(stage, "start \(starts), \(struck)")
          place.open(proxy.url)
          try await trouble(stage.origin, for: .milliseconds(Int.random(in: 500...5000, using: &generator)))
          place.close()
          proxy.process.kill()
          _ = await proxy.process.end()
          // What is on its way to somebody is in the file still, and nowhere else.
          await place.empty()
          struck = try damage(stage, starts, using: &generator)
        }
        place.close(forGood: true)
        var totals = try await counts
        totals["starts"] = starts
        if Self.seconds > 60 { print("seed \(Self.seed):", totals.sorted { $0.key < $1.key }) }
        #expect(totals["whole", default: 0] > starts, "\(totals)")
        #expect(totals["cut off", default: 0] > 0, "\(totals)")

        // And then all is well.
        stage.origin.behave()
        let proxy = try await stage.serve()
        for song in stage.songs {
          let answer = try await Curl.get(proxy.url(song.id))
          #expect(answer.exit == 0 && answer.body == song.audio.bytes)
        }
        #expect(stage.origin.requests.breaches() == [])
      }
    }

    /// The line goes now and then.
    private func trouble(_ origin: LoopbackOrigin, for duration: Duration) async throws {
      guard duration > .seconds(2) else { return try await Task.sleep(for: duration) }
      try await Task.sleep(for: duration - .seconds(1))
      try await origin.stopListening()
      try await Task.sleep(for: .milliseconds(700))
      try await origin.resumeListening()
      try await Task.sleep(for: .milliseconds(300))
    }

    /// Expects that folder and list agree soon behind the start, and that what is there is sound unless it was damaged.
    private func expectConsistency(_ stage: Stage, _ what: String) async throws {
      let damage = FolderDamage(folder: stage.cacheFolder, ending: ".audio")
      try await eventually("\(what): a list of what is there") {
        let listed = try stage.cacheEntries().map { entry in
          let hexadecimal = String(entry.number, radix: 16)
          return String(repeating: "0", count: 16 - hexadecimal.count) + hexadecimal + ".audio"
        }
        return try damage.names == listed.sorted()
      }
    }

    /// Damages files in every other pause; in the others, what is listed must be sound though the program was killed.
    ///
    /// - Returns: what was done.
    private func damage(
      _ stage: Stage, _ round: Int, using generator: inout SplitMix64
    ) throws -> [String] {
      let list = try TrackStore.open(path: stage.home.database).store
      let cache = AudioCacheFolder(at: stage.cacheFolder, list: list)
      guard round.isMultiple(of: 2) else {
        // What was damaged in the round before and heard by nobody is found now.
        _ = try cache.verify()
        let again = try cache.verify()
        #expect(again.damagedBlocks == 0 && again.orphans == 0, "\(again)")
        return []
      }
      let found = try cache.verify()
      #expect(found.damagedBlocks == 0, "nobody has damaged anything: \(found)")
      let damage = FolderDamage(folder: stage.cacheFolder, ending: ".audio")
      var struck: [String] = []
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        guard let kind = FolderDamage.Kind.allCases.randomElement(using: &generator) else { break }
        if let done = try damage.strike(kind, using: &generator) { struck.append(done) }
      }
      return struck
    }
  }
}

/// A listener who hears songs from random places at random paces, and checks every byte.
private struct CacheReader {
  let stage: Stage
  var generator: SplitMix64
  /// What came of it, by name.
  private(set) var counts: [String: Int] = [:]

  init(stage: Stage, seed: UInt64) {
    self.stage = stage
    generator = SplitMix64(seed: seed)
  }

  mutating func hear(from base: String) async throws {
    guard let song = stage.songs.randomElement(using: &generator) else { return }
    let bytes = song.audio.bytes
    let isInline = Int.random(in: 0..<4, using: &generator) == 0 && song.audio.format != .m4aFaststart
    let start =
      isInline || Bool.random(using: &generator) ? 0 : Int.random(in: 0..<bytes.count, using: &generator)
    let end =
      Bool.random(using: &generator)
      ? bytes.count : Int.random(in: start..<bytes.count, using: &generator) + 1
    let isWhole = isInline || (start == 0 && end == bytes.count)
    let expected = isWhole ? bytes[...] : bytes[start..<end]
    let pace = [50_000, 200_000, 1_000_000, 100_000_000].randomElement(using: &generator) ?? 0
    let answer: Curl.Answer
    do {
      answer = try await Curl.get(
        "\(base)/proxy/\(song.id)", "--limit-rate", "\(pace)", "--max-time", "4", "-A", "reader/\(pace)",
        "-H", isInline ? "Icy-MetaData: 1" : isWhole ? "X-None: 1" : "Range: bytes=\(start)-\(end - 1)")
    } catch is Curl.Failure {
      return count("no answer")
    }
    guard answer.status == 200 || answer.status == 206 else { return count("\(answer.status)") }
    var audio = answer.body
    if let interval = answer.fields["icy-metaint"].flatMap({ Int($0) }) {
      audio = Interleaved(answer.body, interval: interval).audio
    }
    #expect(
      Octets(audio) == Octets(expected.prefix(audio.count)),
      "\(song.displayName), \(isInline ? "inline" : "\(start)..<\(end)")"
    )
    guard answer.exit == 0 else { return count("cut off") }
    #expect(audio.count == expected.count, "\(song.displayName): \(audio.count) of \(expected.count) bytes")
    count("whole")
  }

  private mutating func count(_ what: String) { counts[what, default: 0] += 1 }
}
