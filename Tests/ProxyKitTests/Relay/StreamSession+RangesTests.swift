import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Ranges that are asked for before their turn.
@Suite(.timeLimit(.minutes(5))) struct StreamSessionRangesTests {
  private static let far = Duration.milliseconds(50)

  /// A session whose client has swallowed the first range, from an origin `delay` away; the second range has
  /// begun, and `actions` is what its first bytes led to.
  private func started(
    delay: Duration = far, swallows: Bool = true, first: Int64 = RangeSizing.first
  ) -> (harness: SessionHarness, actions: [StreamSession.Action]) {
    var rules = RelayRules()
    rules.chunkBytes = 384 << 10
    var harness = SessionHarness(rules: rules)
    _ = harness.start()
    harness.advance(delay)
    _ = harness.head()
    _ = harness.bytes(first)
    _ = harness.drain(first, in: swallows ? .milliseconds(1) : .seconds(4))
    _ = harness.end()
    harness.advance(delay)
    _ = harness.head()
    let actions = harness.bytes(1000)
    return (harness, actions)
  }

  @Test func nextRangeIsAskedForAtTheFirstByteOfThisOne() {
    var (harness, actions) = started()
    #expect(harness.session.current?.last == 393_215)
    #expect(actions.ahead?.first == 384 << 10)
    #expect(actions.ahead?.last == 786_431)
    #expect(harness.bytes(1000).ahead == nil, "once")
    _ = harness.bytes((128 << 10) - 2000)
    let expected = actions.ahead
    _ = harness.drain(128 << 10)
    #expect(harness.end().fetched == expected)
    harness.advance(Self.far)
    _ = harness.head()
    #expect(harness.bytes(1).ahead?.first == 768 << 10)
  }

  @Test func aRangeThatWasAnsweredInAdvanceTellsHowFarTheOriginIs() {
    var (harness, _) = started()
    harness.advance(Self.far)
    _ = harness.session.aheadBrought(.head(RangeHead(total: SessionHarness.length)), at: harness.now)
    harness.advance(.seconds(1))
    _ = harness.bytes((128 << 10) - 1000)
    _ = harness.drain(128 << 10)
    _ = harness.end()
    // Its answer is there at once.
    _ = harness.head()
    #expect(harness.session.originDelay == Self.far)
    #expect(harness.bytes(1).ahead?.first == 768 << 10)
  }

  @Test func aNearOriginIsNotAskedInAdvance() {
    #expect(started(delay: .milliseconds(1)).actions.ahead == nil)
  }

  @Test func neitherIsOneForAClientThatTakesItsTime() {
    #expect(started(swallows: false, first: 65_536).actions.ahead == nil)
  }

  @Test func nothingLiesBehindTheLastRange() {
    var (harness, _) = started()
    for first in [384 << 10, 768 << 10] as [Int64] {
      _ = harness.bytes(harness.session.current.map { $0.last + 1 - harness.session.next } ?? 0)
      _ = harness.drain(harness.session.unsent)
      #expect(harness.end().fetched?.first == first)
      _ = harness.head()
      _ = harness.bytes(1)
    }
    #expect(harness.session.current?.last == SessionHarness.length - 1)
    #expect(harness.bytes(1).ahead == nil)
  }

  @Test func afterAGapTheAdvanceIsWorthless() {
    var (harness, _) = started()
    _ = harness.session.aheadBrought(.head(RangeHead(total: SessionHarness.length)), at: harness.now)
    #expect(harness.fail(.interrupted("reset")).contains(.cancelAhead))
    let actions = harness.waited()
    #expect(actions.fetched?.first == RangeSizing.first + 1000)
    #expect(!actions.contains(.cancelAhead))
  }

  @Test func afterAGapTheAdvanceIsKeptUntilItIsAnswered() {
    var (harness, _) = started()
    #expect(!harness.fail(.interrupted("reset")).contains(.cancelAhead))
    let actions = harness.waited()
    #expect(actions.fetched?.first == RangeSizing.first + 1000)
    #expect(actions.first == .cancelAhead)
  }

  @Test func refusedAfterAGapTheURLIsNotAskedAgain() {
    var (harness, _) = started()
    _ = harness.fail(.interrupted("reset"))
    _ = harness.session.aheadBrought(.end(.failed(.status(403))), at: harness.now)
    #expect(harness.waited().resolve?.libraryFirst == true)
    _ = harness.session.aheadBrought(.end(.failed(.status(403))), at: harness.now)
    let actions = harness.resolved(SessionHarness.refreshed())
    #expect(actions.fetched?.first == RangeSizing.first + 1000)
    _ = harness.session.aheadBrought(.end(.failed(.status(403))), at: harness.now)
    #expect(!harness.session.isURLDead, "that was the URL before")
  }

  @Test(arguments: [403, 404, 410]) func refusedInAdvanceTheURLIsNotAskedAgain(status: Int) {
    var (harness, _) = started()
    #expect(
      harness.session.aheadBrought(.end(.failed(.status(status))), at: harness.now)
        == [.remember(.refused(url: SessionHarness.url))])
    #expect(harness.fail(.interrupted("reset")).delay != nil)
    let actions = harness.waited()
    #expect(actions.fetched == nil)
    #expect(actions.resolve?.libraryFirst == true)
    let range = harness.resolved(SessionHarness.refreshed()).fetched
    #expect(range?.first == RangeSizing.first + 1000)
    #expect(range.map { $0.count <= RelayRules.cautiousChunkBytes } == true)
    #expect(harness.fail(.status(status)).last == .abort, "one new URL without progress, and no more")
  }

  @Test func anythingElseInAdvanceIsNoRefusal() {
    var (harness, _) = started()
    #expect(harness.session.aheadBrought(.end(.failed(.status(503))), at: harness.now).isEmpty)
    _ = harness.fail(.interrupted("reset"))
    #expect(harness.waited().fetched != nil)
  }

  @Test func refusedInAdvanceTheRangeUnderWayStillEnds() {
    var (harness, _) = started()
    _ = harness.session.aheadBrought(.end(.failed(.status(403))), at: harness.now)
    _ = harness.bytes((128 << 10) - 1000)
    _ = harness.drain(128 << 10)
    #expect(harness.end().fetched?.first == 384 << 10, "its answer is there already")
    #expect(harness.fail(.status(403)).resolve != nil)
  }

  // MARK: Over real sockets

  private func run(
    _ faults: [Fault?] = [], _ body: (RelayFixture) async throws -> Void
  ) async throws {
    try await RelayFixture.run {
      $0.rules.lookAheadDelay = .zero
      $0.rules.chunkBytes = 384 << 10
    } _: { relay in
      relay.origin.script("\(VideoID.test)", faults)
      try await body(relay)
    }
  }

  @Test(arguments: [[], ["Icy-MetaData: 1"], ["Range: bytes=100000-2500000"]])
  func bodyIsTheTrack(fields: [String]) async throws {
    try await run { relay in
      let answer = try await relay.get(fields)
      #expect(answer.ending == .complete)
      if fields == ["Icy-MetaData: 1"] {
        var parser = IcyParser(interval: 16_384)
        parser.read(answer.body)
        #expect(Octets(parser.audio) == Octets(relay.audio))
      } else {
        let wanted = fields.isEmpty ? relay.audio[...] : relay.audio[100_000...2_500_000]
        #expect(Octets(answer.body) == Octets(Array(wanted)))
      }
      let total = relay.origin.requests.reduce(0) { $0 + $1.bytesSent }
      #expect(total == Int64(fields.first == "Range: bytes=100000-2500000" ? 2_400_001 : relay.audio.count))
    }
  }

  @Test(
    arguments: [
      .status(503), .reset(after: 5000), .close(after: 5000), .revoke(403), .revoke(410), .status(429),
      .wholeBody, .stall(after: 1000, for: .milliseconds(100)), .html(),
    ] as [Fault], 1...4)
  func faultsAreSurvived(fault: Fault, place: Int) async throws {
    try await run(Array(repeating: nil, count: place) + [fault]) { relay in
      let answer = try await relay.get()
      #expect(answer.ending == .complete)
      #expect(Octets(answer.body) == Octets(relay.audio))
    }
  }

  @Test func aClientThatLeavesTakesBothRangesAlong() async throws {
    try await run([nil, nil, .stall(after: 0, for: nil), .stall(after: 0, for: nil)]) { relay in
      let client = try relay.connect()
      client.ask("GET", "/proxy/\(VideoID.test)")
      _ = try await relay.origin.waitForRequests(3)
      client.hangUp()
      try await relay.recorder.wait { $0.name == "streamFinished" }
      #expect(try await relay.service.status().streams.active == 0)
    }
  }
}

extension [StreamSession.Action] {
  /// The range that is asked for in advance.
  fileprivate var ahead: RangeRequest? {
    for case .fetchAhead(let range, _) in self { return range }
    return nil
  }
}
