import Foundation
import Glibc
import MPDKit
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// Lines for status bars, beside a real MPD.
  struct StatusLineTests {
    @Test func `a line tells of the song, and of what is not there`() async throws {
      try await Stage.set([.webmOpus], seconds: 30) { stage in
        try await stage.withPlayer { mpd, _ in
          try await stage.addSongs()
          let proxy = try await stage.serve()
          try await proxy.log.line(with: "[PROXY] mpd-connected")
          let song = try #require(stage.songs.first)
          let format = "{state}|{artist}|{title}|{position}/{queue}|{limit}"
          let silent = try await stage.program("status", "--format", format, beside: proxy)
          #expect(silent.exit == .status(0) && silent.output == "stopped|||/0|10\n", "\(silent)")

          try await mpd.mpc("add", proxy.url(song.id))
          try await mpd.play(1)
          let playing = try await stage.program("status", "--format", format, beside: proxy)
          #expect(playing.output == "playing|\(song.artist)|\(song.title)|1/1|10\n", "\(playing)")
          let waybar = try await stage.program("status", "--preset", "waybar", beside: proxy)
          let fields = try JSONDecoder().decode([String: String].self, from: Data(waybar.bytes))
          #expect(fields["class"] == "playing" && fields["text"]?.contains(song.artist) == true, "\(fields)")

          let wrong = try await stage.program("status", "--format", "{titel}", beside: proxy)
          #expect(wrong.exit == .status(2) && wrong.errors.contains("Did you mean {title}?"), "\(wrong)")
          let torn = try await stage.program("status", "--json", "--watch", beside: proxy)
          #expect(torn.exit == .status(2), "\(torn)")
          #expect(await proxy.terminate() == .status(0))
          let nobody = try await stage.program("status", "--format", "{state}:{streams}", beside: proxy)
          #expect(nobody.exit == .status(0) && nobody.output == "playing:\n", "\(nobody)")
        }
      }
    }

    @Test func `what is watched is written whenever it changes, through restarts of both`() async throws {
      try await Stage.set([.webmOpus], seconds: 30) { stage in
        try await stage.withPlayer { mpd, _ in
          try await stage.addSongs()
          let proxy = try await stage.serve()
          let song = try #require(stage.songs.first)
          var environment = stage.environment
          environment["YTMPD_PROXY_PORT"] = String(proxy.port)
          let (output, writeEnd) = try ProgramOutput.line()
          let watch = try await ProgramProcess.spawn(
            [BuiltProgram.path, "status", "--watch", "--format", "{state} {title} in {limit}"],
            environment: environment, output: .descriptor(writeEnd))
          close(writeEnd)
          defer { watch.kill() }
          try await output.line(with: "stopped  in 10")
          try await mpd.mpc("add", proxy.url(song.id))
          try await mpd.play(1)
          try await output.line(with: "playing \(song.title) in 10")
          try await mpd.mpc("pause")
          try await output.line(with: "paused \(song.title) in 10")
          #expect(await proxy.terminate() == .status(0))
          try await output.wait(for: "a proxy that is gone") { $0.hasSuffix("paused \(song.title) in \n") }
          let again = try await RunningProxy(in: environment)
          try await output.wait(for: "a proxy that is back") { $0.hasSuffix("paused \(song.title) in 10\n") }
          mpd.shutDown()
          try await output.wait(for: "an MPD that is gone") { $0.hasSuffix("offline  in 10\n") }
          withExtendedLifetime(again) {}
        }
      }
    }

    @Test func `a watch ends when nobody reads it`() async throws {
      try await Stage.set([]) { stage in
        let (output, writeEnd) = try ProgramOutput.line()
        let watch = try await ProgramProcess.spawn(
          ["sh", "-c", "\"$0\" status --watch --format '{state} {elapsed}' | head -n 1", BuiltProgram.path],
          environment: stage.environment.merging(["YTMPD_PROXY_PORT": "1"]) { $1 },
          output: .descriptor(writeEnd))
        close(writeEnd)
        try await output.line(with: "offline")
        // The shell waits for both ends of the pipe.
        #expect(await watch.end() == .status(0))
      }
    }
  }
}
