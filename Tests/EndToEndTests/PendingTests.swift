import Foundation
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// What is added while YouTube can't be reached.
  struct PendingTests {
    @Test func `stays as pending over a restart, is tried again, and can be given up`() async throws {
      try await Stage.set([.webmOpus, .mp3], seconds: 5) { stage in
        try stage.mint { _, video in
          video.error = "Unable to download API page: [Errno -3] Temporary failure in name resolution"
        }
        // The second id begins with a dash.
        let ids = stage.songs.map { "https://youtu.be/\($0.id)" }
        try await TmuxScreen.show(BuiltProgram.path, environment: stage.environment) { screen in
          try await screen.wait(for: "the dashboard") { $0.contains("0/10") }
          try await screen.press("a", ids[0], "Enter")
          try await screen.wait(for: "that it waits") { $0.contains("It stays as pending") }
          try await screen.wait(for: "the wait") { $0.contains("pending: \(ids[0])") }
          try await screen.press("q")
          try await screen.wait(for: "the end") { $0.contains("status 0") }
        }
        try await TmuxScreen.show(BuiltProgram.path, environment: stage.environment) { screen in
          try await screen.wait(for: "what waits still") { $0.contains("pending: \(ids[0])") }
          try await screen.press("a", ids[1], "Enter")
          try await screen.wait(for: "another one") { $0.contains("pending: \(ids[1])") }
          try await screen.press("x")
          try await screen.wait(for: "one less") { !$0.contains("pending: \(ids[1])") }
          // The network is back.
          try stage.mint()
          try await screen.wait(for: "the track", within: .seconds(60)) { $0.contains("Added \(ids[0])") }
          try await screen.press("3")
          let title = stage.songs[0].title
          try await screen.wait(for: "it in the library") { $0.contains(title) }
          #expect(try await !screen.text().contains("pending"))
          try await screen.press("q")
          try await screen.wait(for: "the end") { $0.contains("status 0") }
        }
      }
    }
  }
}
