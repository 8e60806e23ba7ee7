import Foundation
import LibraryKit
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// MPD's clients hear of every playlist file that is written, whatever wrote it.
  struct PlaylistNewsTests {
    private static let playlist = "https://www.youtube.com/playlist?list=PLnews"

    private func mint(_ stage: Stage, entries: Int) throws {
      var list = stage.playlist(named: "News")
      for number in 0..<entries { list.entries.append(.init(id: "moreSong-\(10 + number)", title: "More")) }
      var radio = stage.playlist(named: "Radio")
      for number in 0..<entries { radio.entries.append(.init(id: "radioSng-\(10 + number)", title: "More")) }
      try stage.mint(playlists: ["PLnews": list, "RDAMVM\(stage.songs[0].id)": radio])
    }

    @Test func `from each command that writes files`() async throws {
      try await Stage.set([.webmOpus, .mp3], seconds: 5) { stage in
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        try stage.configure([
          "mpd_socket_path": mpd.socket, "mpd_playlist_directory": mpd.playlists.path,
          "proxy_public_url": "http://127.0.0.1:9",
        ])
        let client = try IdleClient(mpd.socket)
        let commands = [
          ["add", Self.playlist], ["sync"], ["sync", "News"], ["radio", "--", stage.songs[0].id.rawValue],
        ]
        for (number, command) in commands.enumerated() {
          try mint(stage, entries: number)
          let outcome = try await run([BuiltProgram.path] + command, environment: stage.environment)
          try #require(outcome.exit == .status(0), "\(command): \(outcome.errors)")
          #expect(try client.hasNews(within: .seconds(20)), "\(command)")
        }
        // What changes no file is no news.
        for (command, isNews) in [("sync", true), ("sync", false)] {
          let outcome = try await stage.program(command)
          try #require(outcome.exit == .status(0), "\(outcome.errors)")
          #expect(try client.hasNews(within: isNews ? .seconds(20) : .milliseconds(500)) == isNews)
        }
      }
    }

    @Test func `from each key that writes files`() async throws {
      try await Stage.set([.webmOpus, .mp3], seconds: 5) { stage in
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        let port = try freePort()
        try stage.configure([
          "proxy_port": String(port), "mpd_socket_path": mpd.socket,
          "mpd_playlist_directory": mpd.playlists.path, "enable_auto_sync": "false",
        ])
        try await stage.addSongs()
        try mint(stage, entries: 0)
        let client = try IdleClient(mpd.socket)
        try await TmuxScreen.show(BuiltProgram.path, environment: stage.environment) { screen in
          try await screen.wait(for: "MPD") { $0.contains("MPD ■") || $0.contains(mpd.socket) }
          try await screen.press("a", Self.playlist, "Enter")
          #expect(try client.hasNews(within: .seconds(30)), "a")
          try await screen.press("4")
          // The events name it as well; a key means the row that is selected.
          try await screen.wait(for: "the playlist") { $0.contains("▸News") }
          for (number, key) in ["v", "V"].enumerated() {
            try mint(stage, entries: number + 1)
            try await screen.press(key)
            #expect(try client.hasNews(within: .seconds(30)), "\(key)")
          }
          try mint(stage, entries: 3)
          try await screen.press("3")
          try await screen.wait(for: "the library") { $0.contains("Don't Say") }
          try await screen.press("/", "Stop", "Enter", "m")
          #expect(try client.hasNews(within: .seconds(30)), "m")
          try await screen.press("4")
          try await screen.wait(for: "the radio") { $0.contains("Radio") }
          try await screen.press("g", "d")
          try await screen.wait(for: "the question") { $0.contains("News") && $0.contains("?") }
          try await screen.press("y")
          #expect(try client.hasNews(within: .seconds(30)), "d")
          try await screen.press("q", "y")
          try await screen.wait(for: "the end") { $0.contains("status 0") }
        }
      }
    }
  }
}
