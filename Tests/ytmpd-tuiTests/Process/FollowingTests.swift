import Testing

@testable import ytmpd_tui

/// Reading an answer that goes on.
struct FollowingTests {
  @Test(arguments: [
    ("HTTP/1.0 200 OK\r\nA: b\r\n\r\n\none\ntwo\nrest", ["", "one", "two"]), ("HTTP/1.1 200 OK\r\n\r\n", []),
  ]) func `reads lines`(answer: String, lines: [String]) throws {
    let socket = try ListeningSocket(answering: answer)
    var found: [String] = []
    try LocalHTTP(host: "127.0.0.1", port: socket.port).follow("/events", with: EventFollower()) {
      found.append(String(decoding: $0, as: UTF8.self))
    }
    #expect(found == lines)
  }

  @Test(arguments: ["HTTP/1.0 404 Not Found\r\n\r\nx\n", "SSH-2.0\r\n\r\n", "nonsense\n\n"])
  func `takes nothing else for events`(answer: String) throws {
    let socket = try ListeningSocket(answering: answer)
    #expect(throws: LocalHTTP.Failure.gibberish) {
      try LocalHTTP(host: "127.0.0.1", port: socket.port).follow("/events", with: EventFollower()) { _ in }
    }
  }

  @Test func `does not begin when it is not wanted any more`() throws {
    let socket = try ListeningSocket(answering: "HTTP/1.0 200 OK\r\n\r\nline\n")
    let follower = EventFollower()
    follower.stop()
    try LocalHTTP(host: "127.0.0.1", port: socket.port).follow("/events", with: follower) { _ in
      Issue.record("a line")
    }
  }
}
