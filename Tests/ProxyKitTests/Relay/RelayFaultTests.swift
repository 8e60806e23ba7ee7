import LoopbackOrigin
import Testing

@testable import ProxyKit

/// Faults of the origin over real sockets: the body must be the track all the same.
@Suite(.timeLimit(.minutes(2))) struct RelayFaultTests {
  /// A fault that can be survived.
  static let faults: [Fault] = [
    .status(500), .status(502), .status(503), .status(429), .status(429, retryAfter: .zero),
    .resetBeforeHead, .reset(after: 0), .reset(after: 50_000), .close(after: 0), .close(after: 50_000),
    .close(after: 131_071), .wholeBody, .wrongContentRange(start: 1000), .shorterRange(by: 10),
    .longerRange(by: 10), .surplus(100), .closeDelimited, .html(), .html(status: 503), .revoke(403),
    .revoke(410), .stall(after: 50_000, for: .milliseconds(200)), .delay(.milliseconds(50)),
    .delay(.milliseconds(20), then: .status(503)),
    .trickle(after: 100_000, bytes: 4000, every: .milliseconds(2)),
  ]

  /// Which requests the fault strikes.
  static let places: [[Int]] = [[0], [1], [0, 1], [2, 3]]

  enum Body: CaseIterable {
    case whole, inline, part
  }

  @Test(arguments: faults, places) func bodyIsTheTrack(fault: Fault, place: [Int]) async throws {
    for body in Body.allCases {
      try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
        // A second death of the URL before any progress ends the song: elsewhere.
        if case .revoke = fault, place.count > 1 { return }
        relay.origin.script("\(VideoID.test)", { request in place.contains(request.index) ? fault : nil })
        switch body {
        case .whole:
          let answer = try await relay.get()
          #expect(answer.ending == .complete)
          #expect(Octets(answer.body) == Octets(relay.audio))
        case .inline:
          let answer = try await relay.get("Icy-MetaData: 1")
          #expect(answer.ending == .complete)
          var parser = IcyParser(interval: 16_384)
          parser.read(answer.body)
          #expect(Octets(parser.audio) == Octets(relay.audio))
          #expect(parser.isAtBoundary)
        case .part:
          let answer = try await relay.get("Range: bytes=100001-")
          #expect(answer.ending == .complete)
          #expect(Octets(answer.body) == Octets(relay.audio[100_001...]))
        }
        try await relay.recorder.wait { $0.name == "streamFinished" }
      }
    }
  }

  @Test func wrongTotalInMidTrackIsAskedAgain() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      relay.origin.script("\(VideoID.test)", [nil, .wrongContentRange(total: 5)])
      let answer = try await relay.get()
      #expect(Octets(answer.body) == Octets(relay.audio))
    }
  }

  @Test func eventsOfAFaultComeInOrder() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      relay.origin.script("\(VideoID.test)", [.status(503), .reset(after: 70_000), .status(500)])
      _ = try await relay.get()
      try await relay.recorder.wait { $0.name == "streamFinished" }
      #expect(
        relay.eventNames == [
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
      #expect(relay.library.questions == [.init(id: .test, cause: "upstream 403", formatID: "251")])
      let after = relay.origin.requests.filter { $0.request.generation == 2 }
      #expect(after.allSatisfy { $0.request.rangeLength ?? .max <= 256 * 1024 })
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

  @Test func redirectsAreFollowed() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      let other = try #require(relay.origin.url(for: "\(VideoID.other)"))
      relay.origin.script("\(VideoID.test)") { _ in .redirect(to: other) }
      let answer = try await relay.get()
      #expect(Octets(answer.body) == Octets(relay.audio))
    }
  }

  @Test func originThatComesBackIsFoundAgain() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { options in
      options.rules.retry = RetryPolicy(attempts: 6, baseDelay: .milliseconds(100))
    } _: { relay in
      try await relay.origin.stopListening()
      async let answer = relay.get()
      try await relay.recorder.wait { $0.name == "streamRetrying" }
      try await relay.origin.resumeListening()
      #expect(Octets(try await answer.body) == Octets(relay.audio))
    }
  }

  @Test func stallThatNeverEndsIsLeftForAnotherTry() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { options in
      options.rules.idleTimeout = .milliseconds(500)
    } _: { relay in
      relay.origin.script("\(VideoID.test)", [.silence, .stall(after: 1000, for: nil)])
      let answer = try await relay.get()
      #expect(Octets(answer.body) == Octets(relay.audio))
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
      #expect(relay.eventNames.contains("refreshDegraded"))
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
          #expect(relay.eventNames.contains("streamLost"))
          continue
        }
        var parser = IcyParser(interval: 16_384)
        if round == 1 { parser.read(answer.body) }
        #expect(Octets(round == 1 ? parser.audio : answer.body) == Octets(relay.audio))
      }
    }
  }
}
