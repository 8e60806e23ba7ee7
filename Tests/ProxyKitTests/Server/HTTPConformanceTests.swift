import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// RFC 9110 and RFC 9112, rule by rule, over raw sockets: bytes in, and what must come back.
@Suite(.timeLimit(.minutes(2))) struct HTTPConformanceTests {
  /// What must have come back to a row's bytes.
  struct Answer {
    var status: Int
    /// Fields that must be there, with these values; `nil` for those that must not.
    var fields: [String: String?] = [:]
    /// The length of the body, `nil` when it does not matter.
    var length: Int?
    var isHead = false

    init(_ status: Int, _ fields: [String: String?] = [:], length: Int? = nil, isHead: Bool = false) {
      (self.status, self.fields, self.length, self.isHead) = (status, fields, length, isHead)
    }
  }

  /// What the connection does behind the answers.
  enum Ending { case kept, closed }

  struct Row: CustomTestStringConvertible {
    /// RFC and section.
    let section: String
    let rule: String
    let bytes: String
    let answers: [Answer]
    let ending: Ending

    init(_ section: String, _ rule: String, _ bytes: String, _ answers: Answer..., ending: Ending) {
      (self.section, self.rule, self.bytes, self.answers, self.ending) = (
        section, rule, bytes, answers, ending
      )
    }

    var testDescription: String { "\(section): \(rule)" }
  }

  /// A request for `target` with these lines behind the Host field.
  private static func get(
    _ target: String = "/livez", _ method: String = "GET", version: String = "HTTP/1.1", _ lines: String...,
    body: String = ""
  ) -> String {
    (["\(method) \(target) \(version)", "Host: localhost"] + lines).joined(separator: "\r\n") + "\r\n\r\n"
      + body
  }

  private static let track = "/proxy/\(VideoID.test)"
  private static let long = String(repeating: "a", count: 16 * 1024)

  static let rows: [Row] = targets + hosts + fields + framing + connections + methods + expectations + ranges

  private static let targets = [
    Row(
      "9112 §3", "the request line has single spaces", "GET  /livez HTTP/1.1\r\nHost: a\r\n\r\n", Answer(400),
      ending: .closed),
    Row(
      "9112 §3", "and nothing behind the version", "GET /livez HTTP/1.1 \r\nHost: a\r\n\r\n", Answer(400),
      ending: .closed),
    Row(
      "9112 §3", "a target has no spaces", "GET /li vez HTTP/1.1\r\nHost: a\r\n\r\n", Answer(400),
      ending: .closed),
    Row(
      "9112 §3", "a line as long as 16 KiB is too long", "GET /\(long) HTTP/1.1\r\nHost: a\r\n\r\n",
      Answer(414), ending: .closed),
    Row("9112 §3", "even if its end never comes", "GET /\(long)\(long)", Answer(414), ending: .closed),
    Row("9112 §2.2", "an empty line in front is left out", "\r\n" + get(), Answer(200), ending: .kept),
    Row(
      "9112 §2.2", "bare LF ends no line", "GET /livez HTTP/1.1\nHost: localhost\n\n", Answer(400),
      ending: .closed),
    Row(
      "9112 §2.2", "nor does it end a field", "GET /livez HTTP/1.1\r\nHost: localhost\nA: b\r\n\r\n",
      Answer(400), ending: .closed),
    Row(
      "9112 §2.2", "bare CR is no white space", "GET /livez HTTP/1.1\r\nHost: localhost\rA: b\r\n\r\n",
      Answer(400), ending: .closed),
    Row(
      "9112 §2.2", "white space in front of the fields", "GET /livez HTTP/1.1\r\n Host: localhost\r\n\r\n",
      Answer(400), ending: .closed),
    Row("9112 §2.3", "HTTP/0.9", "GET /livez\r\n", Answer(400), ending: .closed),
    Row(
      "9112 §2.3", "the name of the protocol is in capitals", "GET /livez http/1.1\r\nHost: a\r\n\r\n",
      Answer(400), ending: .closed),
    Row(
      "9112 §2.3", "a version has one digit each", "GET /livez HTTP/1.10\r\nHost: a\r\n\r\n", Answer(400),
      ending: .closed),
    Row(
      "9110 §2.5", "a higher minor version is taken as 1.1", get(version: "HTTP/1.9"), Answer(200),
      ending: .kept),
    Row("9110 §15.6.6", "HTTP/2.0", get(version: "HTTP/2.0"), Answer(505), ending: .closed),
    Row(
      "9113 §3.4", "the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Answer(505), ending: .closed),
    Row("9112 §2.1", "TLS", "\u{16}\u{03}\u{01}\u{02}\u{00}", Answer(400), ending: .closed),
    Row("9112 §3.2.1", "a path", get("/livez?a=b"), Answer(200), ending: .kept),
    Row("9112 §3.2.2", "a URL", get("http://localhost:8080/livez"), Answer(200), ending: .kept),
    Row(
      "9112 §3.2.2", "a URL of a track", get("http://localhost:8080\(track)", "GET", "Range: bytes=0-9"),
      Answer(206, length: 10), ending: .kept),
    Row("9112 §3.2.2", "its scheme in any case", get("HTTP://LOCALHOST/livez"), Answer(200), ending: .kept),
    Row(
      "9112 §3.2.2", "its host outranks the Host field",
      "GET http://localhost/livez HTTP/1.1\r\nHost: evil.example\r\n\r\n", Answer(200), ending: .kept),
    Row(
      "9112 §3.2.2", "for better or worse",
      "GET http://evil.example/livez HTTP/1.1\r\nHost: localhost\r\n\r\n", Answer(403), ending: .kept),
    Row(
      "9112 §3.2.2", "a URL needs a Host field too", "GET http://localhost/livez HTTP/1.1\r\n\r\n",
      Answer(400), ending: .closed),
    Row("9110 §4.2.4", "a URL with a user", get("http://user@localhost/livez"), Answer(400), ending: .closed),
    Row("9110 §4.2.1", "a URL without a host", get("http:///livez"), Answer(400), ending: .closed),
    Row("9112 §3.2", "a URL of another scheme", get("ftp://localhost/livez"), Answer(400), ending: .closed),
    Row("9112 §3.2", "a target that is neither", get("livez"), Answer(400), ending: .closed),
    Row(
      "9112 §3.2.4", "OPTIONS *", get("*", "OPTIONS"),
      Answer(204, ["allow": "GET, HEAD, OPTIONS", "content-length": nil], isHead: true), ending: .kept),
    Row("9112 §3.2.4", "* for anything else", get("*"), Answer(400), ending: .closed),
    Row("9112 §3.2.3", "CONNECT", get("localhost:80", "CONNECT"), Answer(405), ending: .kept),
    Row("9112 §3.2.3", "CONNECT to a path", get("nonsense:x", "CONNECT"), Answer(400), ending: .closed),
  ]

  private static let hosts = [
    Row("9112 §3.2", "no Host", "GET /livez HTTP/1.1\r\n\r\n", Answer(400), ending: .closed),
    Row("9112 §3.2", "two Hosts", get("/livez", "GET", "Host: localhost"), Answer(400), ending: .closed),
    Row("9112 §3.2", "an empty Host", "GET /livez HTTP/1.1\r\nHost:\r\n\r\n", Answer(400), ending: .closed),
    Row(
      "9112 §3.2", "a malformed Host", "GET /livez HTTP/1.1\r\nHost: a b\r\n\r\n", Answer(400),
      ending: .closed),
    Row(
      "9112 §3.2", "a Host with a path", "GET /livez HTTP/1.1\r\nHost: localhost/x\r\n\r\n", Answer(400),
      ending: .closed),
    Row(
      "9112 §3.2", "a Host with a user", "GET /livez HTTP/1.1\r\nHost: a@localhost\r\n\r\n", Answer(400),
      ending: .closed),
    Row(
      "9112 §3.2", "a Host with a bad port", "GET /livez HTTP/1.1\r\nHost: localhost:http\r\n\r\n",
      Answer(400), ending: .closed),
    Row(
      "9112 §3.2", "two Hosts in one", "GET /livez HTTP/1.1\r\nHost: localhost, localhost\r\n\r\n",
      Answer(400), ending: .closed),
    Row("9112 §3.2", "HTTP/1.0 needs no Host", "GET /livez HTTP/1.0\r\n\r\n", Answer(200), ending: .closed),
    Row(
      "9112 §3.2", "but two are too many", "GET /livez HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", Answer(400),
      ending: .closed),
  ]

  private static let fields = [
    Row(
      "9112 §5.1", "white space in front of the colon", get("/livez", "GET", "Range : bytes=0-9"),
      Answer(400), ending: .closed),
    Row("9112 §5.2", "obs-fold", get("/livez", "GET", "A: b", " c"), Answer(400), ending: .closed),
    Row(
      "9112 §5.2", "obs-fold with a tab", get("/livez", "GET", "A: b", "\tc"), Answer(400), ending: .closed),
    Row("9112 §5", "a line without a colon", get("/livez", "GET", "nonsense"), Answer(400), ending: .closed),
    Row("9112 §5", "a field without a name", get("/livez", "GET", ": x"), Answer(400), ending: .closed),
    Row("9110 §5.5", "NUL in a value", get("/livez", "GET", "A: b\0c"), Answer(400), ending: .closed),
    Row(
      "9110 §5.5", "white space around a value, and letters beyond ASCII",
      get(track, "GET", "A: é", "RANGE:\t bytes=0-9 \t"), Answer(206, length: 10), ending: .kept),
    Row("6585 §5", "a field of 16 KiB", get("/livez", "GET", "A: \(long)"), Answer(431), ending: .closed),
    Row(
      "6585 §5", "64 KiB of fields",
      get(
        "/livez", "GET", "A: \(long.dropLast(9))", "A: \(long.dropLast(9))", "A: \(long.dropLast(9))",
        "A: \(long.dropLast(9))", "B: c"), Answer(431), ending: .closed),
    Row(
      "6585 §5", "a hundred fields",
      "GET /livez HTTP/1.1\r\nHost: localhost\r\n\(String(repeating: "A: b\r\n", count: 99))\r\n",
      Answer(200), ending: .kept),
    Row(
      "6585 §5", "one more",
      "GET /livez HTTP/1.1\r\nHost: localhost\r\n\(String(repeating: "A: b\r\n", count: 100))\r\n",
      Answer(431), ending: .closed),
  ]

  private static let framing = [
    Row(
      "9110 §9.3.1", "content of a GET is read and dropped",
      get("/livez", "GET", "Content-Length: 5", body: "GET /") + get("/health"), Answer(200, length: 3),
      Answer(200), ending: .kept),
    Row(
      "9110 §9.3.1", "in chunks as well",
      get("/livez", "GET", "Transfer-Encoding: Chunked", body: "5;a=\"b\"\r\nGET /\r\n00\r\nA: b\r\n\r\n")
        + get("/health"), Answer(200, length: 3), Answer(200), ending: .kept),
    Row(
      "9110 §15.5.14", "more than 64 KiB is not read", get("/livez", "GET", "Content-Length: 65537"),
      Answer(413), ending: .closed),
    Row(
      "9110 §15.5.14", "nor more than any number",
      get("/livez", "GET", "Content-Length: 99999999999999999999"), Answer(413), ending: .closed),
    Row(
      "9110 §15.5.14", "in chunks as well",
      get("/livez", "GET", "Transfer-Encoding: chunked", body: "fffff\r\n"), Answer(413), ending: .closed),
    Row(
      "9110 §9.3.3", "a POST with content", get(track, "POST", "Content-Length: 2", body: "ab") + get(),
      Answer(405), Answer(200), ending: .kept),
    Row(
      "9110 §9.3.4", "a PUT with too much of it", get(track, "PUT", "Content-Length: 100000"), Answer(405),
      ending: .closed),
    Row(
      "9112 §6.3", "both Content-Length and Transfer-Encoding",
      get("/livez", "GET", "Content-Length: 5", "Transfer-Encoding: chunked", body: "0\r\n\r\n"), Answer(400),
      ending: .closed),
    Row(
      "9112 §6.3", "two Content-Lengths", get("/livez", "GET", "Content-Length: 5", "Content-Length: 6"),
      Answer(400), ending: .closed),
    Row(
      "9112 §6.3", "even when they agree",
      get("/livez", "GET", "Content-Length: 5", "Content-Length: 5", body: "abcde"), Answer(400),
      ending: .closed),
    Row(
      "9112 §6.3", "and in one field", get("/livez", "GET", "Content-Length: 5, 5", body: "abcde"),
      Answer(400), ending: .closed),
    Row(
      "9110 §8.6", "a Content-Length with a sign", get("/livez", "GET", "Content-Length: +5", body: "abcde"),
      Answer(400), ending: .closed),
    Row(
      "9110 §8.6", "an empty Content-Length", get("/livez", "GET", "Content-Length:"), Answer(400),
      ending: .closed),
    Row(
      "9112 §6.1", "an unknown coding",
      get("/livez", "GET", "Transfer-Encoding: gzip, chunked", body: "0\r\n\r\n"), Answer(501),
      ending: .closed),
    Row(
      "9112 §6.1", "chunked is not the last", get("/livez", "GET", "Transfer-Encoding: chunked, gzip"),
      Answer(400), ending: .closed),
    Row(
      "9112 §6.1", "chunked twice",
      get("/livez", "GET", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked", body: "0\r\n\r\n"),
      Answer(400), ending: .closed),
    Row(
      "9112 §6.1", "Transfer-Encoding in HTTP/1.0",
      get("/livez", "GET", version: "HTTP/1.0", "Transfer-Encoding: chunked", body: "0\r\n\r\n"), Answer(400),
      ending: .closed),
    Row(
      "9112 §7.1", "a size that is no number",
      get("/livez", "GET", "Transfer-Encoding: chunked", body: "x\r\n"), Answer(400), ending: .closed),
    Row(
      "9112 §7.1", "a size with a sign", get("/livez", "GET", "Transfer-Encoding: chunked", body: "-1\r\n"),
      Answer(400), ending: .closed),
    Row(
      "9112 §7.1", "a size with 0x", get("/livez", "GET", "Transfer-Encoding: chunked", body: "0x1\r\na\r\n"),
      Answer(400), ending: .closed),
    Row(
      "9112 §7.1", "a size of sixteen digits and more",
      get("/livez", "GET", "Transfer-Encoding: chunked", body: "10000000000000001\r\na\r\n"), Answer(400),
      ending: .closed),
    Row(
      "9112 §7.1", "a chunk longer than its size",
      get("/livez", "GET", "Transfer-Encoding: chunked", body: "1\r\nab\r\n0\r\n\r\n"), Answer(400),
      ending: .closed),
    Row(
      "9112 §7.1", "bare LF behind a size",
      get("/livez", "GET", "Transfer-Encoding: chunked", body: "1\na\r\n0\r\n\r\n"), Answer(400),
      ending: .closed),
  ]

  private static let connections = [
    Row("9112 §9.3", "1.1 is kept", get(), Answer(200, ["connection": nil]), ending: .kept),
    Row(
      "9112 §9.6", "unless it wants to be closed", get("/livez", "GET", "Connection: foo, CLOSE"),
      Answer(200, ["connection": "close"]), ending: .closed),
    Row(
      "9112 §9.3", "1.0 is closed", get(version: "HTTP/1.0"), Answer(200, ["connection": "close"]),
      ending: .closed),
    Row(
      "9112 §9.3", "unless it wants to be kept",
      get("/livez", "GET", version: "HTTP/1.0", "Connection: Keep-Alive"),
      Answer(200, ["connection": "keep-alive"]), ending: .kept),
    Row(
      "9112 §9.3.2", "pipelining", get() + get("/nothing") + get("/livez", "HEAD") + get("/health"),
      Answer(200, length: 3), Answer(404), Answer(200, ["content-length": "3"], isHead: true), Answer(200),
      ending: .kept),
    Row(
      "9112 §9.6", "what comes behind close is not answered",
      get("/livez", "GET", "Connection: close") + get(), Answer(200), ending: .closed),
    Row(
      "9110 §7.8", "an Upgrade that is not taken",
      get("/livez", "GET", "Connection: Upgrade", "Upgrade: websocket") + get("/health"),
      Answer(200, ["upgrade": nil], length: 3), Answer(200), ending: .kept),
    Row(
      "9110 §7.8", "to HTTP/2 in the clear",
      get(
        "/livez", "GET", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c",
        "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA") + get("/health"), Answer(200, length: 3), Answer(200),
      ending: .kept),
    Row(
      "9110 §9.3.6", "a CONNECT that is not taken", get("localhost:8080", "CONNECT") + get(), Answer(405),
      Answer(200), ending: .kept),
  ]

  private static let methods = [
    Row("9110 §9.1", "a method that nobody knows", get("/livez", "BREW"), Answer(501), ending: .kept),
    Row("9110 §9.1", "the case of a method counts", get("/livez", "get"), Answer(501), ending: .kept),
    Row(
      "9110 §15.5.6", "a method that means nothing here", get("/livez", "DELETE"),
      Answer(405, ["allow": "GET, HEAD, OPTIONS"]), ending: .kept),
    Row("9110 §9.3.8", "TRACE", get("/livez", "TRACE"), Answer(405), ending: .kept),
    Row("9110 §5.6.2", "a method that is no token", get("/livez", "GE(T"), Answer(400), ending: .closed),
    Row(
      "9110 §9.3.7", "OPTIONS", get(track, "OPTIONS"),
      Answer(204, ["allow": "GET, HEAD, OPTIONS"], isHead: true), ending: .kept),
    Row(
      "9110 §9.3.2", "HEAD has no body", get("/livez", "HEAD"),
      Answer(200, ["content-length": "3"], isHead: true), ending: .kept),
    Row(
      "9110 §9.3.2", "HEAD of the events", get("/events", "HEAD"), Answer(200, isHead: true), ending: .kept),
    Row("9110 §9.3.2", "HEAD of an error", get("/nothing", "HEAD"), Answer(404, isHead: true), ending: .kept),
  ]

  private static let expectations = [
    Row(
      "9110 §10.1.1", "100-continue",
      get("/livez", "GET", "Expect: 100-Continue", "Content-Length: 2", body: "ab"),
      Answer(100, isHead: true), Answer(200), ending: .kept),
    Row(
      "9110 §10.1.1", "without content there is nothing to wait for",
      get("/livez", "GET", "Expect: 100-continue"), Answer(200), ending: .kept),
    Row(
      "9110 §10.1.1", "too much content: the final answer at once",
      get("/livez", "GET", "Expect: 100-continue", "Content-Length: 100000"), Answer(413), ending: .closed),
    Row(
      "9110 §10.1.1", "another expectation", get("/livez", "GET", "Expect: 200-ok"), Answer(417),
      ending: .kept),
    Row(
      "9110 §10.1.1", "HTTP/1.0 expects nothing",
      get("/livez", "GET", version: "HTTP/1.0", "Expect: 100-continue"), Answer(200), ending: .closed),
  ]

  private static let tag = "\"dQw4w9WgXcQ.251...2621563\""

  private static let ranges = [
    Row(
      "9110 §8.8.3", "a track has a strong tag", get(track, "HEAD"),
      Answer(200, ["etag": tag, "accept-ranges": "bytes"], isHead: true), ending: .kept),
    Row(
      "9110 §15.3.7", "and so has a part", get(track, "GET", "Range: bytes=5-9"),
      Answer(206, ["etag": tag, "content-range": "bytes 5-9/2621563"], length: 5), ending: .kept),
    Row(
      "9110 §8.8.3", "a body with metadata has none", get(track, "HEAD", "Icy-MetaData: 1"),
      Answer(200, ["etag": nil, "icy-metaint": "16384"], isHead: true), ending: .kept),
    Row(
      "9110 §14.2", "HEAD knows no Range", get(track, "HEAD", "Range: bytes=5-9"),
      Answer(200, ["content-length": "2621563", "content-range": nil], isHead: true), ending: .kept),
    Row(
      "9110 §13.1.5", "If-Range with the tag", get(track, "GET", "Range: bytes=5-9", "If-Range: \(tag)"),
      Answer(206, length: 5), ending: .kept),
    Row(
      "9110 §13.1.5", "with another", get(track, "GET", "Range: bytes=5-9", "If-Range: \"x\""),
      Answer(200, length: 2_621_563), ending: .kept),
    Row(
      "9110 §13.1.5", "with the same as a weak one",
      get(track, "GET", "Range: bytes=5-9", "If-Range: W/\(tag)"), Answer(200, length: 2_621_563),
      ending: .kept),
    Row(
      "9110 §13.1.5", "with a date",
      get(track, "GET", "Range: bytes=5-9", "If-Range: Sun, 06 Nov 1994 08:49:37 GMT"),
      Answer(200, length: 2_621_563), ending: .kept),
    Row(
      "9110 §13.1.5", "a range outside, of another body",
      get(track, "GET", "Range: bytes=99999999-", "If-Range: \"x\""), Answer(200, length: 2_621_563),
      ending: .kept),
    Row(
      "9110 §13.1.5", "If-Range without Range", get(track, "HEAD", "If-Range: \"x\""),
      Answer(200, isHead: true), ending: .kept),
    Row(
      "9110 §13.1.2", "If-None-Match with the tag", get(track, "GET", "If-None-Match: \"x\", W/\(tag)"),
      Answer(304, ["etag": tag, "content-length": nil], isHead: true), ending: .kept),
    Row(
      "9110 §13.1.2", "for a HEAD as well", get(track, "HEAD", "If-None-Match: \(tag)"),
      Answer(304, ["etag": tag], isHead: true), ending: .kept),
    Row(
      "9110 §13.1.2", "with *", get(track, "GET", "If-None-Match: *"), Answer(304, isHead: true),
      ending: .kept),
    Row(
      "9110 §13.1.2", "with another", get(track, "HEAD", "If-None-Match: \"x\""), Answer(200, isHead: true),
      ending: .kept),
    Row(
      "9110 §13.2.2", "before Range", get(track, "GET", "Range: bytes=5-9", "If-None-Match: \(tag)"),
      Answer(304, isHead: true), ending: .kept),
    Row(
      "9110 §13.1.1", "If-Match with the tag", get(track, "GET", "Range: bytes=5-9", "If-Match: \(tag)"),
      Answer(206, length: 5), ending: .kept),
    Row(
      "9110 §13.1.1", "with the same as a weak one", get(track, "GET", "If-Match: W/\(tag)"),
      Answer(412, length: 0), ending: .kept),
    Row(
      "9110 §13.1.1", "with another", get(track, "GET", "If-Match: \"x\""), Answer(412, length: 0),
      ending: .kept),
    Row(
      "9110 §13.1.1", "with *", get(track, "HEAD", "If-Match: *"), Answer(200, isHead: true), ending: .kept),
    Row(
      "9110 §15.5.17", "a range outside", get(track, "GET", "Range: bytes=2621563-"),
      Answer(416, ["content-range": "bytes */2621563"], length: 0), ending: .kept),
    Row(
      "9110 §14.2", "several ranges are ignored", get(track, "HEAD", "Range: bytes=0-1,5-6"),
      Answer(200, isHead: true), ending: .kept),
  ]

  @Test(arguments: rows) func holds(row: Row) async throws {
    try await RelayFixture.run { relay in
      let client = try relay.connect()
      client.say(row.bytes)
      for expected in row.answers {
        let answer = await client.read(isHead: expected.isHead)
        #expect(answer.status == expected.status)
        for (name, value) in expected.fields { #expect(answer[name] == value, "\(name)") }
        if let length = expected.length { #expect(answer.body.count == length) }
        if answer.status >= 200 {
          #expect(answer.ending == .complete)
          #expect(answer["date"]?.hasSuffix(" GMT") == true, "RFC 9110 §6.6.1")
        }
      }
      switch row.ending {
      case .closed:
        #expect(await client.isClosed())
        #expect(!client.isReset)
      case .kept:
        client.ask("GET", "/livez")
        #expect(await client.read().text == "ok\n")
      }
      // Whatever was said, the next client is served.
      #expect(try await relay.get("Range: bytes=0-1").status == 206)
    }
  }
}
