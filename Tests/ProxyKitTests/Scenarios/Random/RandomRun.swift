import Foundation
import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// A song of a run at random.
struct RandomSong: Sendable {
  let id: VideoID
  let audio: [UInt8]
}

/// What runs at random have in common.
enum RandomRun {
  /// For how many seconds the user wants them to go on.
  static let seconds = number("YTMPD_RANDOM_SECONDS")
  /// The first seed.
  static let seed = number("YTMPD_RANDOM_SEED") ?? 1

  private static func number(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
  }

  /// Twelve listeners who do anything until `deadline`, but for the times that `turns` gives to others.
  static func listen(
    to songs: [RandomSong], of relay: RelayFixture, seed: UInt64, until deadline: SuspendingClock.Instant,
    turns: SharedTurns? = nil
  ) async throws -> [RandomClient] {
    try await withThrowingTaskGroup(of: RandomClient.self) { group in
      for number in 0..<12 {
        group.addTask {
          var client = RandomClient(relay: relay, songs: songs, seed: seed, number: number)
          try await client.run(until: deadline, turns: turns)
          return client
        }
      }
      var clients: [RandomClient] = []
      for try await client in group { clients.append(client) }
      return clients
    }
  }

  /// What befalls the origin as a whole.
  ///
  /// - Parameter revocable: the songs whose URLs die before their time.
  static func trouble(
    _ origin: LoopbackOrigin, of revocable: [VideoID], seed: UInt64, until deadline: SuspendingClock.Instant
  ) async throws {
    var generator = SplitMix64(seed: seed ^ 0xDEAD_BEEF)
    while SuspendingClock.now < deadline {
      try await Task.sleep(for: .milliseconds(Int.random(in: 200...1500, using: &generator)))
      switch Int.random(in: 0..<4, using: &generator) {
      case 0:
        try await origin.stopListening()
        try await Task.sleep(for: .milliseconds(Int.random(in: 1...500, using: &generator)))
        try await origin.resumeListening()
      case 1: for id in revocable { origin.revokeAll(of: "\(id)") }
      case 2: origin.maximumRange = 1 << 18
      default: origin.maximumRange = 1 << 20
      }
    }
    origin.maximumRange = 1 << 20
  }

  /// Nothing is left of the clients, and the next one is served as if nothing had been.
  static func expectPeace(_ relay: RelayFixture, _ songs: [RandomSong], _ what: String) async throws {
    relay.origin.behave()
    let deadline = SuspendingClock.now + .seconds(20)
    var status = try await relay.service.status()
    while status.streams.active + status.streams.waiting > 0, SuspendingClock.now < deadline {
      try await Task.sleep(for: .milliseconds(50))
      status = try await relay.service.status()
    }
    #expect(status.streams.active == 0 && status.streams.waiting == 0, "\(what): \(status.streams)")
    #expect(status.streams.list.isEmpty, "\(what)")
    for song in songs {
      let answer = try await relay.get(id: song.id)
      #expect(Octets(answer.body) == Octets(song.audio), "\(what): \(answer.statusLine)")
    }
    for breach in relay.origin.requests.breaches() where !breach.contains("asked again") {
      // Two listeners may ask for one URL at the same moment, and both be refused.
      Issue.record("\(what): \(breach)")
    }
  }
}
