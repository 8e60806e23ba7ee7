import Foundation
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Connections: kept, closed, and with requests sent in one go.
@Suite(.timeLimit(.minutes(5))) struct ProxyHTTPHandlerTests {
  @Test func oldHTTPClosesBehindTheBody() async throws {
    try await RelayFixture.run { relay in
      let client = try relay.connect()
      client.ask("GET", "/proxy/\(VideoID.test)", version: "1.0")
      let answer = await client.read()
      #expect(answer.statusLine == "HTTP/1.0 200 OK")
      #expect(answer["transfer-encoding"] == nil)
      #expect(Octets(answer.body) == Octets(relay.audio))
      #expect(await client.isClosed())
    }
  }

  @Test func connectionIsKeptForTheNextRequest() async throws {
    try await RelayFixture.run { relay in
      let client = try relay.connect()
      for range in ["bytes=0-99", "bytes=100-199"] {
        client.ask("GET", "/proxy/\(VideoID.test)", ["Range: \(range)"])
        let answer = await client.read()
        #expect(answer.status == 206)
        #expect(answer.body.count == 100)
      }
      client.ask("GET", "/health")
      #expect(await client.read().text == #"{"status":"ok","service":"icy-proxy"}"#)
    }
  }

  @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
    try await RelayFixture.run { relay in
      let client = try relay.connect()
      client.ask("GET", "/proxy/\(VideoID.test)", ["Range: bytes=0-99"])
      client.ask("GET", "/health")
      client.ask("HEAD", "/proxy/\(VideoID.test)")
      client.ask("GET", "/proxy/nonsense")
      client.ask("GET", "/proxy/\(VideoID.test)")
      let first = await client.read()
      #expect(Octets(first.body) == Octets(Array(relay.audio[..<100])))
      #expect(await client.read().text.contains("icy-proxy"))
      #expect(await client.read(isHead: true)["content-length"] == "\(relay.audio.count)")
      #expect(await client.read().status == 400)
      let last = await client.read()
      #expect(Octets(last.body) == Octets(relay.audio))
      try await relay.recorder.wait(2) { $0.name == "streamFinished" }
      #expect(try await relay.service.status().streams.active == 0)
    }
  }

  /// A refusal is an answer like any other: the connection goes on.
  @Test func connectionIsKeptAfterEveryRefusal() async throws {
    try await RelayFixture.run { relay in
      relay.library.onResolve { _, _ in throw URLRefreshError(kind: .removed) }
      let client = try relay.connect()
      let requests: [(String, String, [String], Int)] = [
        ("GET", "/proxy/nonsense", [], 400), ("GET", "/proxy/aaaaaaaaaaa", [], 404),
        ("GET", "/proxy/\(VideoID.other)", [], 502), ("HEAD", "/proxy/\(VideoID.other)", [], 502),
        ("GET", "/proxy/\(VideoID.test)", ["Range: bytes=99999999-"], 416),
        ("PUT", "/proxy/\(VideoID.test)", [], 405),
        ("GET", "/proxy/\(VideoID.test)", ["Range: bytes=7-9"], 206),
      ]
      for (method, path, fields, status) in requests {
        client.ask(method, path, fields)
        let answer = await client.read(isHead: method == "HEAD")
        #expect((answer.status, answer.ending) == (status, .complete))
      }
    }
  }

  @Test func oldHTTPIsKeptWhereItAsksForIt() async throws {
    try await RelayFixture.run { relay in
      let client = try relay.connect()
      for _ in 0..<2 {
        client.ask(
          "GET", "/proxy/\(VideoID.test)", version: "1.0", ["Connection: keep-alive", "Range: bytes=0-99"])
        let answer = await client.read()
        #expect((answer.status, answer["connection"]) == (206, "keep-alive"))
        #expect(Octets(answer.body) == Octets(relay.audio[..<100]))
      }
    }
  }

  @Test func hundredsOfPipelinedRequests() async throws {
    try await RelayFixture.run { relay in
      let client = try relay.connect()
      client.say(String(repeating: "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n", count: 500))
      for _ in 0..<500 { #expect(await client.read().text == "ok\n") }
    }
  }

  @Test func bytesThatAreNoHTTPGet400() async throws {
    try await RelayFixture.run { relay in
      let client = try relay.connect()
      client.say("\u{1}\u{2} what\r\n\r\n")
      #expect(await client.readHead().status == 400)
      #expect(try await relay.get("Range: bytes=0-9").status == 206)
    }
  }

  @Test func whoLeavesInTheMiddleOfQuickAnswersLeavesNoSlotTaken() async throws {
    try await LibraryFixture.run { fixture in
      let outside = [
        "GET /proxy/\(VideoID.test) HTTP/1.1", "Host: localhost", "Range: bytes=99999999-", "", "",
      ].joined(separator: "\r\n")
      for round in 0..<200 {
        let client = try WireClient(port: fixture.service.port)
        client.say(String(repeating: outside, count: 2 + round % 3))
        if round % 2 == 0 { _ = await client.readHead() }
        client.hangUp()
      }
      let deadline = SuspendingClock.now + .seconds(30)
      var status = try await fixture.service.status()
      while status.streams.active > 0, SuspendingClock.now < deadline {
        try await Task.sleep(for: .milliseconds(20))
        status = try await fixture.service.status()
      }
      #expect(status.streams.active == 0 && status.streams.list.isEmpty)
    }
  }
}
