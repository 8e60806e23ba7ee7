import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// What the table of faults does not show: events, URLs, and chance.
@Suite(.timeLimit(.minutes(5))) struct RelayFaultTests {
  @Test func eventsOfAFaultComeInOrder() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      relay.origin.script("\(VideoID.test)", [.status(503), .reset(after: 70_000), .status(500)])
      _ = try await relay.get()
      try await relay.recorder.wait { $0.name == "streamFinished" }
      #expect(
        // On a machine busy enough, the origin seems to stall as well.
        relay.eventNames.filter { $0 != "streamStalled" } == [
          "streamAdmitted", "streamRetrying", "streamStarted", "streamResumed", "streamRetrying",
          "streamRetrying", "streamResumed", "streamFinished",
        ])
      #expect(try await relay.service.status().retriesTotal == 3)
    }
  }

  @Test func deadURLIsReplacedInItsFormatAndNeverAskedAgain() async throws {
    try await RelayFixture.run { relay in
      relay.origin.script("\(VideoID.test)", [nil, .revoke(403)])
      let answer = try await relay.get()
      #expect(Octets(answer.body) == Octets(relay.audio))
      #expect(
        relay.library.questions == [
          .init(
            id: .test, cause: "upstream 403", rendition: Rendition("251", length: Int64(relay.audio.count)))
        ])
      let after = relay.origin.requests.filter { $0.request.generation == 2 }
      #expect(after.allSatisfy { $0.request.rangeLength ?? .max <= 256 * 1024 })
    }
  }

  @Test func deadURLIsNotAskedByOtherListenersInMidSong() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      relay.origin.script("\(VideoID.test)") { request in
        switch request.range?.lowerBound {
        // Long enough for the other listener to be refused, on a busy machine too.
        case 0: .stall(after: 1000, for: .seconds(3))
        case 150_000 where request.generation == 1: .revoke(403)
        default: nil
        }
      }
      async let first = relay.get()
      try await relay.origin.waitForRequests(1)
      let second = try await relay.get("Range: bytes=150000-")
      #expect(Octets(second.body) == Octets(relay.audio[150_000...]))
      #expect(try await Octets(first.body) == Octets(relay.audio))
      // That nobody asked the old URL again is checked for every origin.
      #expect(relay.origin.requests.count { $0.status == 403 } == 1)
    }
  }

  /// The origin refuses ranges above 256 KiB with 403: that costs one URL, and is remembered.
  @Test func largeRangesAreGivenUpOnce() async throws {
    try await RelayFixture.run { relay in
      relay.origin.maximumRange = 256 * 1024
      // Only a client that takes everything at once is given large ranges, and a busy machine may hide it.
      for _ in 0..<50 {
        let answer = try await relay.get("Icy-MetaData: 1")
        var parser = IcyParser(interval: 16_384)
        parser.read(answer.body)
        #expect(Octets(parser.audio) == Octets(relay.audio))
        if relay.origin.requests.contains(where: { $0.status == 403 }) { break }
      }
      #expect(relay.origin.requests.count { $0.status == 403 } == 1)
      #expect(relay.library.questions.map(\.cause) == ["upstream 403"])
      let before = relay.origin.requests.count
      for id in [VideoID.test, .other] {
        let answer = try await relay.get(id: id)
        #expect(Octets(answer.body) == Octets(relay.audio))
      }
      let after = relay.origin.requests.dropFirst(before)
      #expect(after.allSatisfy { $0.status == 206 && $0.request.rangeLength ?? .max <= 256 * 1024 })
    }
  }

  @Test func newerURLInTheLibrarySavesAResolve() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      let url = try #require(relay.origin.url(for: "\(VideoID.test)"))
      relay.origin.script("\(VideoID.test)") { request in
        guard request.index == 1, var track = try? relay.library.track(.test) else { return nil }
        track.media?.url = url
        relay.library.put(track)
        return .revoke(403)
      }
      let answer = try await relay.get()
      #expect(Octets(answer.body) == Octets(relay.audio))
      #expect(relay.library.questions.isEmpty)
    }
  }

  @Test func originThatComesBackIsFoundAgain() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      try await relay.origin.stopListening()
      async let answer = relay.get()
      try await relay.recorder.wait { $0.name == "streamRetrying" }
      try await relay.origin.resumeListening()
      let body = try await answer.body
      #expect(Octets(body) == Octets(relay.audio))
    }
  }

  @Test func expiredURLIsRefreshedFirst() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      try relay.age()
      let answer = try await relay.get()
      #expect(Octets(answer.body) == Octets(relay.audio))
      #expect(relay.library.questions.map(\.cause) == ["URL 5 h 33 min old"])
      #expect(relay.origin.requests.allSatisfy { $0.request.generation == 2 })
    }
  }

  @Test func failedRefreshFallsBackOnTheOldURL() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      try relay.age()
      relay.library.onResolve { _, _ in throw URLRefreshError(kind: .botCheck) }
      let answer = try await relay.get()
      #expect(Octets(answer.body) == Octets(relay.audio))
      try await relay.recorder.wait { $0.name == "refreshDegraded" }
      #expect(try await relay.service.status().refreshes.degradedTotal == 1)
    }
  }

  @Test(arguments: 1...6) func randomFaultsLeaveTheBodyWhole(seed: UInt64) async throws {
    try await RelayFixture.run { relay in
      relay.origin.strike(
        RandomFaults(
          seed: seed, odds: .init(unavailable: 0.5, reset: 1.5, stall: 1, revocation: 0.3),
          stall: .milliseconds(5)...(.milliseconds(50))))
      for round in 0..<3 {
        let answer = try await relay.get(round == 1 ? ["Icy-MetaData: 1"] : [])
        guard answer.status == 200 else {
          // Four failures in a row before the first byte are more than is promised to be survived.
          #expect(answer.status == 502)
          continue
        }
        guard answer.ending == .complete else {
          try await relay.recorder.wait { $0.name == "streamLost" }
          continue
        }
        var parser = IcyParser(interval: 16_384)
        if round == 1 { parser.read(answer.body) }
        #expect(Octets(round == 1 ? parser.audio : answer.body) == Octets(relay.audio))
      }
    }
  }
}
