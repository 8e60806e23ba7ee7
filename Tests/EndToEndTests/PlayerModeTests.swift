import Foundation
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// MPD's modes over an origin with its everyday faults: every song is heard to its end, and MPD is alive.
  struct PlayerModeTests {
    /// A mode, and what is left of the queue after it.
    struct Mode: Sendable, CustomTestStringConvertible {
      let name: String
      let commands: [[String]]
      /// How many of the songs are played.
      var plays = 4
      /// How many of the songs are in the queue afterwards.
      var leaves = 4
      var testDescription: String { name }
    }

    static let modes = [
      Mode(name: "consume", commands: [["consume", "on"]], leaves: 0),
      Mode(name: "crossfade", commands: [["crossfade", "3"]]),
      Mode(name: "single", commands: [["single", "on"]], plays: 1),
      Mode(name: "random", commands: [["random", "on"]]),
      Mode(
        name: "consume, random and crossfade",
        commands: [["consume", "on"], ["random", "on"], ["crossfade", "2"]], leaves: 0),
      Mode(name: "single once", commands: [["single", "once"]], plays: 1),
    ]

    @Test(arguments: modes)
    func `plays through everyday faults`(mode: Mode) async throws {
      let formats: [AudioFixture.Format] = [.webmOpus, .m4aFaststart, .mp3, .m4aFragmented]
      try await Stage.set(formats, seconds: 30) { stage in
        var unpaced = MPDFixture.Configuration()
        unpaced.playsInRealTime = false
        let mpd = try await MPDFixture(unpaced)
        defer { mpd.shutDown() }
        try stage.configure(["mpd_socket_path": mpd.socket])
        try await stage.addSongs()
        let proxy = try await stage.serve()
        try await proxy.log.line(with: "[PROXY] mpd-connected")
        try stage.mint()
        let faults: [[Fault?]] = [
          [.status(503)], [nil, .reset(after: 100_000)], [nil, .revoke(403)],
          [.resetBeforeHead, .stall(after: 50_000, for: .seconds(2)), .close(after: 1000)],
        ]
        for (song, script) in zip(stage.songs, faults) { stage.origin.script(song.id.rawValue, script) }
        for command in mode.commands { _ = try await run(["mpc", "--host", mpd.socket] + command) }
        for song in stage.songs { try await mpd.mpc("add", proxy.url(song.id)) }
        try await mpd.mpc("play", mode.plays == 1 ? "3" : "1")
        try await eventually("the end of the queue", within: .seconds(100)) {
          // After a single song MPD stops, or pauses before the next one.
          try await !mpd.mpc("status").contains("[playing]")
        }
        let status = try await mpd.mpc("status")
        #expect(!status.contains("ERROR"), "\(status)")
        #expect(try await mpd.mpc("status", "%length%") == String(mode.leaves))
        // Songs that are faded into each other take less time.
        let seconds = try await mpd.playedSeconds()
        let isFaded = mode.commands.contains { $0[0] == "crossfade" }
        #expect(seconds <= 30 * mode.plays && seconds >= 30 * mode.plays - (isFaded ? 15 : 0), "\(seconds) s")
        #expect(proxy.log.lines(with: "[PROXY] lost") == [])
        #expect(proxy.log.lines(with: "[PROXY] resumed").isEmpty == false)
        #expect(try await proxy.status().streams.failedTotal == 0)
        #expect(stage.origin.requests.breaches() == [])
      }
    }
  }
}
