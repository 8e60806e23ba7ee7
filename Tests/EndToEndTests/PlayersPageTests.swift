import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// The table of docs/players.md, which `scripts/players` has printed: what it says of a player still holds, but for
  /// the pause, which takes too long; `PausedClientTests` has pauses.
  ///
  /// MPD and VLC take as long as the music does; `PlayerTests`, `PlayerModeTests` and `PeerTests` have them.
  struct PlayersPageTests {
    private static let programs = [
      "curl": "curl", "wget": "wget", "ffmpeg": "ffmpeg", "mpv": "mpv", "GStreamer": "gst-launch-1.0",
      "streamripper": "streamripper", "Icecast relay": "icecast2", "Chromium": "chromium",
    ]

    @Test(arguments: programs.filter { OtherReaders.has($0.value) }.keys.sorted())
    func `every row of the page holds`(player: String) async throws {
      let page = try String(contentsOf: Self.root.appending(path: "docs/players.md"), encoding: .utf8)
      let claimed = Self.rows(of: player, in: page).map { cells in
        cells.enumerated().filter { $0.offset != Self.pauseColumn }.map(\.element)
      }
      try #require(claimed.count == 5, "a row for each kind of file")
      var environment = ProcessInfo.processInfo.environment
      environment["YTMPD_BUILD"] = URL(filePath: BuiltProgram.path).deletingLastPathComponent().path
      environment["LANG"] = "C.UTF-8"
      let name = String(player.prefix { $0 != " " })
      let outcome = try await run(
        ["python3", "-B", Self.root.appending(path: "scripts/players").path, "--no-pause", name],
        environment: environment)
      #expect(Self.rows(of: player, in: outcome.output) == claimed, "\(outcome.errors)")
    }

    /// The cells of the table's rows; other tables have fewer.
    private static func rows(of player: String, in text: String) -> [[Substring]] {
      text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("| \(player) |") }
        .map { $0.split(separator: "|") }.filter { $0.count > pauseColumn }
    }

    /// Which column of the page is the pause.
    private static let pauseColumn = 5

    private static var root: URL {
      // This file is Tests/EndToEndTests/PlayersPageTests.swift below the package's root.
      URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    }
  }
}
