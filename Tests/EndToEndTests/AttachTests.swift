import ControlKit
import Foundation
import Glibc
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// The dashboard over a `serve` that runs already.
  struct AttachTests {
    @Test func `shows what another process relays, and leaves it at work`() async throws {
      try await Stage.set(seconds: 60, bytesPerSecond: 60_000) { stage in
        let port = try freePort()
        try stage.configure(["proxy_port": String(port)])
        try await stage.addSongs()
        let proxy = try await stage.serve()
        let song = try #require(stage.songs.first)
        try await TmuxScreen.show(BuiltProgram.path, environment: stage.environment) { screen in
          try await screen.wait(for: "the dashboard") { $0.contains("0/10") }
          let listener = Task { try await Curl.get(proxy.url(song.id)) }
          defer { listener.cancel() }
          // A gauge, and an event.
          try await screen.wait(for: "the stream") { $0.contains("1/10") && $0.contains("started") }
          try await screen.wait(for: "its event") { $0.contains("started") && $0.contains("curl") }
          try await screen.press("3")
          try await screen.wait(for: "the library") { $0.contains("Don't Say") }
          // Nothing ends with the dashboard, so nothing is asked.
          try await screen.press("q")
          try await screen.wait(for: "the end") { $0.contains("status 0") }
          #expect(try await Curl.get("\(proxy.url)/health").status == 200)
          #expect(try await proxy.status().streams.active == 1)
        }
        #expect(await proxy.terminate() == .status(0))
      }
    }

    @Test func `says that the other process is gone, and finds it again`() async throws {
      try await Stage.set([]) { stage in
        let port = try freePort()
        try stage.configure(["proxy_port": String(port)])
        var proxy = try await stage.serve()
        try await TmuxScreen.show(BuiltProgram.path, environment: stage.environment) { screen in
          try await screen.wait(for: "the dashboard") { $0.contains("0/10") }
          // Going down does not wait for those who watch.
          let start = ContinuousClock.now
          #expect(await proxy.terminate() == .status(0))
          #expect(ContinuousClock.now - start < .seconds(8))
          try await screen.press("6")
          try await screen.wait(for: "the loss") { $0.contains("is gone") }
          proxy = try await stage.serve()
          try await screen.wait(for: "the return") { $0.contains("is back") && $0.contains("0/10") }
          try await screen.press("q")
          try await screen.wait(for: "the end") { $0.contains("status 0") }
        }
        #expect(try await Curl.get("\(proxy.url)/health").status == 200)
      }
    }

    @Test func `shows the log and the work of the other process, on several screens`() async throws {
      try await Stage.set(seconds: 5) { stage in
        let port = try freePort()
        try stage.configure(["proxy_port": String(port)])
        let proxy = try await stage.serve()
        try await stage.addSongs()
        let song = try #require(stage.songs.first)
        try await TmuxScreen.show(BuiltProgram.path, environment: stage.environment) { first in
          try await TmuxScreen.show(BuiltProgram.path, environment: stage.environment) { second in
            for screen in [first, second] {
              try await screen.wait(for: "the dashboard") { $0.contains("0/10") }
              // What happened before it came is there, too.
              try await screen.press("7")
              try await screen.wait(for: "the owner's log") {
                $0.contains("listening") && $0.contains("refreshed")
              }
            }
            try await first.press("3")
            try await first.wait(for: "the library") { $0.contains("Don't Say") }
            try await first.press("r")
            try await first.wait(for: "the outcome") { $0.contains("1 URL refreshed") }
            // It was the owner who asked yt-dlp.
            #expect(
              proxy.log.text.split(separator: "\n").count {
                $0.contains("refreshed") && $0.contains(song.id.rawValue)
              } >= 2)
            for screen in [first, second] {
              try await screen.press("q")
              try await screen.wait(for: "the end") { $0.contains("status 0") }
            }
          }
        }
        #expect(await proxy.terminate() == .status(0))
      }
    }

    @Test func `takes other keys when the other process reads its configuration again`() async throws {
      try await Stage.set([]) { stage in
        let proxy = try await stage.serve()
        try await TmuxScreen.show(BuiltProgram.path, environment: stage.environment) { screen in
          try await screen.wait(for: "the dashboard") { $0.contains("0/10") }
          try stage.configure(["keys": "{ctrl-t: quit}", "theme": "nord"])
          proxy.process.signalAlone(SIGHUP)
          try await proxy.log.line(
            with: "theme, keys in the configuration hold at once in connected dashboards")
          try await eventually("the new key") {
            try await screen.press("C-t")
            return try await screen.text().contains("status 0")
          }
        }
        #expect(await proxy.terminate() == .status(0))
      }
    }

    @Test func `takes back what another dashboard did to the queue`() async throws {
      try await Stage.set(seconds: 30) { stage in
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        let port = try freePort()
        try stage.configure(["proxy_port": String(port), "mpd_socket_path": mpd.socket])
        try await stage.addSongs()
        let proxy = try await stage.serve()
        try await proxy.log.line(with: "[PROXY] mpd-connected")
        let song = try #require(stage.songs.first)
        try await mpd.mpc("add", proxy.url(song.id))
        try await TmuxScreen.show(BuiltProgram.path, environment: stage.environment) { screen in
          try await screen.wait(for: "the dashboard") { $0.contains("0/10") }
          #expect(try await stage.program("remote", "clear-queue").exit == .status(0))
          try await screen.press("2")
          try await screen.wait(for: "what can be taken back") { $0.contains("U undo") }
          try await screen.press("U")
          try await eventually("the song") { try await mpd.mpc("playlist") == song.displayName }
          try await screen.press("q")
          try await screen.wait(for: "the end") { $0.contains("status 0") }
        }
        #expect(await proxy.terminate() == .status(0))
      }
    }

    @Test func `a dashboard detaches, and its music goes on`() async throws {
      try await Stage.set(seconds: 60, bytesPerSecond: 60_000) { stage in
        let port = try freePort()
        try stage.configure(["proxy_port": String(port)])
        try await stage.addSongs()
        let song = try #require(stage.songs.first)
        try await TmuxScreen.show(BuiltProgram.path, environment: stage.environment) { screen in
          try await screen.wait(for: "the dashboard") { $0.contains("0/10") }
          let url = "http://localhost:\(port)"
          let listener = Task { try await Curl.get("\(url)/proxy/\(song.id)") }
          try await screen.wait(for: "the stream") { $0.contains("1/10") }
          let before = try await stage.control.facts()
          #expect(before.role == .dashboard)
          let refused = try await stage.program("serve", "--stop")
          #expect(
            refused.exit == .status(1) && refused.errors.contains("is a dashboard"), "\(refused.errors)")
          try await screen.press("q")
          try await screen.wait(for: "the question") { $0.contains("d detach") }
          try await screen.press("d")
          try await screen.wait(for: "the prompt") {
            $0.contains("the music goes on in process \(before.process)") && $0.contains("status 0")
          }
          let after = try await stage.control.facts()
          #expect(after.process == before.process && after.role == .serve)
          #expect(try await listener.value.body == song.audio.bytes)
          let stopped = try await stage.program("serve", "--stop")
          #expect(stopped.exit == .status(0), "\(stopped.errors)")
          await #expect(throws: Curl.Failure.self) { try await Curl.get("\(url)/health") }
        }
      }
    }

    @Test func `gives its events to this machine as lines of JSON`() async throws {
      try await Stage.set(seconds: 5) { stage in
        try await stage.addSongs()
        let proxy = try await stage.serve()
        let song = try #require(stage.songs.first)
        let (events, writeEnd) = try ProgramOutput.line()
        let curl = try await ProgramProcess.spawn(
          ["curl", "--disable", "--silent", "--no-buffer", "--noproxy", "*", "\(proxy.url)/events"],
          environment: stage.environment, output: .descriptor(writeEnd))
        defer { curl.kill() }
        close(writeEnd)
        // The empty first line says that nothing is missed from now on.
        try await events.wait(for: "the beginning") { $0.hasPrefix("\n") }
        #expect(try await Curl.get(proxy.url(song.id)).body == song.audio.bytes)
        let line = try await events.line(with: "streamFinished", song.id.rawValue)
        let event = try JSONDecoder().decode(ProxyEvent.self, from: Data(line.utf8))
        guard case .streamFinished(let stream, let bytes, _) = event.kind else {
          Issue.record("\(event)")
          return
        }
        #expect(stream.track.id == song.id && bytes == Int64(song.audio.bytes.count))
        let sequence = try events.text.split(separator: "\n").map {
          try JSONDecoder().decode(ProxyEvent.self, from: Data($0.utf8)).sequence
        }
        #expect(zip(sequence, sequence.dropFirst()).allSatisfy { $0 + 1 == $1 })
        #expect(await proxy.terminate() == .status(0))
        #expect(await curl.end() == .status(0))
      }
    }
  }
}
