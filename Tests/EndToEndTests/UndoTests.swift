import Foundation
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// Changes of a real MPD's queue, taken back in the dashboard.
  struct UndoTests {
    /// A change, and the keys that make it.
    private static let changes: [(name: String, keys: [String])] = [
      ("remove", ["2", "g", "Down", "d"]), ("move", ["2", "g", "J"]), ("clear", ["2", "C", "y"]),
      ("replace", ["4", "g", "L", "y"]), ("radio", ["3", "g", "m", "r"]),
    ]

    @Test func `brings songs back with tags, order and the place in the song`() async throws {
      try await Stage.set([.webmOpus, .mp3, .m4aFaststart], seconds: 60) { stage in
        try await stage.withPlayer { mpd, port in
          try await stage.addSongs()
          var list = stage.playlist(named: "Evening")
          list.entries.reverse()
          let radios = stage.songs.map { ("RDAMVM\($0.id)", list) }
          try await stage.addPlaylist(list, others: Dictionary(uniqueKeysWithValues: radios))

          try await TmuxScreen.show(
            BuiltProgram.path, environment: stage.environment, columns: 120, rows: 36
          ) { screen in
            try await screen.wait(for: "MPD") { $0.contains("MPD ■") }
            for song in stage.songs {
              try await mpd.mpc("add", "http://localhost:\(port)/proxy/\(song.id)")
            }
            let names = stage.songs.map(\.displayName)
            try await eventually("the tags") { try await Self.queue(mpd).map(\.name) == names }
            let before = try await Self.queue(mpd)
            try await mpd.mpc("play", "2")
            try await eventually("music") {
              try await mpd.mpc("status").contains(#/\[playing\] #2/3 +0:0[1-9]/#)
            }
            try await mpd.mpc("seek", "20")
            try await mpd.mpc("pause")
            try await eventually("a place in the song") { try await Self.place(mpd) == "[paused] #2/3 0:20" }
            for (name, keys) in Self.changes {
              for key in keys { try await screen.press(key) }
              try await screen.wait(for: "the change: \(name)") { $0.contains("U undo") }
              #expect(try await Self.queue(mpd) != before, "\(name)")
              try await screen.press("U")
              try await screen.wait(for: "what was done") { $0.contains("Undid: \(name)") }
              #expect(try await Self.queue(mpd) == before, "\(name)")
              try await eventually("the place in the song after \(name)") {
                try await Self.place(mpd) == "[paused] #2/3 0:20"
              }
            }
            try await screen.press("U")
            try await screen.wait(for: "an answer") { $0.contains("Nothing to undo") }
            try await screen.press("q")
            try await screen.quit { $0.contains("status 0") }
          }
        }
      }
    }

    private struct Queued: Equatable {
      var uri: String
      var name: String
      var album: String
    }

    private static func queue(_ mpd: MPDFixture) async throws -> [Queued] {
      try await mpd.mpc("playlist", "-f", "%file%\t%artist% - %title%\t%album%").split(separator: "\n").map {
        let parts = $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        return Queued(uri: parts[0], name: parts[1], album: parts[2])
      }
    }

    /// What the player does, with which song, and where in it.
    private static func place(_ mpd: MPDFixture) async throws -> String {
      let status = try await mpd.mpc("status")
      let match = status.firstMatch(of: #/(\[\w+\]) +(#\d+/\d+) +(\d+:\d\d)/#)
      return match.map { "\($0.1) \($0.2) \($0.3)" } ?? status
    }
  }
}
