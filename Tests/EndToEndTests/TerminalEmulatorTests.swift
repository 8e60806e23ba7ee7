import DashboardKit
import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// The dashboard in a real terminal emulator, with a real shell around it where one matters.
  struct TerminalEmulatorTests {
    @Test func `gives the shell its prompt while the relay goes on`() async throws {
      try await Stage.set([]) { stage in
        let port = try freePort()
        try stage.configure(["proxy_port": String(port)])
        let shell = "PS1='prompt> ' exec bash --norc --noprofile -i"
        try await TmuxScreen.show(shell, environment: stage.environment) { screen in
          try await screen.wait(for: "a prompt") { $0.contains("prompt>") }
          try await screen.press(BuiltProgram.path, "Enter")
          try await screen.wait(for: "the dashboard") { $0.contains("0/10") }
          #expect(try await screen.value(of: "alternate_on") == "1")
          for _ in 0..<2 {
            try await screen.press("C-z")
            try await screen.wait(for: "the prompt") { $0.contains("Stopped") && $0.hasSuffixLine("prompt>") }
            #expect(try await screen.value(of: "alternate_on") == "0")
            #expect(try await screen.value(of: "mouse_any_flag") == "0")
            // Stopped for the shell, yet at work.
            #expect(try await Curl.get("http://localhost:\(port)/health").status == 200)
            // In the background it must not touch the terminal.
            try await screen.press("bg", "Enter")
            try await screen.wait(for: "another stop") { $0.contains("bg") && $0.hasSuffixLine("prompt>") }
            #expect(try await screen.value(of: "alternate_on") == "0")
            try await screen.press("fg", "Enter")
            try await screen.wait(for: "the dashboard again") {
              $0.contains("0/10") && $0.contains("Streams")
            }
            #expect(try await screen.value(of: "alternate_on") == "1")
          }
          try await screen.press("q")
          try await screen.wait(for: "the prompt") { $0.hasSuffixLine("prompt>") && !$0.contains("Streams") }
          try await screen.press("echo \"was $?\"", "Enter")
          try await screen.wait(for: "the status") { $0.contains("was 0") }
        }
      }
    }

    @Test func `leaves nothing behind when its window is closed`() async throws {
      try await Stage.set([]) { stage in
        try await TmuxScreen.show("exec \(BuiltProgram.path)", environment: stage.environment) { screen in
          try await screen.wait(for: "the dashboard") { $0.contains("0/10") }
          let process = try #require(Int32(try await screen.value(of: "pane_pid")))
          try await screen.close()
          try await eventually("the program is gone") { kill(process, 0) != 0 }
          try await eventually("the log says why") {
            let log = try String(contentsOfFile: stage.home.home + "/ytmpd.log", encoding: .utf8)
            return log.contains("dashboard ended reason=")
          }
        }
      }
    }

    @Test func `leaves nothing behind when its window is closed while it is stopped`() async throws {
      try await Stage.set([]) { stage in
        let shell = "PS1='prompt> ' exec bash --norc --noprofile -i"
        try await TmuxScreen.show(shell, environment: stage.environment) { screen in
          try await screen.wait(for: "a prompt") { $0.contains("prompt>") }
          try await screen.press(BuiltProgram.path, "Enter")
          try await screen.wait(for: "the dashboard") { $0.contains("0/10") }
          try await screen.press("C-z")
          try await screen.wait(for: "the prompt") { $0.contains("Stopped") && $0.hasSuffixLine("prompt>") }
          try await screen.press("echo \"job $(jobs -p) job\"", "Enter")
          let text = try await screen.wait(for: "the job") { $0.contains(/job \d+ job/) }
          let job = try #require(text.firstMatch(of: /job (\d+) job/).flatMap { Int32($0.output.1) })
          #expect(kill(job, 0) == 0)
          try await screen.close()
          try await eventually("the job is gone") { kill(job, 0) != 0 }
        }
      }
    }

    @Test func `fits every size`() async throws {
      try await Stage.set([]) { stage in
        try await TmuxScreen.show(BuiltProgram.path, environment: stage.environment) { screen in
          try await screen.wait(for: "the dashboard") { $0.contains("0/10") }
          for (columns, rows) in [(40, 10), (300, 100), (39, 9), (20, 2), (200, 60), (80, 24)] {
            try await screen.resize(columns: columns, rows: rows)
            // tmux may need a moment to tell the program, which then needs one to paint.
            let text = try await screen.wait(for: "\(columns)x\(rows)") { text in
              let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
              guard text.contains("0/10"), lines.allSatisfy({ $0.count <= columns }) else { return false }
              return columns < 40 || lines[safe: rows - 1]?.contains("quit") == true
            }
            #expect(!text.contains("\u{FFFD}"))
          }
          try await screen.press("q")
          try await screen.wait(for: "the end") { $0.contains("status 0") }
        }
      }
    }

    @Test func `names the window, and gives its name back`() async throws {
      let home = try Workplace()
      let command = "printf '\\033]2;before\\007'; \(BuiltProgram.path) demo"
      try await TmuxScreen.show(command, environment: home.environment) { screen in
        try await screen.wait(for: "the music") { $0.contains("MPD ▶") }
        try await eventually("the song in the title") {
          try await screen.value(of: "pane_title").contains("Paper Harbour - Morning Ferry - ytmpd-tui")
        }
        try await screen.press("q")
        try await screen.quit(unless: { $0.contains("status 0") })
        #expect(try await screen.value(of: "pane_title") == "before")
      }
    }

    @Test(arguments: ["vt100", "linux", "screen"]) func `draws on a terminal of another kind`(name: String)
      async throws
    {
      try await Stage.set([]) { stage in
        let command = "TERM=\(name) \(BuiltProgram.path)"
        try await TmuxScreen.show(command, environment: stage.environment) { screen in
          try await screen.wait(for: "how to begin") {
            $0.contains("0/10") && $0.contains(#/[▸►] Paste the URL/#)
          }
          try await screen.press("Down", "2")
          try await screen.wait(for: "the queue") { $0.contains("LENGTH") }
          try await screen.press("q")
          try await screen.wait(for: "the end") { $0.contains("status 0") }
        }
      }
    }

    @Test func `outlives every key`() async throws {
      let home = try Workplace()
      try await TmuxScreen.show("\(BuiltProgram.path) demo", environment: home.environment) { screen in
        try await screen.wait(for: "the music") { $0.contains("MPD ▶") }
        for tab in Tab.allCases {
          for (key, command) in KeyMap.standard.allBindings where command != .quit && command != .suspend {
            guard let name = key.tmuxName else { continue }
            // Whatever the key opens is closed again, and the view is the one it was.
            try await screen.press(name, "Escape", "Escape", String(tab.number))
          }
          try await screen.wait(for: "a dashboard that is alive") {
            $0.contains("/10") && $0.contains("\(tab.title)")
          }
        }
        try await screen.press("q")
        try await screen.quit(unless: { $0.contains("status 0") })
        try await eventually("nothing is left") { try home.processes().isEmpty }
      }
    }
  }
}

extension TmuxScreen {
  /// Answers the question whether to leave, should there be one, and waits for the end.
  func quit(unless hasEnded: @escaping (String) -> Bool) async throws {
    let text = try await wait(for: "the end, or a question") { hasEnded($0) || $0.contains("Quit?") }
    guard !hasEnded(text) else { return }
    try await press("y")
    try await wait(for: "the end", where: hasEnded)
  }
}

extension String {
  /// Whether the last line that is not empty begins with `words`: that is where a prompt is.
  fileprivate func hasSuffixLine(_ words: String) -> Bool {
    split(separator: "\n").last { !$0.allSatisfy(\.isWhitespace) }?.trimmingCharacters(in: .whitespaces)
      == words
  }
}

extension Array {
  fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
