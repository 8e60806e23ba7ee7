import Foundation
import LoopbackOrigin
import TestSupport
import Testing

extension EndToEnd {
  /// The ways `serve` ends, and those in which it does not begin.
  struct ShutdownTests {
    @Test func `lets a stream end first`() async throws {
      try await Stage.set(seconds: 30, bytesPerSecond: 200_000) { stage in
        try await stage.addSongs()
        let proxy = try await stage.serve()
        let song = try #require(stage.songs.first)
        async let answer = Curl.get(proxy.url(song.id))
        try await proxy.log.line(with: "[PROXY] started")
        #expect(await proxy.terminate() == .status(0))
        let whole = try await answer
        #expect(whole.exit == 0 && whole.body == song.audio.bytes)
        #expect(proxy.log.lines(with: "[PROXY] finished", "client_left=false").count == 1)
        await #expect(throws: Curl.Failure.self) { try await Curl.get("\(proxy.url)/health") }
      }
    }

    @Test func `is quick when nobody listens`() async throws {
      try await Stage.set([]) { stage in
        let proxy = try await stage.serve()
        let start = ContinuousClock.now
        #expect(await proxy.terminate() == .status(0))
        #expect(ContinuousClock.now - start < .seconds(3))
      }
    }

    @Test func `leaves the port to whoever has it`() async throws {
      try await Stage.set([]) { stage in
        let proxy = try await stage.serve()
        let second = try await stage.program("serve", beside: proxy)
        #expect(second.exit == .status(1))
        let complaint = second.errorLines.last ?? ""
        #expect(complaint.hasPrefix("ytmpd-tui: port \(proxy.port) is taken"), "\(second.errors)")
        #expect(complaint.contains("proxy_port"), "\(second.errors)")
        #expect(try await Curl.get("\(proxy.url)/health").status == 200)
      }
    }

    @Test(arguments: [
      ("proxy_host: localhost\nproxy_port: eighty\n", 2, "proxy_port"),
      ("proxy_host: localhost\n\nmax_concurrent_streams: 0\n", 3, "max_concurrent_streams"),
      ("proxy_host: localhost\nplaylists: [\n", 3, "YAML"),
    ])
    func `points at what is wrong in the configuration`(text: String, line: Int, key: String) async throws {
      try await Stage.set([]) { stage in
        try Data(text.utf8).write(to: URL(filePath: stage.home.configuration))
        let outcome = try await stage.program("serve")
        #expect(outcome.exit == .status(2))
        let complaint = outcome.errorLines.first ?? ""
        #expect(complaint.contains("\(stage.home.configuration):\(line)"), "\(outcome.errors)")
        #expect(complaint.contains(key), "\(outcome.errors)")
      }
    }

    @Test func `takes a named configuration file for granted`() async throws {
      try await Stage.set([]) { stage in
        let outcome = try await stage.program("serve", "--config", "\(stage.home.home)/none.yaml")
        #expect(outcome.exit == .status(2))
        #expect(outcome.errors.contains("none.yaml"), "\(outcome.errors)")
      }
    }
  }
}
