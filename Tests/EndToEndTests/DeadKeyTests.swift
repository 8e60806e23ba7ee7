@testable import DashboardKit
import Foundation
import LoopbackOrigin
import TestSupport
import Testing

extension EndToEnd {
  /// The keys that the last line names do something, in each view, on small screens and on large ones.
  struct DeadKeyTests {
    /// What is said of a key that can't do what it is for.
    private static let refusals = [
      "Can't ", "does nothing here", "Nothing to ", "Nothing is ", "is not connected", "is selected",
      "The list is empty", "No song is on", "No stream of ", "No filter to ", "No URL is stale",
      "Select a track", "Songs are moved in ",
    ]

    @Test func `names no key that is dead or refused`() async throws {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (columns, rows) in [(40, 10), (80, 24), (120, 36), (200, 55)] {
          group.addTask { try await walk(columns: columns, rows: rows) }
        }
        try await group.waitForAll()
      }
    }

    /// Presses each key of each view's bar on a screen of its own, with a paused song, a stream and a library.
    private func walk(columns: Int, rows: Int) async throws {
      // The song is paused and its origin slow, so that its stream outlasts the walk; but not so slow that MPD waits for
      // the head of a song, as it would for an m4a's.
      try await Stage.set([.webmOpus, .mp3, .mp3], seconds: 240, bytesPerSecond: 6000) { stage in
        try await stage.withPlayer { mpd, port in
          try await stage.addPlaylist()
          try await TmuxScreen.show(
            BuiltProgram.path, environment: stage.environment, columns: columns, rows: rows
          ) { screen in
            try await screen.wait(for: "the dashboard") { $0.contains("0/10") }
            let beginAnew = {
              try await mpd.mpc("clear")
              for song in stage.songs {
                try await mpd.mpc("add", "http://localhost:\(port)/proxy/\(song.id)")
              }
              try await mpd.mpc("play", "2")
              try await screen.wait(for: "the stream") { $0.contains("1/10") }
              // A song that goes on would hide that a key does nothing.
              try await mpd.mpc("pause")
            }
            try await beginAnew()
            for tab in Tab.allCases {
              let pressed = try await press(keysOf: tab, on: screen, beginAnew: beginAnew)
              #expect(pressed.count > 2, "\(tab.title) at \(columns)x\(rows) has but \(pressed)")
            }
            try await screen.press("q")
            try await screen.quit { $0.contains("status 0") }
          }
        }
      }
    }

    /// Presses the keys that the bar names in a view, those that appear meanwhile included.
    ///
    /// - Parameter beginAnew: brings the queue and the song back that earlier keys have changed.
    /// - Returns: their names.
    private func press(
      keysOf tab: Tab, on screen: TmuxScreen, beginAnew: () async throws -> Void
    ) async throws -> [String] {
      var pressed: [String] = []
      while true {
        var before = try await atRest(tab, on: screen)
        // Leaving is tried at the end.
        guard let key = before.bar.first(where: { $0 != "q" && !pressed.contains($0) }) else {
          return pressed
        }
        if ["<", ">"].contains(key) {
          // Where there is no other song, the same one begins anew, which only its clock shows.
          try await beginAnew()
          before = try await atRest(tab, on: screen)
          guard before.bar.contains(key) else { continue }
        }
        try await screen.press(try #require(Self.keys[key]?.tmuxName, "what key is \(key)?"))
        let after = try await screen.wait(for: "an answer to \(key) in \(tab.title)") {
          let capture = Capture($0)
          return capture.rest != before.rest ? capture : nil
        }
        // With a full stop this stands in a pane, and is said of no key.
        let said = after.text.replacing("No song is on.", with: "")
        let refusal = Self.refusals.first { said.contains($0) && !before.text.contains($0) }
        // What the key was for went while it was pressed, and the bar says so: it may come back.
        if refusal != nil, !after.bar.contains(key) { continue }
        pressed.append(key)
        #expect(refusal == nil, "\(key) in \(tab.title) is refused:\n\(after.text)")
      }
    }

    /// What a view shows when nothing happens in it.
    private func atRest(_ tab: Tab, on screen: TmuxScreen) async throws -> Capture {
      try await screen.press(together: ["Escape", String(tab.digit)])
      var last: Capture?
      return try await screen.wait(for: "\(tab.title) at rest") {
        let capture = Capture($0)
        defer { last = capture }
        return capture.bar.contains("q") && capture.rest == last?.rest ? capture : nil
      }
    }

    /// The keys by the names that the bar has for them.
    private static let keys = Dictionary(
      KeyMap.standard.allBindings.map { ($0.key.name(ascii: false), $0.key) }
    ) { first, _ in first }

    /// What a terminal shows.
    private struct Capture {
      /// The text.
      var text = ""
      /// The text and its looks, without what counts and measures: that changes with no key.
      var rest = ""
      /// The keys that the last line names.
      var bar: [String] = []

      init(_ styled: String) {
        var isBold = false
        var line: [(character: Character, isBold: Bool)] = []
        var isMoving = false
        // Scalars, and no regular expression: this is done for each of ten thousand cells, many times a second.
        var (text, rest) = (String.UnicodeScalarView(), String.UnicodeScalarView())
        var scalars = Array(styled.unicodeScalars)[...]
        while let scalar = scalars.popFirst() {
          if scalar == "\u{1B}" {
            let sequence = scalars.prefix { $0 != "m" }
            scalars = scalars.dropFirst(sequence.count + 1)
            rest.append(contentsOf: sequence)
            isMoving = false
            for code in sequence.dropFirst().split(separator: ";", omittingEmptySubsequences: false) {
              let code = String(String.UnicodeScalarView(code))
              // What follows 38 and 48 says a colour.
              if code == "38" || code == "48" { break }
              if code == "1" { isBold = true } else if ["", "0", "22"].contains(code) { isBold = false }
            }
            continue
          }
          text.append(scalar)
          if scalar != "\n" {
            line.append((Character(scalar), isBold))
          } else if !scalars.isEmpty {
            line = []
          }
          let moves = Self.moves(scalar)
          if !moves || !isMoving { rest.append(moves ? "0" : scalar) }
          isMoving = moves
        }
        (self.text, self.rest) = (String(text), String(rest))
        let words = line.split { !$0.isBold || $0.character == " " }.map { String($0.map(\.character)) }
        bar = words.flatMap { DeadKeyTests.keys[$0] == nil ? $0.map(String.init) : [$0] }
      }

      /// Digits and what stands between them, bars and curves.
      private static func moves(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9", ".", ":", " ", "━", "╸", "─", "\u{2580}"..."\u{259F}", "\u{2800}"..."\u{28FF}": true
        default: false
        }
      }
    }
  }
}

extension TmuxScreen {
  /// Waits until `find` finds something in what the terminal shows, looks included.
  fileprivate func wait<Found>(for what: String, find: (String) -> Found?) async throws -> Found {
    let deadline = ContinuousClock.now + .seconds(15)
    while true {
      let text = try await styledText()
      if let found = find(text) { return found }
      try #require(ContinuousClock.now < deadline, "no \(what) in:\n\(text)")
      // A screen tells nobody that it has changed. Each of two hundred keys waits here twice, so it is looked at often.
      try await Task.sleep(for: .milliseconds(40))
    }
  }
}
