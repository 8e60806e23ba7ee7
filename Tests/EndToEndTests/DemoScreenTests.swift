import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// `demo` as somebody sees it who knows nothing of the program.
  struct DemoScreenTests {
    @Test func `shows the relay at work in 80 columns and 24 lines`() async throws {
      let home = try Workplace()
      try await TmuxScreen.show("\(BuiltProgram.path) demo", environment: home.environment) { screen in
        let song = try await screen.wait(for: "the song that is on") {
          $0.contains("╭ playing ─") && $0.contains("Morning Ferry") && $0.contains("╭ up next · 11 songs")
        }
        #expect(song.split(separator: "\n").allSatisfy { $0.count <= 80 })
        try await screen.press("5")
        let first = try await screen.wait(for: "a stream") {
          $0.contains("● play") && $0.contains("MPD 0.") && $0.contains("/2.4 MB")
        }
        #expect(first.contains("1/10") && first.contains("╭ throughput"))
        #expect(first.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(try home.demoFolders().count == 1)
        #expect(try !home.processes().isEmpty)
        // Something goes wrong, and right again.
        try await screen.press("6")
        try await screen.wait(for: "a retry or a refresh", within: .seconds(30)) {
          $0.contains(#/\d\d:\d\d:\d\d  (retry|refresh)  /#)
        }
        try await screen.press("5")
        try await screen.wait(for: "another moment of the stream") { $0 != first && $0.contains("● play") }

        try await lookAround(screen)
        try await play(screen)
        try await screen.press("q", "q")
        try await screen.wait(for: "the end") { $0.contains("status 0") }
        try await eventually("nothing is left") { try home.processes().isEmpty }
        #expect(try home.demoFolders() == [])
      }
    }

    /// Every tab, the help, and both refreshes.
    private func lookAround(_ screen: TmuxScreen) async throws {
      try await screen.press("3")
      try await screen.wait(for: "tracks") { $0.contains("Starlight") && $0.contains("朝の窓") }
      try await screen.press("r")
      try await screen.press("6")
      try await screen.wait(for: "the refresh that was asked for") {
        $0.contains(#/refresh  .*URL ready \(/#)
      }
      try await screen.press("4")
      try await screen.wait(for: "playlists") { $0.contains("Demo") && $0.contains("12") }
      try await screen.press("2")
      try await screen.wait(for: "the queue") { $0.contains("Straßenbahn") || $0.contains("Don't Mind") }
      try await screen.press("R")
      // Nothing of the demo is that old yet.
      try await screen.wait(for: "an answer") { $0.contains("No URL is stale") }
      try await screen.press("5", "?")
      try await screen.wait(for: "the help") {
        $0.contains("Keys: Streams ─") && $0.contains("play or pause")
      }
      try await screen.press("?")
      try await screen.wait(for: "the streams") { $0.contains("╭ throughput") }
    }

    /// The player's keys.
    private func play(_ screen: TmuxScreen) async throws {
      try await screen.press("P")
      let paused = try await screen.wait(for: "a pause") { !$0.contains("MPD ▶") && $0.contains("MPD ") }
      try await screen.press("P")
      try await screen.wait(for: "the music") { $0.contains("MPD ▶") }
      let song = playerLine(paused)
      #expect(song.contains("Paper Harbour"), "\(paused)")
      try await screen.press(">")
      try await screen.wait(for: "the next song") {
        playerLine($0).contains("Élodie Brûlé - Déjà l’été") && $0.contains("MPD ▶")
      }
    }

    private func playerLine(_ text: String) -> String {
      text.split(separator: "\n").suffix(2).first.map(String.init) ?? ""
    }

    @Test func `plays by itself where MPD is not installed`() async throws {
      let home = try Workplace()
      let tools = home.home + "/tools"
      try FileManager.default.createDirectory(atPath: tools, withIntermediateDirectories: true)
      for tool in ["sh", "rm", "sleep"] {
        try FileManager.default.createSymbolicLink(
          atPath: "\(tools)/\(tool)", withDestinationPath: "/bin/\(tool)")
      }
      let command = "PATH=\(tools) \(BuiltProgram.path) demo"
      try await TmuxScreen.show(command, environment: home.environment) { screen in
        try await screen.wait(for: "the dashboard") { $0.contains("1/10") }
        try await screen.press("5")
        let text = try await screen.wait(for: "a stream") { $0.contains("● play") }
        #expect(text.contains("1/10") && !text.contains("MPD ▶"), "\(text)")
        try await screen.press("6")
        try await screen.wait(for: "why there is no MPD") { $0.contains("MPD is not installed") }
        try await screen.wait(for: "music") { $0.contains(#/0:(0[1-9]|[1-3]\d)\/0:38/#) }
        try await screen.press("q", "q")
        try await screen.wait(for: "the end") { $0.contains("status 0") }
        try await eventually("nothing is left") { try home.processes().isEmpty }
        #expect(try home.demoFolders() == [])
      }
    }
  }
}

extension Workplace {
  /// The folders of demos that run in this home.
  func demoFolders() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: home).filter { $0.hasPrefix("ytmpd-tui-demo-") }
  }

  /// The living processes that name a demo's folder of this home: MPD, and the guards of both.
  func processes() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { entry in
      guard Int(entry) != nil, let line = FileManager.default.contents(atPath: "/proc/\(entry)/cmdline")
      else {
        return false
      }
      return String(decoding: line, as: UTF8.self).contains("\(home)/ytmpd-tui-demo-")
    }
  }
}
