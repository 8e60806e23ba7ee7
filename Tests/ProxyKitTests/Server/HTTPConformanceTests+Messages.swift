import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// What a message looks like.
extension HTTPConformanceTests {
  static let targets = [
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

  static let hosts = [
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

  static let fields = [
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

  static let framing = [
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
}
