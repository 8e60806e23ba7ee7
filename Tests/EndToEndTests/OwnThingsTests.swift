import Foundation
import Glibc
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// What a person adds to the dashboard: themes, and programs on keys.
  struct OwnThingsTests {
    @Test func `shows a theme of a file, and the file as it is by now`() async throws {
      try await Stage.set([]) { stage in
        try stage.configure(["theme": "own"])
        let folder = stage.home.home + "/.config/ytmpd/themes"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        func write(_ text: String, to name: String) throws {
          try text.write(toFile: "\(folder)/\(name).yaml", atomically: true, encoding: .utf8)
        }
        try write("accent: \"#112233\"\n", to: "own")
        try await onTerminal(stage) { terminal in
          try await terminal.output.wait(for: "the colour") { $0.contains("38;2;17;34;51") }
          try write("accent: \"#445566\"\n", to: "own")
          try await terminal.output.wait(for: "the new colour") { $0.contains("38;2;68;85;102") }
          try write("accent: nonsense\n", to: "own")
          try await terminal.output.wait(for: "what is wrong with it") { $0.contains("own.yaml:1") }
        }
      }
    }

    @Test func `sees a folder of themes that is made later`() async throws {
      try await Stage.set([]) { stage in
        try await onTerminal(stage) { terminal in
          let folder = stage.home.home + "/.config/ytmpd/themes"
          try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
          try "accent: \"#112233\"\n".write(
            toFile: folder + "/later.yaml", atomically: true, encoding: .utf8)
          // Nothing is said of a theme that is there now.
          try await eventually("the theme") {
            terminal.type(":theme later\r")
            try await Task.sleep(for: .milliseconds(200))
            return terminal.output.text.contains("38;2;17;34;51")
          }
        }
      }
    }

    @Test func `runs a program on a key, without a shell`() async throws {
      try await Stage.set([.webmOpus], seconds: 5) { stage in
        let (script, words) = (stage.home.home + "/note", stage.home.home + "/words")
        try "#!/bin/sh\nprintf '%s\\n' \"$@\" > '\(words).new' && mv '\(words).new' '\(words)'\n".write(
          toFile: script, atomically: true, encoding: .utf8)
        chmod(script, 0o700)
        let port = try freePort()
        try stage.configure([
          "proxy_port": String(port),
          "commands":
            "{F6: [\"\(script)\", \"{id}\", \"{url}\", \"<{title}>\", \"{artist}\"], F7: [\"false\"], F8: [\"/no/such\"]}",
        ])
        let title = "$(touch \(stage.home.home)/harm) `id` 'quoted' \"twice\"; {id}"
        try stage.mint { _, video in video.track = title }
        try await stage.addSongs()
        let song = try #require(stage.songs.first)
        try await onTerminal(stage) { terminal in
          terminal.type("3")
          try await terminal.output.wait(for: "the library") { $0.contains("$(touch") }
          terminal.type("\u{1B}[17~")
          let address = "http://localhost:\(port)/proxy/\(song.id)"
          try await eventually("the program") {
            guard let data = FileManager.default.contents(atPath: words) else { return false }
            #expect(
              String(decoding: data, as: UTF8.self) == "\(song.id)\n\(address)\n<\(title)>\n\(song.artist)\n")
            return true
          }
          terminal.type("\u{1B}[18~")
          try await terminal.output.wait(for: "how it ended") { $0.contains("false failed with status 1") }
          terminal.type("\u{1B}[19~")
          try await terminal.output.wait(for: "why it did not run") { $0.contains("/no/such can't be run") }
        }
        #expect(!FileManager.default.fileExists(atPath: stage.home.home + "/harm"))
      }
    }

    /// Runs the dashboard in a terminal of exact colours.
    private func onTerminal(
      _ stage: Stage, _ body: (PseudoTerminal) async throws -> Void
    ) async throws {
      let terminal = try PseudoTerminal()
      let environment = stage.environment.merging(["TERM": "xterm-256color", "COLORTERM": "truecolor"]) { $1 }
      let program = try await ProgramProcess.spawn(
        [BuiltProgram.path], environment: environment, terminal: terminal.path)
      defer { program.kill() }
      try await terminal.output.wait(for: "the dashboard") { $0.contains("Streams") }
      try await body(terminal)
      terminal.type("q")
      #expect(await program.end() == .status(0))
    }
  }
}
