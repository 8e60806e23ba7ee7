import Foundation
import Glibc
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// The dashboard on a user's own library and player.
  struct DashboardScreenTests {
    @Test func `says that a track plays from its old URL`() async throws {
      try await Stage.set(seconds: 30) { stage in
        let song = try #require(stage.songs.first)
        let url = try #require(stage.origin.url(for: song.id.rawValue))
        try stage.mint { _, video in video.error = "This video is not available" }
        try await stage.home.makeLibrary(.second, song: song, url: url, age: 6 * 3600)
        let port = try freePort()
        try stage.configure(["proxy_port": String(port)])

        try await TmuxScreen.show(BuiltProgram.path, environment: stage.environment) { screen in
          try await screen.wait(for: "the dashboard") { $0.contains("0/10") }
          let answer = try await Curl.get("http://localhost:\(port)/proxy/\(song.id)")
          #expect(answer.status == 200 && answer.body == song.audio.bytes)
          try await screen.press("6")
          let text = try await screen.wait(for: "the event") { $0.contains("degraded") }
          let lines = text.split(separator: "\n").filter { $0.contains("As ytmpd has it") }
          #expect(
            lines.contains {
              $0.contains(#/\d\d:\d\d:\d\d  degraded As ytmpd has it.*: using the old/#)
            })
          #expect(lines.contains { $0.contains(#/refresh  As ytmpd has it.*: URL 6 h 00 min old/#) })
          try await screen.press("q", "q")
          try await screen.wait(for: "the end") { $0.contains("status 0") }
        }
      }
    }

    @Test func `plays, pauses and skips in the user's MPD`() async throws {
      try await Stage.set([.webmOpus, .mp3], seconds: 30) { stage in
        try await stage.withPlayer { mpd, _ in
          try await stage.addSongs()
          try await stage.addPlaylist()

          try await TmuxScreen.show(BuiltProgram.path, environment: stage.environment) { screen in
            try await screen.wait(for: "MPD") { $0.contains("MPD ■") || $0.contains(mpd.socket) }
            try await screen.press("4")
            try await screen.wait(for: "the playlist") { $0.contains("▸Evening") }
            try await screen.press("p")
            try await eventually("the songs in the queue") {
              try await mpd.mpc("playlist", "-f", "%artist% - %title%").split(separator: "\n").map(
                String.init)
                == stage.songs.map(\.displayName)
            }
            try await screen.press("2")
            try await screen.wait(for: "the queue") { $0.contains("First Love") }
            try await screen.press("Enter")
            try await eventually("music") { try await mpd.mpc("status").contains("[playing] #1/2") }
            try await screen.wait(for: "the first song's player line") {
              $0.contains(#/Stop'; Go .*0:0\d\/0:30/#)
            }
            try await screen.press(">")
            try await eventually("the next song") { try await mpd.mpc("status").contains("[playing] #2/2") }
            try await screen.press("<")
            try await eventually("the song before") { try await mpd.mpc("status").contains("[playing] #1/2") }
            try await screen.press("P")
            try await eventually("a pause") { try await mpd.mpc("status").contains("[paused]") }
            try await screen.press("q", "q")
            try await screen.wait(for: "the end") { $0.contains("status 0") }
          }
        }
      }
    }

    @Test func `leaves while MPD owes it an answer`() async throws {
      try await Stage.set([.webmOpus, .mp3], seconds: 30) { stage in
        try await stage.withPlayer { mpd, _ in
          try await stage.addSongs()
          try await stage.addPlaylist()
          try await TmuxScreen.show(BuiltProgram.path, environment: stage.environment) { screen in
            try await screen.press("4")
            try await screen.wait(for: "the playlist") { $0.contains("▸Evening") }
            try await screen.press("p", "2")
            try await screen.wait(for: "the queue") { $0.contains("First Love") }
            try await screen.press("Enter")
            try await eventually("music") { try await mpd.mpc("status").contains("[playing] #1/2") }
            mpd.suspend()
            // MPD has a minute for the answer to this one, and ten seconds to take the rest of its song.
            try await screen.press(">", "q", "q")
            try await screen.wait(for: "the end", within: .seconds(40)) { $0.contains("status 0") }
          }
        }
      }
    }
  }
}
