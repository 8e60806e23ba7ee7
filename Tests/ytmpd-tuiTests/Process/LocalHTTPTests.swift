import Testing

@testable import ytmpd_tui

struct LocalHTTPTests {
  @Test func `nobody there is told from silence`() throws {
    let port: Int
    do {
      let socket = try ListeningSocket()
      port = socket.port
      // The system accepts the connection; nobody ever answers.
      #expect(throws: LocalHTTP.Failure.silence) {
        try LocalHTTP(host: "127.0.0.1", port: port, patience: .seconds(1)).get("/status")
      }
    }
    #expect(throws: LocalHTTP.Failure.nobody) { try LocalHTTP(host: "127.0.0.1", port: port).get("/status") }
  }

  @Test func `an unknown host is named as such`() {
    let error = #expect(throws: LocalHTTP.Failure.self) {
      try LocalHTTP(host: "host.invalid.", port: 1).get("/status")
    }
    if case .system = error {} else { Issue.record("\(String(describing: error))") }
  }
}
