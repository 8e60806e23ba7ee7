import Testing

@testable import ytmpd_tui

/// Whole answers, and why there is none.
struct HTTPClientTests {
  private func answer(_ text: String, sizeLimit: Int = 1 << 20) throws -> HTTPAnswer {
    let server = try ScriptedServer(answering: text)
    return try withExtendedLifetime(server) {
      try HTTPClient(host: "127.0.0.1", port: server.port, sizeLimit: sizeLimit).get("/status")
    }
  }

  @Test(arguments: [
    ("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello", 200, "hello"),
    ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhello", 200, "he"),
    ("HTTP/1.0 404 Not Found\r\n\r\n", 404, ""),
    ("HTTP/1.1 200 OK\r\n\r\nto the end", 200, "to the end"),
    ("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 1\r\n\r\nx", 302, "x"),
    (
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nA: b\r\n\r\n",
      200, "abc0123456789"
    ),
  ])
  func `whole answers are read`(text: String, status: Int, body: String) throws {
    #expect(try answer(text) == HTTPAnswer(status: status, body: Array(body.utf8)))
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
    #expect(throws: HTTPFailure.gibberish) { try answer(text) }
  }

  @Test func `an answer has a size that it may have`() throws {
    let text = "HTTP/1.1 200 OK\r\n\r\n12345"
    #expect(try answer(text, sizeLimit: 5).body.count == 5)
    #expect(throws: HTTPFailure.gibberish) { try answer(text, sizeLimit: 4) }
  }

  @Test func `nobody there is told from silence`() throws {
    let silent = try ListeningSocket()
    let bound = try ListeningSocket(listens: false)
    defer { withExtendedLifetime((silent, bound)) {} }
    #expect(throws: HTTPFailure.silence) {
      try HTTPClient(host: "127.0.0.1", port: silent.port, patience: .milliseconds(250)).get("/status")
    }
    #expect(throws: HTTPFailure.nobody) { try HTTPClient(host: "127.0.0.1", port: bound.port).get("/status") }
  }

  @Test(arguments: [String(repeating: "x", count: 64) + ".invalid", "no host"])
  func `a host without an address is named as such`(host: String) {
    let error = #expect(throws: HTTPFailure.self) { try HTTPClient(host: host, port: 1).get("/status") }
    if case .system = error {} else { Issue.record("\(String(describing: error))") }
  }
}
