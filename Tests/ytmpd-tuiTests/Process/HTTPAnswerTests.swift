import Testing

@testable import ytmpd_tui

struct HTTPAnswerTests {
  @Test(arguments: [
    ("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello", 200, "hello"),
    ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhello", 200, "he"),
    ("HTTP/1.0 404 Not Found\r\n\r\n", 404, ""),
    ("HTTP/1.1 200 OK\r\n\r\nto the end", 200, "to the end"),
    (
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n",
      200, "abc0123456789"
    ),
  ])
  func `whole answers are read`(text: String, status: Int, body: String) throws {
    let answer = try #require(HTTPAnswer(Array(text.utf8)))
    #expect(answer.status == status)
    #expect(String(decoding: answer.body, as: UTF8.self) == body)
  }

  @Test(arguments: [
    "", "\r\n\r\n", "OK MPD 0.23.5\n", "SSH-2.0-x\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 200 OK\r\n",
    "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nhello", "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\nhello",
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab\r\n",
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n7fffffffffffffff\r\nab\r\n",
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\nab\r\n",
    "HTTP/1.1 200 OK\r\n:\r\ncontent-length: 1\r\n\r\n",
  ])
  func `everything else is refused`(text: String) {
    #expect(HTTPAnswer(Array(text.utf8)) == nil)
  }
}
