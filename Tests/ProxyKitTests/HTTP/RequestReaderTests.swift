import NIOCore
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Requests from bytes, in whatever pieces these come; which bytes are a request is in HTTPConformanceTests.
@Suite struct RequestReaderTests {
  private static let two =
    "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;e=\"f\"\r\nhello\r\n0\r\nT: v\r\n\r\n"
    + "GET http://y:1/b?c=d HTTP/1.0\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\nabcGET /rest"

  /// All requests in `bytes`, which come in these pieces, and what is left over.
  private static func read(_ pieces: [some Sequence<UInt8>]) -> ([RequestHead], RequestRefusal?, Int) {
    var reader = RequestReader()
    var input = ByteBuffer()
    var heads: [RequestHead] = []
    for piece in pieces {
      input.writeBytes(piece)
      reading: while true {
        switch reader.read(&input) {
        case .more: break reading
        case .awaitsContinue: continue
        case .request(let head): heads.append(head)
        case .refused(let refusal): return (heads, refusal, input.readableBytes)
        }
      }
    }
    return (heads, nil, input.readableBytes)
  }

  private static func check(_ heads: [RequestHead], at place: String) {
    #expect(heads.map(\.method) == [.post, .get], "\(place)")
    #expect(heads.map(\.target) == ["/a", "/b?c=d"], "\(place)")
    #expect(heads.map(\.version) == [.http1_1, .http1_0], "\(place)")
    #expect(heads.map(\.authority?.text) == ["x", "y:1"], "\(place)")
    #expect(heads.allSatisfy { $0.isKeepAlive && !$0.isContentUnread }, "\(place)")
  }

  @Test func anySplitWillDo() {
    let bytes = Array(Self.two.utf8)
    for split in 0...bytes.count {
      let (heads, refusal, _) = Self.read([bytes[..<split], bytes[split...]])
      Self.check(heads, at: "split at \(split)")
      #expect(refusal == nil)
    }
    let (heads, refusal, left) = Self.read(bytes.map { [$0] })
    Self.check(heads, at: "byte by byte")
    #expect(refusal == nil && left == "GET /rest".utf8.count)
  }

  @Test func namesAreInLowerCaseAndValuesTrimmed() throws {
    let text = "GET / HTTP/1.1\r\nHOST: x\r\nIcy-MetaData:\t 1 \r\nA:\r\nA: b, C ,, d\r\nX: é\r\n\r\n"
    let head = try #require(Self.read([Array(text.utf8)]).0.first)
    #expect(head.value("icy-metadata") == "1")
    #expect(head.values("a") == ["", "b, C ,, d"])
    #expect(head.list("a") == ["b", "c", "d"])
    #expect(head.value("x") == "é")
  }

  @Test func longHeadIsNoticedWhileItComes() {
    let start = "GET / HTTP/1.1\r\nHost: x\r\n"
    let cases: [(String, Int)] = [
      (String(repeating: "a", count: RequestLimits.line + 2), 414),
      ("GET /\(String(repeating: "a", count: RequestLimits.line))", 414),
      (start + String(repeating: "a", count: RequestLimits.field + 2), 431),
      (start + String(repeating: "A: \(String(repeating: "b", count: 1000))\r\n", count: 70), 431),
      (start + String(repeating: "A:\r\n", count: 100), 431),
    ]
    for (text, status) in cases {
      #expect(Self.read([Array(text.utf8)]).1?.status == status)
      #expect(Self.read(text.utf8.map { [$0] }).1?.status == status)
    }
  }

  @Test func whoWaitsIsTold() {
    var reader = RequestReader()
    var input = ByteBuffer(
      string: "PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n")
    #expect(reader.read(&input) == .awaitsContinue)
    #expect(reader.read(&input) == .more)
    #expect(reader.isInside)
    input.writeString("a")
    guard case .request = reader.read(&input) else {
      Issue.record("no request")
      return
    }
    #expect(!reader.isInside && reader.read(&input) == .more)
  }

  /// Random bytes, and a request with a few bytes changed: nothing traps, and nothing is read twice.
  @Test func nonsenseIsRefusedOrWaitedFor() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      var bytes = Array(Self.two.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      let whole = Self.read([bytes])
      let pieces = Self.read(bytes.map { [$0] })
      #expect(whole.0 == pieces.0 && whole.1?.status == pieces.1?.status, "\(bytes)")
    }
  }

  @Test(arguments: [
    (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
    (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"),
  ])
  func date(second: Int, text: String) {
    #expect(HTTPDate.text(second) == text)
  }
}
