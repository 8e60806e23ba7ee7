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
@Suite(.timeLimit(.minutes(120)), .serialized) struct RandomRunTests {
  private static let seconds = number("YTMPD_RANDOM_SECONDS") ?? 10
  private static let seed = number("YTMPD_RANDOM_SEED") ?? 1

  private static func number(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
  }

  /// Rounds of ten seconds, each with a seed and a service of its own.
  @Test func everyByteIsRight() async throws {
    var left = Self.seconds
    var seed = Self.seed
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
        "seeds \(Self.seed)..<\(seed):", totals.sorted { $0.key < $1.key }.map { "\($0.value) x \($0.key)" })
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
      let rule = RandomFaultRule(seed: seed)
      for id in [VideoID.test, .other] { relay.origin.script(id.rawValue) { rule.fault(for: $0) } }
      let deadline = SuspendingClock.now + duration
      let troubles = Task { try await Self.trouble(relay.origin, seed: seed, until: deadline) }
      let clients = try await withThrowingTaskGroup(of: RandomClient.self) { group in
        for number in 0..<12 {
          group.addTask {
            var client = RandomClient(relay: relay, seed: seed, number: number)
            try await client.run(until: deadline)
            return client
          }
        }
        var clients: [RandomClient] = []
        for try await client in group { clients.append(client) }
        return clients
      }
      try await troubles.value
      for client in clients {
        for complaint in client.complaints { Issue.record("seed \(seed): \(complaint)") }
        totals.merge(client.counts) { $0 + $1 }
      }
      try await expectPeace(relay, "seed \(seed)")
    }
    return totals
  }

  /// What befalls the origin as a whole.
  private static func trouble(
    _ origin: LoopbackOrigin, seed: UInt64, until deadline: SuspendingClock.Instant
  ) async throws {
    var generator = SplitMix64(seed: seed ^ 0xDEAD_BEEF)
    while SuspendingClock.now < deadline {
      try await Task.sleep(for: .milliseconds(Int.random(in: 200...1500, using: &generator)))
      switch Int.random(in: 0..<4, using: &generator) {
      case 0:
        try await origin.stopListening()
        try await Task.sleep(for: .milliseconds(Int.random(in: 1...500, using: &generator)))
        try await origin.resumeListening()
      case 1: origin.revokeAll(of: "\(VideoID.test)")
      case 2: origin.maximumRange = 1 << 18
      default: origin.maximumRange = 1 << 20
      }
    }
    origin.maximumRange = 1 << 20
  }

  /// Nothing is left of the clients, and the next one is served as if nothing had been.
  private func expectPeace(_ relay: RelayFixture, _ what: String) async throws {
    relay.origin.behave()
    let deadline = SuspendingClock.now + .seconds(20)
    var status = try await relay.service.status()
    while status.streams.active + status.streams.waiting > 0, SuspendingClock.now < deadline {
      try await Task.sleep(for: .milliseconds(50))
      status = try await relay.service.status()
    }
    #expect(status.streams.active == 0 && status.streams.waiting == 0, "\(what): \(status.streams)")
    #expect(status.streams.list.isEmpty, "\(what)")
    for id in [VideoID.test, .other] {
      let answer = try await relay.get(id: id)
      #expect(Octets(answer.body) == Octets(relay.audio), "\(what): \(answer.statusLine)")
    }
    for breach in relay.origin.requests.breaches() where !breach.contains("asked again") {
      // Two listeners may ask for one URL at the same moment, and both be refused.
      Issue.record("\(what): \(breach)")
    }
  }
}
