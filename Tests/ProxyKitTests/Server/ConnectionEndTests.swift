import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// How connections end, and how many there may be.
@Suite(.timeLimit(.minutes(5))) struct ConnectionEndTests {
  private static let request = "GET /proxy/\(VideoID.test) HTTP/1.1\r\nHost: localhost\r\n\r\n"

  // MARK: Half-closed clients (RFC 9112 §9.6)

  @Test(arguments: [VideoID.test, .other], ["1.1", "1.0"])
  func whoEndsItsSideGetsTheAnswerWhole(id: VideoID, version: String) async throws {
    try await RelayFixture.run { options in
      options.connections?.halfClosedPatience = .seconds(60)
    } _: { relay in
      let client = try relay.connect()
      client.ask("GET", "/proxy/\(id)", version: version)
      client.endSending()
      let answer = await client.read()
      #expect((answer.status, answer.ending) == (200, .complete))
      #expect(Octets(answer.body) == Octets(relay.audio))
      #expect(await client.isClosed())
    }
  }

  /// Before the head there are probes: bytes that every head begins with.
  @Test(arguments: ["1.1", "1.0"]) func whoWaitsForTheHeadGetsItOnce(version: String) async throws {
    try await RelayFixture.run { options in
      options.connections?.halfClosedPatience = .seconds(60)
    } _: { relay in
      let (asked, tellsAsked) = AsyncStream.makeStream(of: Void.self)
      let (goesOn, tellsToGoOn) = AsyncStream.makeStream(of: Void.self)
      relay.library.onResolve { id, _ in
        tellsAsked.yield()
        for await _ in goesOn { break }
        return RelayFixture.media(relay.origin.url(for: "\(id)") ?? "", length: relay.audio.count)
      }
      let client = try relay.connect()
      client.ask("GET", "/proxy/\(VideoID.other)", version: version)
      client.endSending()
      for await _ in asked { break }
      let first = await client.readBytes(3)
      #expect(first == Array("HTT".utf8))
      tellsToGoOn.yield()
      let answer = await client.read()
      #expect(answer.statusLine == "P/\(version) 200 OK")
      #expect(Octets(answer.body) == Octets(relay.audio))
    }
  }

  @Test func allThatWasAskedForIsAnswered() async throws {
    try await RelayFixture.run { relay in
      let client = try relay.connect()
      client.say(String(repeating: "GET /livez HTTP/1.1\r\nHost: a.localhost\r\n\r\n", count: 3))
      client.ask("GET", "/health")
      client.endSending()
      for _ in 0..<3 { #expect(await client.read().status == 403) }
      #expect(await client.read().status == 200)
      #expect(await client.isClosed())
    }
  }

  @Test func halfARequestIsRefused() async throws {
    try await RelayFixture.run { relay in
      let client = try relay.connect()
      client.say("GET /livez HTTP/1.1\r\nHost: loc")
      client.endSending()
      #expect(await client.read().status == 400)
      #expect(await client.isClosed())
    }
  }

  @Test func whoLeavesTheEventsIsNoticed() async throws {
    try await RelayFixture.run { relay in
      let client = try relay.connect()
      client.ask("GET", "/events")
      _ = await client.readHead()
      client.hangUp()
      #expect(await client.isClosed())
      // Its subscription goes with the connection, and going down does not wait for it.
    }
  }

  // MARK: Songs that are lost

  @Test func lostSongOfOldHTTPEndsWithAReset() async throws {
    try await RelayFixture.run { relay in
      var track = try #require(try relay.library.track(.test))
      track.media?.length = nil
      track.media?.url.replace("clen=", with: "nolen=")
      relay.library.put(track)
      relay.origin.script("\(VideoID.test)") { $0.index == 1 ? .status(401) : .unknownTotal }
      let client = try relay.connect()
      client.ask("GET", "/proxy/\(VideoID.test)", version: "1.0")
      let answer = await client.read()
      #expect(Octets(answer.body) == Octets(relay.audio[..<131_072]), "nothing that came is lost")
      #expect(client.isReset)
    }
  }

  @Test func lostSongOfKnownLengthEndsWell() async throws {
    try await RelayFixture.run { relay in
      relay.origin.script("\(VideoID.test)", [nil, .status(401)])
      let client = try relay.connect()
      client.ask("GET", "/proxy/\(VideoID.test)")
      #expect(await client.read().ending == .short)
      #expect(!client.isReset)
    }
  }

  // MARK: Limits

  @Test func firstRequestHasToComeInTime() async throws {
    try await RelayFixture.run { options in
      options.connections?.requestTime = .milliseconds(50)
    } _: { relay in
      let client = try relay.connect()
      #expect(await client.isClosed())
    }
  }

  /// Behind a request that came whole, the time begins with the first byte of the next.
  @Test(arguments: [
    "GET /livez HT", "GET /livez HTTP/1.1\r\nHost: localhost\r\n",
    "GET /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc",
  ])
  func requestHasToComeWholeInTime(part: String) async throws {
    try await RelayFixture.run { options in
      options.connections?.requestTime = Self.requestTime
    } _: { relay in
      let client = try relay.connect()
      client.say("GET /livez HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + part)
      #expect(await client.read().status == 200)
      #expect(await client.read().status == 408)
      #expect(await client.isClosed())
    }
  }

  /// So long that a request of one line makes it on a busy machine, too.
  private static let requestTime = Duration.seconds(3)

  /// The time is that of the whole request: each byte does not give another.
  @Test func drippingDoesNotHelp() async throws {
    try await RelayFixture.run { options in
      options.connections?.requestTime = Self.requestTime
      options.connections?.lingerTime = .seconds(60)
    } _: { relay in
      let client = try relay.connect()
      client.ask("GET", "/livez")
      #expect(await client.read().status == 200)
      let dripping = Task {
        while !Task.isCancelled {
          client.say("a")
          try await Task.sleep(for: .milliseconds(10))
        }
      }
      #expect(await client.read().status == 408)
      dripping.cancel()
    }
  }

  @Test func idleConnectionsAreClosed() async throws {
    try await RelayFixture.run { options in
      options.connections?.idleTime = .milliseconds(50)
    } _: { relay in
      let client = try relay.connect()
      client.ask("GET", "/livez")
      #expect(await client.read().status == 200)
      #expect(await client.isClosed())
    }
  }

  @Test func connectionsWithAnAnswerOnAreNotIdle() async throws {
    try await RelayFixture.run { options in
      options.connections?.idleTime = .milliseconds(1)
      options.connections?.requestTime = .milliseconds(200)
    } _: { relay in
      relay.origin.script("\(VideoID.test)", [.stall(after: 4000, for: .milliseconds(600))])
      let client = try relay.connect()
      client.say(Self.request)
      let answer = await client.read()
      #expect(Octets(answer.body) == Octets(relay.audio))
    }
  }

  /// The oldest of them goes when there is no room.
  @Test func idleConnectionsMakeRoom() async throws {
    try await RelayFixture.run { options in
      options.connections?.perLoopbackAddress = 20
    } _: { relay in
      let busy = try relay.connect(receiveBuffer: 8192)
      busy.say(Self.request)
      let head = await busy.readHead()
      let idle = try (0..<200).map { _ in try relay.connect() }
      #expect(try await relay.get("Range: bytes=0-9").status == 206)
      for client in idle[..<150] { #expect(await client.isClosed()) }
      let answer = await busy.readRest(of: head)
      #expect(Octets(answer.body) == Octets(relay.audio), "who plays is left alone")
    }
  }

  @Test func whereNoneIsIdleTheNewOneIsTurnedAway() async throws {
    try await RelayFixture.run { options in
      options.connections?.perLoopbackAddress = 3
    } _: { relay in
      // Each asks at once: one that says nothing for ten seconds is turned away for that.
      var clients: [WireClient] = []
      for _ in 0..<3 {
        let client = try relay.connect()
        client.ask("GET", "/events")
        #expect(await client.readHead().status == 200)
        clients.append(client)
      }
      let next = try relay.connect()
      #expect(await next.read().status == 503)
      #expect(await next.isClosed())
      withExtendedLifetime(clients) {}
    }
  }

  @Test func allClientsTogetherHaveALimitToo() async throws {
    try await RelayFixture.run { options in
      options.connections?.total = 5
    } _: { relay in
      let clients = try (0..<50).map { _ in try relay.connect() }
      #expect(try await relay.get("Range: bytes=0-9").status == 206)
      for client in clients[..<40] { #expect(await client.isClosed()) }
    }
  }

  @Test(arguments: [
    ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1", "127.0.0.2", false),
    ("::ffff:10.0.0.1", "10.0.0.1", true),
    ("2001:db8:1:2::3", "2001:db8:1:2:ffff::4", true), ("2001:db8:1:2::3", "2001:db8:1:3::3", false),
    ("fe80::1%eth0", "fe80::1", true), ("::1", "::2", false),
  ])
  func whoseConnectionsAreCountedTogether(one: String, other: String, areSame: Bool) {
    #expect((ConnectionLimits.ClientKey(one) == ConnectionLimits.ClientKey(other)) == areSame)
  }

  @Test func loopbackMayHaveMore() {
    let limits = ConnectionLimits(streams: 10)
    let addresses = [
      ("127.0.0.1", true), ("127.9.9.9", true), ("::1", true), ("::ffff:127.0.0.1", true),
      ("10.0.0.1", false), ("fe80::1%eth0", false), ("", false),
    ]
    for (address, isNear) in addresses {
      let limit = limits.limit(for: ConnectionLimits.ClientKey(address))
      #expect(limit == (isNear ? limits.perLoopbackAddress : limits.perAddress), "\(address)")
      #expect(limit < limits.total, "one client can't have them all")
    }
    #expect(limits.total < 1024, "descriptors that select can wait for")
  }
}
