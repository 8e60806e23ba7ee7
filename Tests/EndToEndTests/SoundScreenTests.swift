import Foundation
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

@testable import MPDKit

extension EndToEnd {
  /// Outputs, ReplayGain, crossfade and partitions of a real MPD.
  struct SoundScreenTests {
    @Test func `changes how the sound leaves MPD, and goes to another partition`() async throws {
      try await Stage.set([.webmOpus, .mp3], seconds: 30) { stage in
        var setup = MPDFixture.Configuration()
        setup.secondOutput = "Kitchen speaker"
        let mpd = try await MPDFixture(setup)
        defer { mpd.shutDown() }
        let client = MPDClient(address: MPDAddress(endpoint: .socket(path: mpd.socket)))
        try await client.command("newpartition", "kitchen")
        let port = try freePort()
        try stage.configure(["proxy_port": String(port), "mpd_socket_path": mpd.socket])
        try await stage.addSongs()
        try await mpd.mpc("add", "http://localhost:\(port)/proxy/\(stage.songs[0].id)")

        try await TmuxScreen.show(BuiltProgram.path, environment: stage.environment) { screen in
          try await screen.press("2")
          try await screen.wait(for: "the queue") { $0.contains("queue · 1 song") }
          try await screen.press("O")
          try await screen.wait(for: "the outputs") {
            $0.contains("[x] null") && $0.contains("[x] Kitchen speaker") && $0.contains("( ) kitchen")
          }
          try await screen.press("j", "Enter")
          try await screen.wait(for: "an output less") { $0.contains("[ ] Kitchen speaker") }
          #expect(try await mpd.mpc("outputs").contains("Output 2 (Kitchen speaker) is disabled"))
          try await screen.press("Enter")
          try await screen.wait(for: "the output again") { $0.contains("[x] Kitchen speaker") }
          #expect(try await mpd.mpc("outputs").contains("Output 2 (Kitchen speaker) is enabled"))
          try await screen.press("j", "Enter")
          try await screen.wait(for: "another mode") { $0.contains(#/ReplayGain +track/#) }
          #expect(try await mpd.mpc("replaygain").contains("track"))
          try await screen.press("j", "Enter")
          try await screen.wait(for: "a crossfade") { $0.contains(#/Crossfade +2 s/#) }
          try await screen.press("+")
          try await screen.wait(for: "a longer one") { $0.contains(#/Crossfade +3 s/#) }
          #expect(try await mpd.mpc("crossfade").contains("3"))
          try await screen.press("G", "Enter")
          try await screen.wait(for: "another partition") {
            $0.contains(#/\(.\) kitchen/#) && !$0.contains("( ) kitchen")
          }
          try await screen.press("Escape")
          try await screen.wait(for: "its queue") { $0.contains("queue is empty") }
          // What is appended goes there, and is tagged there.
          try await screen.press("3", "g", "p", "2")
          try await screen.wait(for: "a song of its own") { $0.contains("queue · 1 song") }
          let there = try await client.perform { connection throws(MPDError) in
            try connection.visit("kitchen") { connection throws(MPDError) in try connection.queue() }
          }
          #expect(there.count == 1 && there.first?.title != nil)
          #expect(try await client.queue().count == 1)
          try await screen.press("q")
          try await screen.wait(for: "the end") { $0.contains("status 0") }
        }
      }
    }
  }
}
