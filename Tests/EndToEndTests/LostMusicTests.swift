import Foundation
import LibraryKit
import LoopbackOrigin
import MPDKit
import TestSupport
import Testing
import TrackKit

@testable import ytmpd_tui

extension EndToEnd {
  /// Songs that can't be had: MPD passes by what is gone, stops where nothing can be had, and goes on when it can again.
  struct LostMusicTests {
    /// A stage with an MPD that has all songs in its queue.
    private struct Scene {
      let stage: Stage
      let proxy: RunningProxy
      let mpd: MPDFixture
      let client: MPDClient
      let ids: [MPDSongID]

      func state() async throws -> MPDStatus.State { try await client.status().state }

      /// Waits until the program has stopped MPD.
      func untilStopped() async throws {
        try await proxy.log.line(with: "3 songs in a row were lost", "its queue kept")
        try await eventually("MPD is quiet") { try await state() == .stopped }
      }

      func marks() throws -> [String?] {
        let library = try TrackStore.open(path: stage.home.database, access: .readOnly).store
        return try stage.songs.map { try library.mark(of: $0.id)?.word }
      }
    }

    private static func set(
      _ formats: [AudioFixture.Format], seconds: Int = 90, hasURLs: Bool = true,
      settings: [String: String] = [:],
      prepare: (Stage) throws -> Void = { _ in }, _ body: (Scene) async throws -> Void
    ) async throws {
      try await Stage.set(formats, seconds: seconds) { stage in
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        if hasURLs { try await stage.addSongs() } else { try stage.register() }
        try prepare(stage)
        try stage.configure(settings.map { ($0, $1) } + [("mpd_socket_path", mpd.socket)])
        let proxy = try await stage.serve()
        try await proxy.log.line(with: "[PROXY] mpd-connected")
        let client = MPDClient(address: MPDAddress(endpoint: .socket(path: mpd.socket)))
        let ids = try await client.add(stage.songs.map { proxy.url($0.id) })
        try await eventually("tags") { try await client.queue().allSatisfy { $0.title != nil } }
        try await body(Scene(stage: stage, proxy: proxy, mpd: mpd, client: client, ids: ids))
      }
    }

    /// A song that the network takes is lost within moments.
    private static let impatient = ["stall_limit_seconds": "5", "prefetch_tracks": "0"]

    @Test func `four private songs are passed by, and marked for a day`() async throws {
      let formats: [AudioFixture.Format] = [.webmOpus, .mp3, .mp3, .mp3, .mp3, .webmOpus]
      try await Self.set(
        formats, seconds: 12, hasURLs: false,
        prepare: { stage in
          try stage.mint { song, video in
            guard song.id != stage.songs.first?.id, song.id != stage.songs.last?.id else { return }
            video = LoopbackYtDlp.Video(error: "Private video. Sign in if you've been granted access")
          }
        }
      ) { scene in
        try await scene.client.play(scene.ids[0])
        try await eventually("the last song sounds", within: .seconds(80)) {
          let status = try await scene.client.status()
          return status.songID == scene.ids[5] && (status.elapsed ?? .zero) > .seconds(1)
        }
        #expect(scene.proxy.log.lines(with: "songs in a row").isEmpty)
        #expect(try scene.marks() == [nil, "private", "private", "private", "private", nil])
        #expect(scene.proxy.log.lines(with: "[PROXY] lost", "failure=private").count >= 4)
        let listing = try await scene.stage.program("tracks", "--json")
        #expect(
          listing.output.contains("\"last_error_kind\" : \"private\"")
            || listing.output.contains("\"last_error_kind\":\"private\""))

        // Nothing asks in advance now; a person still does.
        try await scene.client.stop()
        let asked = try scene.stage.ytDlp.questions().count
        let expired = try await scene.stage.program("refresh", "--expired")
        #expect(expired.exit == .status(0), "\(expired.errors)")
        #expect(try scene.stage.ytDlp.questions().count == asked)
        try scene.stage.mint()
        let answer = try await Curl.get(scene.proxy.url(scene.stage.songs[1].id), "--range", "0-0")
        #expect(answer.status == 206)
        try await eventually("the mark is gone") { try scene.marks()[1] == nil }
      }
    }

    @Test func `music that the network took goes on by itself`() async throws {
      let formats: [AudioFixture.Format] = [.webmOpus, .mp3, .mp3, .webmOpus]
      try await Self.set(formats, settings: Self.impatient) { scene in
        try await scene.stage.origin.stopListening()
        try await scene.mpd.mpc("play")
        try await scene.untilStopped()
        // Away for long: it was looked for more than once.
        try await scene.proxy.log.line(with: "[PROXY] lost", "client=\"ytmpd-tui")
        #expect(try await scene.state() == .stopped)
        #expect(try scene.marks() == [nil, nil, nil, nil])
        try await scene.stage.origin.resumeListening()
        try await scene.proxy.log.wait(for: "MPD goes on", within: .seconds(60)) {
          $0.contains("so MPD goes on")
        }
        try await eventually("it sounds", within: .seconds(30)) {
          let status = try await scene.client.status()
          return status.state == .playing && (status.elapsed ?? .zero) > .seconds(1)
        }
        #expect(try await scene.client.status().songID == scene.ids[2])
        #expect(try await scene.client.queue().map(\.id) == scene.ids)
      }
    }

    @Test func `what yt-dlp took goes on when there is one, and nothing is marked`() async throws {
      let formats: [AudioFixture.Format] = [.webmOpus, .mp3, .mp3, .webmOpus]
      try await Stage.set(formats) { stage in
        let program = stage.home.home + "/yt-dlp"
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        try stage.register()
        try stage.configure(["mpd_socket_path": mpd.socket, "yt_dlp_path": program])
        let proxy = try await stage.serve()
        try await proxy.log.line(with: "[PROXY] mpd-connected")
        let client = MPDClient(address: MPDAddress(endpoint: .socket(path: mpd.socket)))
        let ids = try await client.add(stage.songs.map { proxy.url($0.id) })
        let scene = Scene(stage: stage, proxy: proxy, mpd: mpd, client: client, ids: ids)
        try await eventually("tags") { try await client.queue().allSatisfy { $0.title != nil } }
        try await mpd.mpc("play")
        try await scene.untilStopped()
        #expect(try scene.marks() == [nil, nil, nil, nil])
        #expect(proxy.log.lines(with: "[PROXY] lost", "failure=not-installed").count >= 3)
        try FileManager.default.createSymbolicLink(atPath: program, withDestinationPath: stage.ytDlp.program)
        try await proxy.log.wait(for: "MPD goes on", within: .seconds(60)) { $0.contains("so MPD goes on") }
        try await eventually("it sounds", within: .seconds(30)) {
          try await (client.status().elapsed ?? .zero) > .seconds(1)
        }
      }
    }

    /// What a person does while the program waits.
    struct Deed: Sendable, CustomTestStringConvertible {
      let testDescription: String
      let act: @Sendable (MPDFixture, RunningProxy) async throws -> Void
    }

    static let deeds = [
      Deed(testDescription: "clear") { mpd, _ in try await mpd.mpc("clear") },
      Deed(testDescription: "add") { mpd, _ in try await mpd.mpc("add", "http://127.0.0.1:1/nothing") },
      Deed(testDescription: "play, then stop") { mpd, proxy in
        let losses = proxy.log.lines(with: "[PROXY] lost", "MPD").count
        try await mpd.mpc("play")
        try await proxy.log.wait(for: "another loss") { text in
          text.split(separator: "\n").count { $0.contains("[PROXY] lost") && $0.contains("MPD") } > losses
        }
        try await mpd.mpc("stop")
      },
    ]

    @Test(arguments: deeds) func `a person who touches MPD is not disturbed`(deed: Deed) async throws {
      try await Self.set([.webmOpus, .mp3, .mp3, .webmOpus], settings: Self.impatient) { scene in
        try await scene.stage.origin.stopListening()
        try await scene.mpd.mpc("play")
        try await scene.untilStopped()
        try await deed.act(scene.mpd, scene.proxy)
        try await scene.stage.origin.resumeListening()
        // Longer than the longest pause between two looks so far; nothing tells of what does not happen.
        try await Task.sleep(for: .seconds(15))
        #expect(try await scene.state() == .stopped)
        #expect(scene.proxy.log.lines(with: "so MPD goes on").isEmpty)
      }
    }
  }
}
