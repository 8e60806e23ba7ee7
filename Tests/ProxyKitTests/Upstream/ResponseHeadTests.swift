import Testing

@testable import ProxyKit
@testable import TrackKit

@Suite struct ResponseHeadTests {
  private static let request = RangeRequest(url: "http://origin.example/", headers: [], first: 100, last: 199)

  private static func head(_ lines: String...) -> ResponseHead {
    var head = ResponseHead()
    for line in lines { (line + "\r\n").utf8.withContiguous { head.read(line: $0) } }
    return head
  }

  private static func cause(_ head: ResponseHead) -> YouTubeStreamError.Cause? {
    if case .failure(let refusal) = head.accepting(request) { refusal.cause } else { nil }
  }

  @Test(
    arguments: [
      ("bytes 0-99/1234", 0, 99, 1234), ("BYTES 0-0/1", 0, 0, 1), ("bytes 5-9/*", 5, 9, nil),
      ("bytes */1234", 0, -1, 1234),
    ] as [(String, Int64, Int64, Int64?)])
  func contentRangeReads(value: String, first: Int64, last: Int64, total: Int64?) throws {
    let range = try #require(ContentRange(value))
    #expect(range.first == first)
    #expect(range.last == last)
    #expect(range.total == total)
  }

  @Test(arguments: [
    "", "bytes", "bytes ", "bytes 0-99", "bytes 0-99/", "bytes 99-0/100", "bytes 0-100/100", "bytes -5/100",
    "bytes 0-/100", "bytes 0-99/100/100", "items 0-99/100", "bytes=0-99/100", "bytes a-b/c", "bytes 0--1/100",
    "bytes 0-99/-1", "bytes */-5", "bytes 0-99999999999999999999/*",
  ])
  func contentRangeRefuses(value: String) {
    #expect(ContentRange(value) == nil)
  }

  @Test func acceptsTheRangeThatWasAskedFor() throws {
    let head = Self.head(
      "HTTP/1.1 206 Partial Content", "Content-Range: bytes 100-199/1000", "Content-Length: 100",
      "Content-Type: Audio/WebM; codecs=opus")
    let accepted = try head.accepting(Self.request).get()
    #expect(accepted == RangeHead(total: 1000, contentType: "audio/webm", last: 199))
  }

  @Test(arguments: [
    "audio/mp4", "VIDEO/webm", "application/octet-stream", "Audio/WebM; codecs=\"opus\"", "",
  ])
  func acceptsWhatMayBeAudio(type: String) throws {
    let head = Self.head(
      "HTTP/1.1 206 x", "Content-Range: bytes 100-199/1000", "Content-Type: \(type)")
    #expect(try head.accepting(Self.request).get().total == 1000)
  }

  @Test func acceptsAShorterRangeAtTheEndOnly() throws {
    let atEnd = Self.head("HTTP/1.1 206 x", "content-range: bytes 100-149/150")
    #expect(try atEnd.accepting(Self.request).get().total == 150)
    let before = Self.head("HTTP/1.1 206 x", "content-range: bytes 100-149/1000")
    #expect(Self.cause(before) == .mismatch("bytes up to 149 instead of 199"))
  }

  @Test func acceptsAnUnknownTotal() throws {
    let head = Self.head("HTTP/2 206", "content-range: bytes 100-199/*")
    #expect(try head.accepting(Self.request).get() == RangeHead(total: nil, contentType: nil, last: 199))
    // Where the file ends, then, nobody can tell.
    let shorter = Self.head("HTTP/2 206", "content-range: bytes 100-149/*")
    #expect(try shorter.accepting(Self.request).get().last == 149)
    let longer = Self.head("HTTP/2 206", "content-range: bytes 100-249/*")
    #expect(Self.cause(longer) == .mismatch("bytes up to 249 instead of 199"))
  }

  @Test(
    arguments: [
      (head("HTTP/1.1 200 OK", "Content-Length: 1000"), .mismatch("the whole file instead of a range")),
      (head("HTTP/1.1 206 x"), .mismatch("no Content-Range")),
      (head("HTTP/1.1 206 x", "Content-Range: nonsense"), .mismatch("no Content-Range")),
      (
        head("HTTP/1.1 206 x", "Content-Range: bytes 101-199/1000"),
        .mismatch("bytes from 101 instead of 100")
      ),
      (
        head("HTTP/1.1 206 x", "Content-Range: bytes 100-200/1000"),
        .mismatch("bytes up to 200 instead of 199")
      ),
      (
        head("HTTP/1.1 206 x", "Content-Range: bytes 100-199/1000", "Content-Length: 99"),
        .mismatch("Content-Length 99 for bytes 100-199/1000")
      ),
      (
        head("HTTP/1.1 206 x", "Content-Range: bytes 100-199/1000", "Content-Type: text/html"),
        .page("text/html")
      ),
      (head("HTTP/1.1 200 OK", "Content-Type: text/html; charset=utf-8"), .page("text/html")),
      (head("HTTP/1.1 200 OK", "Content-Type: Application/XHTML+XML"), .page("application/xhtml+xml")),
      (
        head("HTTP/1.1 200 OK", "Content-Type: application/vnd.yt-ump"), .otherType("application/vnd.yt-ump")
      ),
      (
        head(
          "HTTP/1.1 206 x", "Content-Range: bytes 100-199/1000", "Content-Type: application/vnd.yt-ump; a=b"),
        .otherType("application/vnd.yt-ump")
      ),
      (head("HTTP/1.1 206 x", "Content-Type: image/png"), .otherType("image/png")),
      (head("HTTP/1.1 200 OK", "Content-Type: audio/webm"), .mismatch("the whole file instead of a range")),
      // What a refusal has to say is not looked at.
      (head("HTTP/1.1 403 Forbidden", "Content-Type: text/html"), .status(403)),
      (head("HTTP/1.1 302 Found", "Content-Type: text/html"), .status(302)),
      (head("HTTP/1.1 403 Forbidden"), .status(403)), (head("HTTP/1.1 503 x"), .status(503)),
      (head("garbage"), .status(0)), (head("HTTP/1.1"), .status(0)),
      (head("HTTP/1.1 429 x", "Retry-After: 7"), .tooManyRequests(retryAfter: .seconds(7))),
      (head("HTTP/1.1 429 x", "Retry-After: -7"), .tooManyRequests(retryAfter: nil)),
      (
        head("HTTP/1.1 429 x", "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT"),
        .tooManyRequests(retryAfter: nil)
      ),
      (head("HTTP/1.1 429 x"), .tooManyRequests(retryAfter: nil)),
    ] as [(ResponseHead, YouTubeStreamError.Cause)])
  func refuses(head: ResponseHead, cause: YouTubeStreamError.Cause) {
    #expect(Self.cause(head) == cause)
  }

  @Test func lastStatusLineCounts() throws {
    let head = Self.head(
      "HTTP/1.1 302 Found", "Content-Range: bytes 0-1/2", "Content-Length: 0", "Content-Type: text/html",
      "HTTP/1.1 206 x", "Content-Range: bytes 100-199/1000")
    #expect(try head.accepting(Self.request).get().total == 1000)
  }

  @Test func unsatisfiedRangeTellsTheLength() {
    #expect(Self.head("HTTP/1.1 416 x", "Content-Range: bytes */77").unsatisfiedTotal == 77)
    #expect(Self.head("HTTP/1.1 206 x", "Content-Range: bytes 0-1/77").unsatisfiedTotal == nil)
    #expect(Self.head("HTTP/1.1 416 x").unsatisfiedTotal == nil)
  }
}

extension String.UTF8View {
  fileprivate func withContiguous(_ body: (UnsafeRawBufferPointer) -> Void) {
    Array(self).withUnsafeBytes(body)
  }
}
