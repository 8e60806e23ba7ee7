import Foundation
import Glibc
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// The program ends in the middle of a song: MPD, which hangs for ever at a body that ends short, lives on.
  struct GoingDownTests {
    /// What the song waits for when the program ends.
    enum Trouble: String, Sendable, CaseIterable {
      case silence, retries, slowLine, headers
    }

    @Test(arguments: Trouble.allCases, [.webmOpus, .mp3] as [AudioFixture.Format])
    func `serve ends, and MPD goes on`(trouble: Trouble, format: AudioFixture.Format) async throws {
      let rate = trouble == .slowLine ? 20_000 : nil
      try await Listening.to(
        format, seconds: 20, realTime: true, bytesPerSecond: rate, settings: ["drain_seconds": "1"]
      ) { listening in
        try await bring(listening, into: trouble)
        let start = ContinuousClock.now
        #expect(await listening.proxy.terminate() == .status(0))
        let time = ContinuousClock.now - start
        Figures.note("SIGTERM during \(trouble.rawValue), \(format)", time)
        #expect(time < .seconds(60), "\(time)")
        let lost = listening.proxy.log.lines(with: "[PROXY] lost", "video_id=\(listening.song.id)")
        #expect(lost.count == 1 && lost[0].field("reason") == "the proxy is going down", "\(lost)")
        #expect(listening.proxy.log.lines(with: "[PROXY] finished") == [])
        try await listening.expectHealth("\(trouble.rawValue), \(format)")
      }
    }

    /// Plays the song until it waits.
    private func bring(_ listening: Listening, into trouble: Trouble) async throws {
      switch trouble {
      case .silence: listening.script(at: listening.byte(at: 0.5)) { .stall(after: $0, for: nil) }
      case .retries: listening.script(at: listening.byte(at: 0.5)) { .reset(after: $0) }
      case .headers: listening.stage.origin.script(listening.song.id.rawValue) { _ in .silence }
      case .slowLine: break
      }
      _ = try await listening.time("play", "1")
      try await eventually("the song waits") {
        guard let stream = try await listening.proxy.status().streams.list.first else { return false }
        return switch trouble {
        case .silence: stream.state == .stalled
        case .retries: stream.state == .retrying
        case .slowLine: stream.bytesSent > 40_000
        case .headers: stream.state == .holding
        }
      }
    }

    @Test func `says how it is while songs end, and a second signal ends them`() async throws {
      try await Listening.to(.webmOpus, seconds: 20, realTime: true, settings: ["drain_seconds": "3600"]) {
        listening in
        try await bring(listening, into: .silence)
        let proxy = listening.proxy
        proxy.process.signalAlone(SIGTERM)
        try await proxy.log.line(with: "going down")
        #expect(try await Curl.get("\(proxy.url)/livez").status == 200)
        let readiness = try await Curl.get("\(proxy.url)/readyz")
        #expect(readiness.status == 503 && readiness.body == Array("going down\n".utf8))
        #expect(try await Curl.get(proxy.url(listening.next.id)).status == 503)
        // A user's command is not stuck behind the song meanwhile, as it would be for the hour that songs may take.
        Figures.note("next while the program goes down", try await listening.time("next"))
        #expect(await proxy.process.end() == .status(0))
        try await listening.expectHealth("next")
      }
      try await Listening.to(.mp3, seconds: 20, realTime: true, settings: ["drain_seconds": "3600"]) {
        listening in
        try await bring(listening, into: .silence)
        listening.proxy.process.signalAlone(SIGTERM)
        try await listening.proxy.log.line(with: "going down")
        let start = ContinuousClock.now
        #expect(await listening.proxy.terminate() == .status(130))
        let time = ContinuousClock.now - start
        Figures.note("second SIGTERM", time)
        #expect(time < .seconds(60))
        try await listening.expectHealth("second signal")
      }
    }

    @Test func `a song that comes slowly has all the time there is`() async throws {
      try await Listening.to(
        .webmOpus, seconds: 20, realTime: true, bytesPerSecond: 40_000, settings: ["drain_seconds": "90"]
      ) { listening in
        try await bring(listening, into: .slowLine)
        #expect(await listening.proxy.terminate() == .status(0))
        let finished = listening.proxy.log.lines(with: "[PROXY] finished", "client_left=false")
        #expect(finished.map { $0.field("bytes") } == ["\(listening.song.audio.bytes.count)"])
        #expect(listening.proxy.log.lines(with: "[PROXY] lost") == [])
        try await listening.expectHealth("a slow song")
        #expect(try await listening.mpd.playedSeconds() >= 18)
      }
    }

    @Test func `the dashboard quits, and MPD goes on`() async throws {
      try await onScreen { screen, stage, mpd in
        stage.origin.script(stage.songs[0].id.rawValue) { request in
          request.range.map { $0.upperBound > 60_000 } == true ? .stall(after: 1000, for: nil) : nil
        }
        try await mpd.mpc("play")
        try await screen.wait(for: "a stream") { $0.contains("1/10") }
        try await screen.press("q")
        try await screen.wait(for: "a question") { $0.contains("1 stream is playing. Quit? [y/N]") }
        try await screen.press("Escape")
        try await screen.wait(for: "no question") { !$0.contains("Quit?") }
        try await screen.press("q", "q")
        try await screen.wait(for: "the end") { $0.contains("status 0") }
        let log = try String(contentsOfFile: stage.home.home + "/ytmpd.log", encoding: .utf8)
        #expect(log.contains("[PROXY] lost"))
        try await expectHealth(of: mpd, "quit")
      }
    }

    @Test(arguments: [true, false]) func `the dashboard goes, and the song is delivered`(
      byKey: Bool
    ) async throws {
      try await onScreen(bytesPerSecond: 40_000) { screen, stage, mpd in
        try await mpd.mpc("play")
        try await screen.wait(for: "a stream") { $0.contains("1/10") }
        if byKey {
          try await screen.press("q")
          try await screen.wait(for: "a question") { $0.contains("w wait without a screen") }
          try await screen.press("w")
          try await screen.wait(for: "a word") { $0.contains("delivered to their ends; ^C quits now") }
          try await screen.wait(for: "the end", within: .seconds(60)) { $0.contains("status 0") }
        } else {
          // The shell has the process that it waits for, and that one the dashboard.
          let shell = try #require(Int32(try await screen.value(of: "pane_pid")))
          let standIn = try #require(ProcessTable.children(of: shell).first)
          let dashboard = try #require(ProcessTable.children(of: standIn).first)
          try await screen.close()
          try await ProcessTable.untilGone(dashboard)
        }
        let log = try String(contentsOfFile: stage.home.home + "/ytmpd.log", encoding: .utf8)
        let line = try #require(
          log.split(separator: "\n").first { $0.contains("[PROXY] finished") }, "\(log)")
        #expect(String(line).field("bytes") == "\(stage.songs[0].audio.bytes.count)")
        #expect(!log.contains("[PROXY] lost"), "\(log)")
        try await expectHealth(of: mpd, "delivered")
      }
    }

    /// Shows the dashboard, with a song in MPD's queue.
    private func onScreen(
      bytesPerSecond: Int? = nil, _ body: @escaping (TmuxScreen, Stage, MPDFixture) async throws -> Void
    ) async throws {
      try await Stage.set([.mp3], seconds: 20, bytesPerSecond: bytesPerSecond) { stage in
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        let port = try freePort()
        try stage.configure(["proxy_port": String(port), "mpd_socket_path": mpd.socket])
        try await stage.addSongs()
        try await mpd.mpc("add", "http://localhost:\(port)/proxy/\(stage.songs[0].id)")
        try await TmuxScreen.show(BuiltProgram.path, environment: stage.environment) { screen in
          try await screen.wait(for: "MPD") { $0.contains("MPD ■") && $0.contains("0/10") }
          try await body(screen, stage, mpd)
        }
      }
    }

    private func expectHealth(of mpd: MPDFixture, _ what: String) async throws {
      try await eventually("\(what): the end of the queue", within: .seconds(60)) {
        // Of a song that is playing there is a line with its state.
        try await !run(["mpc", "--host", mpd.socket, "status"]).output.contains("\n[playing")
      }
      #expect(try await mpd.processorSecondsOfASecond() < 0.5, "\(what): MPD keeps computing")
    }
  }
}
