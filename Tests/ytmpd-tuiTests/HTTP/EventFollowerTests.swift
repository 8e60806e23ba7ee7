import Foundation
import Testing

@testable import ytmpd_tui

/// Reading an answer that goes on.
struct EventFollowerTests {
  private func follow(
    _ server: ScriptedServer, with follower: EventFollower = EventFollower(), onLine: (String) -> Void
  ) throws {
    try withExtendedLifetime(server) {
      try HTTPClient(host: "127.0.0.1", port: server.port).follow("/events", with: follower) {
        onLine(String(decoding: $0, as: UTF8.self))
      }
    }
  }

  @Test(arguments: [
    ("HTTP/1.0 200 OK\r\nA: b\r\n\r\n\none\ntwo\nrest", ["", "one", "two"]), ("HTTP/1.1 200 OK\r\n\r\n", []),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\non\r\n2\r\ne\n\r\n0\r\n\r\n", ["one"]),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\none\n\r\n9\r\nbreaks", ["one"]),
  ]) func `reads lines`(answer: String, lines: [String]) throws {
    var found: [String] = []
    try follow(ScriptedServer(answering: answer)) { found.append($0) }
    #expect(found == lines)
  }

  @Test(arguments: [
    "HTTP/1.0 404 Not Found\r\n\r\nx\n", "HTTP/1.0 204 No Content\r\n\r\n", "SSH-2.0\r\n\r\n", "nonsense\n\n",
    "",
  ])
  func `takes nothing else for events`(answer: String) throws {
    let server = try ScriptedServer(answering: answer)
    #expect(throws: HTTPFailure.gibberish) { try follow(server) { Issue.record("a line: \($0.prefix(80))") } }
  }

  @Test func `takes no line without an end`() throws {
    let line = String(repeating: "x", count: LineSplitter.longest + 1)
    let server = try ScriptedServer(answering: "HTTP/1.0 200 OK\r\n\r\nfirst\n" + line)
    var lengths: [Int] = []
    #expect(throws: HTTPFailure.gibberish) { try follow(server) { lengths.append($0.utf8.count) } }
    #expect(lengths == [5])
  }

  @Test func `nobody there is told as such`() throws {
    let bound = try ListeningSocket(listens: false)
    defer { withExtendedLifetime(bound) {} }
    #expect(throws: HTTPFailure.nobody) {
      try HTTPClient(host: "127.0.0.1", port: bound.port).follow("/events", with: EventFollower()) { _ in }
    }
  }

  @Test func `does not begin when it is not wanted any more`() throws {
    let follower = EventFollower()
    follower.stop()
    try follow(ScriptedServer(answering: "HTTP/1.0 200 OK\r\n\r\nline\n"), with: follower) { _ in
      Issue.record("a line")
    }
  }

  // Without being woken it would go on for as long as the server does.
  @Test(
    .timeLimit(.minutes(5)),
    arguments: ["HTTP/1.0 200 OK\r\n\r\nline\n", "HTTP/1.0 200 OK\r\n\r\nline\nrest"])
  func `is stopped by another thread`(answer: String) throws {
    let follower = EventFollower()
    var lines: [String] = []
    try follow(ScriptedServer(answering: answer, .staying), with: follower) { line in
      lines.append(line)
      Thread.detachNewThread {
        // It sleeps by now, or is about to.
        usleep(10_000)
        follower.stop()
      }
    }
    #expect(lines == ["line"] && follower.isStopped)
  }
}
