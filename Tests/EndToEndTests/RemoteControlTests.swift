import DashboardKit
import Foundation
import LibraryKit
import MPDKit
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// `remote`, beside a real MPD.
  struct RemoteControlTests {
    @Test func `does what the keys do, in the program that owns the library`() async throws {
      try await Self.set { stage, mpd in
        let proxy = try await stage.serve()
        try await proxy.log.line(with: "[PROXY] mpd-connected")
        let client = MPDClient(address: MPDAddress(endpoint: .socket(path: mpd.socket)))
        let ids = try await client.add(stage.songs.map { proxy.url($0.id) })
        try await client.play(ids[0])
        try await Self.everyKeyOfThePlayer(stage, client, ids)

        // What was done to the queue is taken back, by the same program that did it.
        try await client.play(ids[0])
        #expect(try await stage.remote("clear-queue").exit == .status(0))
        #expect(try await client.queue().isEmpty)
        let undone = try await stage.remote("undo")
        #expect(undone.exit == .status(0) && undone.errorLines == ["Undid: clear"], "\(undone)")
        #expect(try await client.queue().count == 2)
        let again = try await stage.remote("undo")
        #expect(again.exit == .status(1) && again.errors.contains("Nothing to undo"), "\(again)")

        // The song that is on.
        try await client.play(position: 0)
        let refreshed = try await stage.remote("refresh")
        #expect(refreshed.exit == .status(0) && refreshed.errorLines == ["1 URL refreshed"], "\(refreshed)")
        let radio = try await stage.remote("radio")
        #expect(radio.exit == .status(0) && radio.errors.contains("to the queue"), "\(radio)")
        #expect(try await client.queue().count == 4)
        #expect(try await stage.remote("undo").errorLines == ["Undid: radio"])
        let kept = try await stage.remote("keep")
        #expect(
          kept.exit == .status(0) && kept.errors.contains("Keeping \(stage.songs[0].displayName)"), "\(kept)")
        let store = try TrackStore.open(path: stage.home.database, access: .readOnly).store
        #expect(try store.keptTracks() == [stage.songs[0].id])
        #expect(try await stage.remote("keep").exit == .status(0))
        #expect(try store.keptTracks().isEmpty)

        // The library.
        let stale = try await stage.remote("refresh-stale")
        #expect(stale.exit == .status(0) && stale.errorLines == ["No URL is stale"], "\(stale)")
        let all = try await stage.remote("refresh-all")
        #expect(all.exit == .status(0) && all.errorLines == ["2 URLs refreshed"], "\(all)")
        #expect(try await stage.remote("sync-all").exit == .status(0))

        // And as a script asks for it.
        let asked = try await stage.control.ask("/v1/commands", #"{"arguments": ["remote", "volume", "20"]}"#)
        #expect(asked.status == 200 && asked.text.contains(#"{"exit":0}"#), "\(asked.text)")
        #expect(try await client.status().volume == 20)

        try await client.clear()
        let nothing = try await stage.remote("radio")
        #expect(nothing.exit == .status(1) && nothing.errors.contains("MPD plays nothing"), "\(nothing)")
        #expect(await proxy.terminate() == .status(0))
      }
    }

    @Test func `works on MPD alone where nothing runs, and says what takes more`() async throws {
      try await Self.set { stage, mpd in
        let client = MPDClient(address: MPDAddress(endpoint: .socket(path: mpd.socket)))
        var ids: [MPDSongID] = []
        for song in stage.songs {
          let path = mpd.music.appending(path: "\(song.id).webm")
          try Data(song.audio.bytes).write(to: path)
        }
        try await mpd.mpc("update", "--wait")
        for song in stage.songs { ids.append(try await client.add("\(song.id).webm")) }
        try await client.play(ids[0])
        try FileManager.default.removeItem(atPath: stage.home.database)
        try await Self.everyKeyOfThePlayer(stage, client, ids)
        // Nobody makes a library for a key of the player.
        #expect(!FileManager.default.fileExists(atPath: stage.home.database))

        for (name, words) in [
          ("undo", "`ytmpd-tui serve` starts it"), ("clear-queue", "`ytmpd-tui serve` starts it"),
          ("refresh-expired", "`ytmpd-tui refresh --expired` works without one"),
          ("refresh-all", "refresh --all"), ("refresh", "refresh ID"), ("sync-all", "`ytmpd-tui sync`"),
          ("radio", "radio --queue"), ("keep", "keep ID"),
        ] {
          let outcome = try await stage.remote(name)
          #expect(
            outcome.exit == .status(1) && outcome.errors.contains("\(name) needs a running ytmpd-tui")
              && outcome.errors.contains(words), "\(outcome)")
        }
        #expect(try await client.queue().count == 2)
        mpd.shutDown()
        let gone = try await stage.remote("pause")
        #expect(gone.exit == .status(1) && gone.errorLines.count == 1, "\(gone)")
      }
    }

    @Test func `lists what there is, and says what is wrong`() async throws {
      try await Stage.set([]) { stage in
        for arguments in [["remote"], ["remote", "--list"]] {
          let list = try await run([BuiltProgram.path] + arguments, environment: stage.environment)
          let names = list.output.split(separator: "\n").compactMap { $0.split(separator: " ").first }
          #expect(
            list.exit == .status(0) && names.map(String.init) == ScreenlessCommand.all.map(\.name), "\(list)")
        }
        let wrong = try await stage.remote("pauze")
        #expect(wrong.exit == .status(2) && wrong.errors.contains("Did you mean pause?"), "\(wrong)")
        let screen = try await stage.remote("filter")
        #expect(
          screen.exit == .status(2) && screen.errors.contains("needs the dashboard's screen"), "\(screen)")
        let volume = try await stage.remote("volume", "loud")
        #expect(volume.exit == .status(2) && volume.errors.contains("a volume from 0 to 100"), "\(volume)")
        // The page has each of them.
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
          .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/json.md"), encoding: .utf8)
        for entry in ScreenlessCommand.all {
          #expect(page.contains("`\(entry.name)`") || page.contains("`\(entry.name) "), "\(entry.name)")
        }
      }
    }

    /// Two songs, and an MPD that has a volume.
    private static func set(_ body: (Stage, MPDFixture) async throws -> Void) async throws {
      try await Stage.set([.webmOpus, .webmOpus], seconds: 60) { stage in
        var configuration = MPDFixture.Configuration()
        configuration.hasMixer = true
        let mpd = try await MPDFixture(configuration)
        defer { mpd.shutDown() }
        try stage.configure([
          "mpd_socket_path": mpd.socket, "mpd_playlist_directory": mpd.playlists.path, "cache_size": "64 MiB",
          "prefetch_tracks": "0",
        ])
        try await stage.addSongs()
        try stage.mint(playlists: ["RDAMVM\(stage.songs[0].id)": stage.playlist(named: "Radio")])
        try await body(stage, mpd)
      }
    }

    /// All that are MPD's alone, while the first of two songs plays.
    private static func everyKeyOfThePlayer(_ stage: Stage, _ client: MPDClient, _ ids: [MPDSongID])
      async throws
    {
      func give(_ words: String...) async throws {
        let outcome = try await stage.remote(words)
        #expect(
          outcome.exit == .status(0) && outcome.errors.isEmpty && outcome.output.isEmpty,
          "\(words): \(outcome)")
      }
      func elapsed() async throws -> Double { (try await client.status().elapsed ?? .zero) / .seconds(1) }

      try await eventually("sound") { try await elapsed() > 0 }
      try await give("pause")
      #expect(try await client.status().state == .paused)
      try await give("seek", "0:30")
      #expect(try await elapsed().rounded() == 30)
      try await give("seek", "+10")
      #expect(try await elapsed().rounded() == 40)
      try await give("seek", "-20")
      #expect(try await elapsed().rounded() == 20)
      try await give("seek-forward")
      #expect(try await elapsed().rounded() == 30)
      try await give("seek-back")
      #expect(try await elapsed().rounded() == 20)
      try await give("volume", "50")
      try await give("volume", "+5")
      #expect(try await client.status().volume == 55)
      try await give("volume", "-10")
      try await give("louder")
      try await give("softer")
      #expect(try await client.status().volume == 45)
      for name in ["repeat", "random", "single", "consume"] {
        try await give(name)
        let status = try await client.status()
        let isOn = [
          "repeat": status.isRepeating, "random": status.isRandom, "single": status.single != .off,
          "consume": status.isConsuming,
        ]
        #expect(isOn[name] == true)
        try await give(name)
      }
      try await give("pause")
      #expect(try await client.status().state == .playing)
      try await give("next")
      try await eventually("the second song") { try await client.status().songID == ids[1] }
      try await give("previous")
      try await eventually("the first song") { try await client.status().songID == ids[0] }
    }
  }
}

extension Stage {
  /// Runs `remote` to its end.
  fileprivate func remote(_ words: String...) async throws -> Outcome { try await remote(words) }

  fileprivate func remote(_ words: [String]) async throws -> Outcome {
    try await run([BuiltProgram.path, "remote"] + words, environment: environment)
  }
}
