import LoopbackOrigin
import Synchronization
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// What streams make of another network, and of a machine that was asleep.
@Suite(.timeLimit(.minutes(5))) struct RelayNetworkTests {
  static let changes: [NetworkChange] = [.addresses, .routes, .resumed(after: .seconds(7200))]

  private static func happen(_ change: NetworkChange, to relay: RelayFixture) {
    switch change {
    case .addresses: relay.network.say(RouteMessage.address(RouteMessage.newAddress, [192, 168, 1, 20]))
    case .routes: relay.network.say(RouteMessage.route(RouteMessage.newRoute, by: [192, 168, 1, 1]))
    case .resumed(let duration): relay.network.resume(after: duration)
    }
  }

  @Test(arguments: changes) func keptConnectionsAreDropped(change: NetworkChange) async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      for _ in 0..<2 { _ = try await relay.get() }
      #expect(Set(relay.origin.requests.map(\.request.connection)).count == 1, "it is used again and again")
      Self.happen(change, to: relay)
      try await relay.recorder.wait { $0 == .networkChanged(change) }
      _ = try await relay.get()
      let connections = relay.origin.requests.map(\.request.connection)
      #expect(Set(connections).count == 2 && connections.last != connections.first)
      // The old one is closed, not only left alone.
      #expect(relay.origin.openConnections == 1)
      #expect(relay.log.lines.count { $0.text.contains("network-changed") } == 1)
    }
  }

  @Test(arguments: changes) func aStreamThatWaitsIsTriedAtOnce(change: NetworkChange) async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { options in
      options.rules.retry.baseDelay = .seconds(3600)
    } _: { relay in
      // Before the first byte, and in mid-track.
      relay.origin.script("\(VideoID.test)", [.status(503), .reset(after: 70_000)])
      async let answer = relay.get()
      for number in 1...2 {
        try await relay.recorder.wait(number) { $0.name == "streamRetrying" }
        Self.happen(number == 1 ? change : .resumed(after: .seconds(5)), to: relay)
      }
      #expect(try await Octets(answer.body) == Octets(relay.audio))
    }
  }

  @Test func whatTheOriginAskedForIsWaitedFor() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { options in
      options.rules.retry.baseDelay = .milliseconds(10)
    } _: { relay in
      relay.origin.script("\(VideoID.test)", [.status(429, retryAfter: .seconds(2))])
      // The wait begins between here and the event, which may come late on a busy machine.
      let start = SuspendingClock.now
      async let answer = relay.get()
      try await relay.recorder.wait { $0.name == "streamRetrying" }
      Self.happen(.addresses, to: relay)
      #expect(try await Octets(answer.body) == Octets(relay.audio))
      #expect(start.duration(to: .now) >= .seconds(2))
    }
  }

  @Test func aRangeUnderWayGoesOn() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      relay.origin.script("\(VideoID.test)", [.stall(after: 1000, for: .milliseconds(300))])
      async let answer = relay.get()
      try await relay.recorder.wait { $0.name == "streamStarted" }
      Self.happen(.addresses, to: relay)
      #expect(try await Octets(answer.body) == Octets(relay.audio))
      #expect(relay.eventNames.allSatisfy { $0 != "streamRetrying" })
    }
  }

  /// Where the origin falls silent.
  enum Place: Int, CaseIterable { case firstByte, middle, end }

  /// The connections of the network that was bring nothing any more, and say so to nobody: neither the first one nor the
  /// second.
  @Test(arguments: Place.allCases, FaultMode.allCases)
  func aSilentRangeIsAskedForAnew(place: Place, mode: FaultMode) async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { options in
      options.rules.hedgeDelay = .milliseconds(100)
      (options.rules.idleTimeout, options.rules.stallLimit) = (.seconds(3600), .seconds(3600))
    } _: { relay in
      relay.service.setPlayerLink(.ours)
      let span = mode.span(of: relay.audio.count)
      let byte = [span.lowerBound, (span.lowerBound + span.upperBound) / 2, span.upperBound - 1][
        place.rawValue]
      let isAwake = Atomic(false)
      relay.origin.script("\(VideoID.test)") { request in
        guard let range = request.range, range.contains(byte), !isAwake.load(ordering: .relaxed) else {
          return nil
        }
        return .stall(after: byte - range.lowerBound, for: nil)
      }
      async let answer = relay.get(agent: mode.agent, mode.fields)
      try await relay.recorder.wait { $0.isHedge(of: .test) }
      _ = try await relay.origin.waitForRequests {
        $0.count { $0.request.range?.contains(byte) == true } >= 2
      }
      isAwake.store(true, ordering: .relaxed)
      relay.network.resume(after: .seconds(8 * 3600))
      let got = try await answer
      var parser = IcyParser(interval: 16_384)
      if mode == .inline { parser.read(got.body) }
      #expect(
        Octets(mode == .inline ? parser.audio : got.body) == Octets(relay.audio[Int(span.lowerBound)...]))
      #expect(relay.eventNames.allSatisfy { $0 != "streamRetrying" && $0 != "streamLost" })
    }
  }

  @Test func aSandboxThatTellsNothingIsSaidOnceAndServes() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { options in
      options.networkSources = { NetworkWatch.Sources(routes: -1, clock: -1, suspended: { .zero }) }
    } _: { relay in
      for _ in 0..<3 {
        let answer = try await relay.get()
        #expect(Octets(answer.body) == Octets(relay.audio))
      }
      #expect(relay.log.lines.count { $0.text.contains("the system tells neither of changes") } == 1)
    }
  }
}
