import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// What is answered, and what becomes of the connection.
extension HTTPConformanceTests {
  static let connections = [
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

  static let methods = [
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

  static let expectations = [
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

  static let tag = "\"dQw4w9WgXcQ.251...2621563\""

  static let ranges = [
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
}
