import Foundation
import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Everything at once, at random: an origin that does anything wrong, listeners that do anything.
///
/// `YTMPD_RANDOM_SECONDS` says for how long (10 without it), `YTMPD_RANDOM_SEED` where to begin: the same seed
/// brings the same faults and the same clients, though not the same timing. `make soak` runs it for minutes.
@Suite(.timeLimit(.minutes(RandomTime.limit)), .serialized) struct RandomRunTests {
  private static let seconds = RandomRun.seconds ?? 10

  /// Rounds of ten seconds, each with a seed and a service of its own.
  @Test func everyByteIsRight() async throws {
    var left = Self.seconds
    var seed = RandomRun.seed
    var totals: [String: Int] = [:]
    while left > 0 {
      let round = min(left, 10)
      for (what, count) in try await run(seed: seed, for: .seconds(Int64(round))) {
        totals[what, default: 0] += count
      }
      left -= round
      seed += 1
    }
    if Self.seconds > 10 {
      print(
        "seeds \(RandomRun.seed)..<\(seed):",
        totals.sorted { $0.key < $1.key }.map { "\($0.value) x \($0.key)" })
    }
    // The mix must not have become so bad, or so tame, that nothing is tested.
    #expect(totals["reads", default: 0] > totals["gets 502", default: 0])
  }

  private func run(seed: UInt64, for duration: Duration) async throws -> [String: Int] {
    var totals: [String: Int] = [:]
    try await RelayFixture.run(checksBreaches: false) { options in
      options.maximumStreams = 8
      options.admissionWait = .seconds(5)
      options.rules.idleTimeout = .seconds(1)
      options.rules.stallLimit = .seconds(6)
      options.upstream.connectTimeout = .seconds(1)
      // Every other round asks for each range while the one before it comes in.
      if seed.isMultiple(of: 2) { options.rules.lookAheadDelay = .zero }
    } _: { relay in
      relay.service.setPlayerLink(.ours)
      let songs = [VideoID.test, .other].map { RandomSong(id: $0, audio: relay.audio) }
      let rule = RandomFaultRule(seed: seed)
      for song in songs { relay.origin.script(song.id.rawValue) { rule.fault(for: $0) } }
      let deadline = SuspendingClock.now + duration
      let troubles = Task {
        try await RandomRun.trouble(relay.origin, of: [.test], seed: seed, until: deadline)
      }
      let clients = try await RandomRun.listen(to: songs, of: relay, seed: seed, until: deadline)
      try await troubles.value
      for client in clients {
        for complaint in client.complaints { Issue.record("seed \(seed): \(complaint)") }
        totals.merge(client.counts) { $0 + $1 }
      }
      try await RandomRun.expectPeace(relay, songs, "seed \(seed)")
    }
    return totals
  }
}
