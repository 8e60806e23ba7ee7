import DashboardKit
import Foundation
import LoopbackOrigin
import TestSupport
import Testing

extension EndToEnd {
  /// Keys at random, as a cat presses them, with a real player, a cache and a real yt-dlp behind the dashboard.
  struct RandomKeysTests {
    private static let seed: UInt64 = 1
    private static let rounds = 150

    /// Keys that leave the dashboard are not among them.
    private static let keys: [String] =
      KeyMap.standard.allBindings.compactMap { key, command in
        switch command {
        case .quit, .suspend, .detach: nil
        default: key.tmuxName
        }
      } + Tab.allCases.map { "\($0.number)" } + ["y", "n", "Escape", "Enter", "Enter", "Down", "Down"]

    @Test func `outlives them, ends at once, and leaves player and cache sound`() async throws {
      try await Stage.set([.webmOpus, .mp3, .m4aFaststart], seconds: 30) { stage in
        try await stage.withPlayer { mpd, port in
          try stage.configure([
            "proxy_port": String(port), "mpd_socket_path": mpd.socket,
            "mpd_playlist_directory": mpd.playlists.path, "cache_size": "64 MiB",
            "cache_directory": stage.home.home + "/audio",
          ])
          try await stage.addPlaylist()
          try await TmuxScreen.show(BuiltProgram.path, environment: stage.environment) { screen in
            try await screen.wait(for: "the dashboard") { $0.contains("/10") }
            var generator = SplitMix64(seed: Self.seed)
            for _ in 0..<Self.rounds {
              try await screen.press(
                together: (0..<12).map { _ in Self.keys.randomElement(using: &generator) ?? "1" })
            }
            try await screen.press("Escape", "Escape", "Escape", "1")
            try await screen.wait(for: "a dashboard that is alive") { $0.contains("/10") }
            try await screen.press("q")
            try await screen.quit(unless: { $0.contains("status 0") })
          }
          #expect(try await mpd.mpc("status").contains("volume"))
          let verification = try await stage.program("cache", "verify")
          #expect(verification.exit == .status(0), "\(verification.output)\(verification.errors)")
        }
      }
    }
  }
}
