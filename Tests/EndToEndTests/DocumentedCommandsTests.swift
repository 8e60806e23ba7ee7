import Foundation
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// Each command that README and docs show does what they say it can: it runs, and ends well.
  struct DocumentedCommandsTests {
    /// What has tests of its own, since it does not end by itself, asks the network, installs something, or changes what is on.
    private static let elsewhere = ["demo", "serve", "setup", "doctor", "remote"]

    @Test(.timeLimit(.minutes(10))) func `all of them run`() async throws {
      let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
      let docs = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "docs").path)
        .sorted()
      let pages = try (["README.md"] + docs.filter { $0.hasSuffix(".md") }.map { "docs/\($0)" }).map {
        try String(contentsOf: root.appending(path: $0), encoding: .utf8)
      }
      let commands = DocumentedCommands(pages).printed
      #expect(commands.count > 50, "\(commands)")

      try await Stage.set([.webmOpus, .mp3], seconds: 10) { stage in
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        try stage.configure(["mpd_socket_path": mpd.socket, "cache_size": "64 MiB"])
        let (song, other) = (stage.songs[0], stage.songs[1])
        let radio = stage.playlist(named: "Radio")
        let evening = stage.playlist(named: "Evening")
        try stage.mint(
          playlists: ["PLevening": evening, "RDAMVM\(song.id)": radio],
          searches: ["first love": evening.entries])
        try await stage.addSongs()
        let added = try await stage.program("add", Self.playlist)
        #expect(added.exit == .status(0), "\(added)")
        let proxy = try await stage.serve()
        try await proxy.log.line(with: "[PROXY] mpd-connected")
        for track in [song, other] { try await mpd.mpc("add", proxy.url(track.id)) }
        try await mpd.play(1)
        // A radio is made of the song that plays: however long this takes, it is the first one.
        for mode in ["repeat", "single"] { try await mpd.mpc(mode, "on") }

        var run = 0
        for command in commands {
          let words = ShellLine.words(command)
          guard let name = words.first, !Self.elsewhere.contains(name), !words.contains("--watch") else {
            continue
          }
          var arguments = words.flatMap { Self.filledIn($0, song: song, stage) }
          if ["radio", "add", "keep", "unkeep", "refresh"].contains(name),
            let at = arguments.firstIndex(of: song.id.rawValue)
          {
            arguments.insert("--", at: at)
          }
          var environment = stage.environment
          environment["YTMPD_PROXY_PORT"] = String(proxy.port)
          let outcome = try await EndToEndTests.run([BuiltProgram.path] + arguments, environment: environment)
          #expect(
            outcome.exit == .status(0), "\(command) as \(arguments): \(outcome.output)\(outcome.errors)")
          run += 1
        }
        #expect(run > 40, "\(commands)")
      }
    }

    private static let playlist = "https://music.youtube.com/playlist?list=PLevening"

    /// What a person would write in place of a word.
    private static func filledIn(_ word: String, song: Song, _ stage: Stage) -> [String] {
      switch word {
      case "URL", "https://music.youtube.com/playlist?list=…": [playlist]
      case "URL-or-ID…", "ID…", "ID", "dQw4w9WgXcQ": [song.id.rawValue]
      case "NAME", "NAME…", "NAME-or-ID…", "Evening": ["Evening"]
      case "WORDS", "WORDS…": ["first", "love"]
      case "N": ["1"]
      case "TEXT": ["{title}"]
      case "BAR": ["tmux"]
      case "FILE": [stage.home.configuration]
      case "COMMAND": ["add"]
      default: [word]
      }
    }
  }
}

/// A command line as a shell reads it, as far as documentation needs it.
private enum ShellLine {
  static func words(_ line: String) -> [String] {
    line.matches(of: /'([^']*)'|(\S+)/).map { String($0.1 ?? $0.2 ?? "") }
  }
}
