import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Who is answered: names by which the program is called, and web pages.
@Suite(.timeLimit(.minutes(5))) struct StrangersTests {
  private static func run(_ body: (RelayFixture) async throws -> Void) async throws {
    try await RelayFixture.run { options in
      options.allowedHosts = ["Music.LAN", "ytmpd_service"]
      options.allowedOrigins = ["https://player.example"]
      options.publicURL = "http://listen.example:8080/x"
      options.machineNames = { ["Box.example.net"] }
    } _: {
      try await body($0)
    }
  }

  @Test func namesAreOursOrNot() async throws {
    try await Self.run { relay in
      for host in [
        "localhost", "LOCALHOST:8080", "localhost.", "localhost.:1", "localhost:", "127.0.0.1",
        "127.0.0.1:8080",
        "192.168.7.9", "[::1]:8080", "[::1]", "[fe80::1%25eth0]:8080", "[fe80::1%eth0]", "[::ffff:127.0.0.1]",
        "box.example.net", "Box", "box.local", "BOX.LOCAL.:80", "music.lan", "MUSIC.lan.:8080",
        "ytmpd_service:8080",
        "listen.example", "listen.example:9",
      ] {
        #expect(try await Self.ask(relay, host: host).status == 200, "\(host)")
      }
      for host in [
        "evil.example", "evil.example:8080", "localhost.evil.example", "notlocalhost",
        "127.0.0.1.evil.example",
        "box.evil.example", "example.net", "box.example.net.evil.example", "1.2.3", "0x7f.1", "2130706433",
        "music.lan.evil", "local", "player.example",
      ] {
        for path in [
          "/livez", "/status", "/events", "/playlists", "/metrics", "/proxy/\(VideoID.test)", "/nothing",
        ] {
          let answer = try await Self.ask(relay, path, host: host)
          #expect(answer.status == 403 && answer.text.contains("allowed_hosts"), "\(host)\(path)")
        }
      }
      #expect(relay.origin.requests.isEmpty)
      // Each name is told once.
      try await relay.recorder.wait(13) { "\($0)".contains("allowed_hosts") }
      _ = try await Self.ask(relay, host: "evil.example")
      _ = try await Self.ask(relay, host: "another.example")
      try await relay.recorder.wait { "\($0)".contains("another.example") }
      #expect(relay.recorder.events.count { "\($0)".contains("allowed_hosts") } == 14)
    }
  }

  @Test func pagesOfOtherSitesTakeNoSlot() async throws {
    try await Self.run { relay in
      relay.library.breakDown()
      for path in ["/proxy/\(VideoID.test)", "/events"] {
        for fields in [
          [], ["Origin: https://evil.example"], ["Referer: https://evil.example/https://player.example"],
        ] {
          let answer = try await Self.ask(relay, path, fields + ["Sec-Fetch-Site: cross-site"])
          #expect(answer.status == 403, "\(path) \(fields)")
          #expect(answer["access-control-allow-origin"] == nil)
        }
      }
      #expect(relay.eventNames.isEmpty)
    }
    try await Self.run { relay in
      for site in ["same-origin", "same-site", "none"] {
        let answer = try await relay.get("Range: bytes=0-1", "Sec-Fetch-Site: \(site)")
        #expect(answer.status == 206, "\(site)")
      }
      for page in ["Origin: https://player.example", "Referer: https://player.example/some/page?x"] {
        let answer = try await relay.get("Range: bytes=0-1", "Sec-Fetch-Site: cross-site", page)
        #expect(answer.status == 206, "\(page)")
      }
      // What takes no slot shows nothing to a page that may not read it.
      #expect(try await Self.ask(relay, "/livez", ["Sec-Fetch-Site: cross-site"]).status == 200)
    }
  }

  @Test func allowedPagesMayReadTheAnswer() async throws {
    try await Self.run { relay in
      let answer = try await relay.get("Range: bytes=0-1", "Origin: https://player.example")
      #expect(answer["access-control-allow-origin"] == "https://player.example")
      #expect(answer["vary"] == "Origin")
      let exposed = answer["access-control-expose-headers"] ?? ""
      for name in ["Content-Range", "Accept-Ranges", "Content-Length", "ETag", "icy-name", "icy-metaint"] {
        #expect(exposed.contains(name))
      }
      for origin in ["https://evil.example", "http://player.example", "https://player.example:444", "null"] {
        let answer = try await relay.get("Range: bytes=0-1", "Origin: \(origin)")
        #expect(answer["access-control-allow-origin"] == nil)
        #expect(answer["vary"] == "Origin")
      }
      // A page should see why it gets nothing.
      let missing = try await relay.get(
        id: try #require(VideoID("aaaaaaaaaaa")), "Origin: https://player.example")
      #expect(missing.status == 404 && missing["access-control-allow-origin"] != nil)
    }
  }

  @Test func preflights() async throws {
    try await Self.run { relay in
      let wish = ["Access-Control-Request-Method: GET", "Access-Control-Request-Headers: range,icy-metadata"]
      let path = "/proxy/\(VideoID.test)"
      let yes = try await Self.ask(
        relay, path, method: "OPTIONS",
        wish + ["Origin: https://player.example", "Access-Control-Request-Private-Network: true"])
      #expect(yes.status == 204)
      #expect(yes["access-control-allow-origin"] == "https://player.example")
      #expect(yes["access-control-allow-methods"] == "GET, HEAD")
      #expect(yes["access-control-allow-headers"]?.contains("Range") == true)
      #expect(yes["access-control-allow-headers"]?.contains("Icy-MetaData") == true)
      #expect(yes["access-control-allow-private-network"] == "true")
      #expect(yes["vary"] == "Origin")
      let plain = try await Self.ask(
        relay, path, method: "OPTIONS", wish + ["Origin: https://player.example"])
      #expect(plain.status == 204 && plain["access-control-allow-private-network"] == nil)
      let no = try await Self.ask(relay, path, method: "OPTIONS", wish + ["Origin: https://evil.example"])
      #expect(no.status == 403 && no["access-control-allow-origin"] == nil)
    }
  }

  @Test func anyPageMayIfTheUserSaysSo() async throws {
    try await RelayFixture.run {
      $0.allowedOrigins = ["*"]
    } _: { relay in
      let answer = try await relay.get(
        "Range: bytes=0-1", "Origin: https://any.example", "Sec-Fetch-Site: cross-site")
      #expect((answer.status, answer["access-control-allow-origin"]) == (206, "*"))
      #expect(try await relay.get("Range: bytes=0-1", "Sec-Fetch-Site: cross-site").status == 206)
    }
  }

  @Test func withoutTheSettingNoPageIsMentioned() async throws {
    try await RelayFixture.run { relay in
      let answer = try await relay.get("Range: bytes=0-1", "Origin: http://localhost")
      #expect(answer.status == 206)
      #expect(!answer.lines.contains { $0.hasPrefix("access-control") || $0.hasPrefix("vary") })
    }
  }

  private static func ask(
    _ relay: RelayFixture, _ path: String = "/livez", method: String = "GET", host: String = "localhost",
    _ fields: [String] = []
  ) async throws -> WireAnswer {
    let client = try relay.connect()
    let lines = ["\(method) \(path) HTTP/1.1", "Host: \(host)"] + fields + ["", ""]
    client.say(lines.joined(separator: "\r\n"))
    return path == "/events"
      ? await client.readHeadAndSentence() : await client.read(isHead: method == "OPTIONS")
  }
}

extension WireClient {
  /// Reads an answer that should be an error.
  fileprivate func readHeadAndSentence() async -> WireAnswer {
    let head = await readHead()
    return head.status >= 400 ? await readRest(of: head) : head
  }
}
