import Foundation
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// A song whose bytes don't come, and a real MPD that waits for them: whatever a user does, it answers.
  struct PlayerStallTests {
    /// The contract is three seconds; a busy machine gets some more. Without help MPD is blocked for two minutes.
    static let bound = Duration.seconds(12)

    @Test func `skips a song that stalls, in every format and place`() async throws {
      try await eachFormat { listening, format, places in
        for place in places {
          let what = "\(format), stall at \(place.name)"
          listening.script(at: listening.byte(at: place.part)) { .stall(after: $0, for: nil) }
          _ = try await listening.time("play", "1")
          try await listening.untilStuck(what)
          let time = try await listening.time("next")
          Figures.note("next during a stall: \(what)", time)
          #expect(time < Self.bound, "\(what): next took \(time)")
          try await listening.expectNextSong(what)
          listening.stage.origin.behave()
          try await listening.expectHealth(what)
        }
      }
    }

    @Test func `goes on by itself when a song is lost, in every format and place`() async throws {
      try await eachFormat { listening, format, places in
        for place in places {
          let what = "\(format), lost at \(place.name)"
          let point = listening.byte(at: place.part)
          let losses = listening.proxy.log.lines(with: "[PROXY] lost").count
          listening.script(at: point) { $0 == 0 ? .status(401) : .reset(after: $0) }
          _ = try await listening.time("play", "1")
          try await listening.proxy.log.wait(for: "\(what): a loss", within: .seconds(60)) { text in
            text.split(separator: "\n").count { $0.contains("[PROXY] lost") } > losses
          }
          try await listening.expectNextSong(what)
          try await listening.expectHealth(what)
          listening.stage.origin.behave()
          // The song is remembered as lost for a minute, for ranges in its middle; from its start it plays again.
          _ = try await listening.time("play", "1")
          try await listening.expectHealth("\(what), then again")
        }
      }
    }

    @Test func `skips a song whose headers are held back`() async throws {
      try await Listening.to(.webmOpus, seconds: 20, realTime: true) { listening in
        // The song that is being started.
        listening.stage.origin.script(listening.song.id.rawValue) { _ in .silence }
        _ = try await listening.time("play", "1")
        try await listening.stage.origin.waitForRequests(1, for: listening.song.id.rawValue)
        try await expectAnswer(to: "next", from: listening, "headers held of the song that starts")
        try await listening.expectNextSong("held")

        // The song that MPD opens ahead of the end of this one: it waits for it as soon as it is told to go on.
        _ = try await listening.time("stop")
        let asked = listening.stage.origin.requests(for: listening.song.id.rawValue).count
        try await listening.mpd.mpc("move", "1", "2")
        try await listening.mpd.play(1)
        try await listening.mpd.mpc("seek", "10")
        try await listening.stage.origin.waitForRequests(asked + 1, for: listening.song.id.rawValue)
        try await Task.sleep(for: .seconds(1))
        try await expectAnswer(to: "next", from: listening, "headers held of the song ahead")
        try await expectAnswer(to: "status", from: listening, "after it")
        listening.stage.origin.behave()
        _ = try await listening.time("stop")
        try await listening.expectHealth("held headers")
      }
    }

    @Test func `seeks, jumps and deletes during a stall`() async throws {
      try await Listening.to(.webmOpus) { listening in
        let half = listening.byte(at: 0.5)
        for command in [["seek", "80"], ["play", "2"], ["prev"], ["del", "1"]] {
          listening.script(at: half) { .stall(after: $0, for: nil) }
          _ = try await listening.time("play", "1")
          try await listening.untilStuck("\(command)")
          let time = try await listening.time(command)
          Figures.note("\(command.joined(separator: " ")) during a stall", time)
          #expect(time < Self.bound, "\(command) took \(time)")
          listening.stage.origin.behave()
          _ = try await listening.time("stop")
          try await listening.expectHealth("\(command)")
        }
      }
    }

    private func expectAnswer(to command: String, from listening: Listening, _ what: String) async throws {
      let time = try await listening.time(command)
      Figures.note("\(command): \(what)", time)
      #expect(time < Self.bound, "\(what): \(command) took \(time)")
    }

    /// All formats at once: each waits most of the time. Two places each, for three losses in a row pause MPD.
    private func eachFormat(
      _ body:
        @escaping @Sendable (Listening, AudioFixture.Format, ArraySlice<Listening.Place>) async throws -> Void
    ) async throws {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for format in AudioFixture.Format.allCases {
          group.addTask {
            for places in [Listening.places.prefix(2), Listening.places.dropFirst(2)] {
              try await Listening.to(format) { try await body($0, format, places) }
            }
          }
        }
        try await group.waitForAll()
      }
    }
  }
}

/// Measured times, for whoever wants to see them: `YTMPD_TEST_FIGURES=1` prints them.
enum Figures {
  private static let isWanted = ProcessInfo.processInfo.environment["YTMPD_TEST_FIGURES"] == "1"

  /// Notes how long something took.
  static func note(_ what: String, _ time: Duration) {
    if isWanted {
      print("figure: \(what): \(time.formatted(.units(allowed: [.milliseconds], width: .narrow)))")
    }
  }
}
