import Foundation
import Logging
import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Answers beside the tracks, and how the service comes and goes.
@Suite(.timeLimit(.minutes(5))) struct ProxyServiceTests {
  private func ask(_ relay: RelayFixture, _ method: String, _ path: String) async throws -> WireAnswer {
    let client = try relay.connect()
    client.ask(method, path)
    return await client.read(isHead: method == "HEAD")
  }

  @Test(arguments: [
    ("GET", "/proxy/short", 400), ("GET", "/proxy/", 400), ("GET", "/proxy/dQw4w9WgXcQ/x", 400),
    ("GET", "/proxy/dQw4w9WgXc%5", 400), ("GET", "/proxy/..%2F..%2Fetc", 400),
    ("GET", "/proxy/aaaaaaaaaaa", 404),
    ("HEAD", "/proxy/aaaaaaaaaaa", 404), ("POST", "/proxy/dQw4w9WgXcQ", 405), ("DELETE", "/health", 405),
    ("BREW", "/proxy/dQw4w9WgXcQ", 501), ("GET", "/", 404), ("GET", "/nothing", 404),
    ("GET", "/health", 200),
    ("HEAD", "/health", 200), ("GET", "/livez", 200), ("GET", "/readyz", 200), ("GET", "/status", 200),
    ("GET", "http://localhost/health", 200),
  ])
  func statuses(method: String, path: String, status: Int) async throws {
    try await RelayFixture.run { relay in
      let answer = try await ask(relay, method, path)
      #expect(answer.status == status)
      #expect(answer.ending == .complete)
      if status == 405 { #expect(answer["allow"] == "GET, HEAD, OPTIONS") }
      if status >= 400 { #expect(answer["content-type"] == "text/plain; charset=utf-8") }
      if status >= 400, method != "HEAD" { #expect(answer.text.hasSuffix("\n") && answer.body.count > 10) }
      #expect(relay.origin.requests.isEmpty)
    }
  }

  @Test(arguments: ["bytes=2621563-", "bytes=99999999999999999999-", "bytes=-0"])
  func rangeOutsideIs416(range: String) async throws {
    try await RelayFixture.run { relay in
      let answer = try await relay.get("Range: \(range)")
      #expect(answer.status == 416)
      #expect(answer["content-range"] == "bytes */\(relay.audio.count)")
      #expect(answer.body.isEmpty)
    }
  }

  @Test(arguments: [
    "bytes=99999999999999999999-", "bytes=9223372036854775807-", "bytes=-0", "bytes=2621563-",
  ])
  func rangeOutsideAnUnknownLengthIs416(range: String) async throws {
    try await RelayFixture.run { relay in
      var track = try #require(try relay.library.track(.test))
      track.media?.length = nil
      track.media?.url.replace("clen=", with: "nolen=")
      relay.library.put(track)
      let answer = try await relay.get("Range: \(range)")
      #expect(answer.status == 416)
      #expect(answer["content-range"] == "bytes */\(relay.audio.count)")
    }
  }

  @Test func unreadableLibraryIs500() async throws {
    try await RelayFixture.run { relay in
      relay.library.breakDown()
      let answer = try await relay.get()
      #expect(answer.status == 500)
      #expect(try await ask(relay, "GET", "/status").status == 500)
      #expect(try await ask(relay, "GET", "/readyz").status == 503)
      #expect(try await ask(relay, "GET", "/health").status == 200)
    }
  }

  @Test func statusTellsOfARunningStream() async throws {
    try await RelayFixture.run { relay in
      let client = try relay.connect(receiveBuffer: 8192)
      client.ask("GET", "/proxy/\(VideoID.test)", ["Range: bytes=1000-"])
      let head = await client.readHead()
      let text = try await ask(relay, "GET", "/status").body
      let status = try JSONDecoder().decode(ProxyStatus.self, from: Data(text))
      let stream = try #require(status.streams.list.first)
      #expect(stream.videoID == .test)
      #expect(stream.artist == "Beyoncé")
      #expect(stream.client == "mpv 0.35")
      #expect(stream.state == .streaming)
      #expect(stream.length == Int64(relay.audio.count) - 1000)
      #expect(status.tracks == .init(total: 2, fresh: 1, expired: 0, unresolved: 1))
      _ = await client.readRest(of: head)
    }
  }

  @Test func pausedClientHoldsNoMoreThanItsShare() async throws {
    try await RelayFixture.run { relay in
      let client = try relay.connect(receiveBuffer: 8192)
      client.ask("GET", "/proxy/\(VideoID.test)")
      let head = await client.readHead()
      // Long enough for everything to come that would come.
      try await relay.origin.waitForRequests { $0.contains { $0.ending == .complete } }
      try await Task.sleep(for: .milliseconds(300))
      let fetched = relay.origin.requests.reduce(0) { $0 + $1.bytesSent }
      #expect(fetched < Int64(relay.audio.count), "the track is not read ahead of a paused client")
      let answer = await client.readRest(of: head)
      #expect(Octets(answer.body) == Octets(relay.audio))
    }
  }

  @Test func goingDownLetsARunningStreamEnd() async throws {
    let ran = Ran()
    try await RelayFixture.run { options in
      options.drainTime = .seconds(50)
    } _: { relay in
      let client = try relay.connect(receiveBuffer: 8192)
      client.ask("GET", "/proxy/\(VideoID.test)")
      let head = await client.readHead()
      let idle = try relay.connect()
      idle.ask("GET", "/livez")
      _ = await idle.read()
      ran.reading = Task {
        // The fixture cancels the service as soon as this body returns; this one reads on.
        let closed = await idle.isClosed()
        let answer = await client.readRest(of: head)
        return closed && Octets(answer.body) == Octets(relay.audio) && answer.ending == .complete
      }
    }
    #expect(await ran.reading?.value == true)
  }

  @Test func goingDownWaitsNoLongerThanItShould() async throws {
    // Without the limit it would wait for the stream, which waits for the origin until the suite's time is over.
    try await RelayFixture.run { options in
      options.rules.idleTimeout = .seconds(3600)
      options.drainTime = .milliseconds(100)
    } _: { relay in
      relay.origin.script("\(VideoID.test)") { _ in .silence }
      let client = try relay.connect()
      client.ask("GET", "/proxy/\(VideoID.test)")
      try await relay.origin.waitForRequests(1)
    }
  }

  @Test func takenPortIsSaidPlainly() async throws {
    try await RelayFixture.run { relay in
      var options = ProxyService.Options()
      (options.host, options.port) = ("127.0.0.1", relay.service.port)
      await #expect(throws: ServiceStartError.self) {
        _ = try await ProxyService.start(options: options, store: relay.library, resolver: relay.library)
      }
    }
  }

  @Test func streamsAreFreedWhenTheyEnd() async throws {
    weak let library = try await {
      var escaped: FakeLibrary?
      try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
        relay.origin.script("\(VideoID.test)", [.status(503), .revoke(403)])
        _ = try await relay.get()
        _ = try await relay.get("Range: bytes=5-", "Icy-MetaData: 1")
        escaped = relay.library
      }
      return escaped
    }()
    // Streams hold the relay's resolver only through what they hold on to.
    #expect(library == nil)
  }

  /// A task that outlives the fixture.
  private final class Ran: @unchecked Sendable {
    // Unchecked: written before the task that reads it goes on.
    var reading: Task<Bool, Never>?
  }
}
