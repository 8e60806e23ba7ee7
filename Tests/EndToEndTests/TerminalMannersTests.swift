import Foundation
import Glibc
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// The dashboard on terminals of all kinds: each gets what it understands, and all of it back at the end.
  struct TerminalMannersTests {
    /// A sequence that sets a colour.
    private static var colour: Regex<(Substring, Substring?)> {
      #/\u{1B}\[([0-9]+;)*(?:3[0-7]|9[0-7]|38;[25];[0-9;]+)(?:;[0-9]+)*m/#
    }

    @Test(arguments: [
      ("xterm-256color", true, true), ("tmux-256color", true, true), ("screen", true, true),
      ("linux", true, false),
      ("vt100", false, false),
    ])
    func `asks nothing of a terminal that it does not know`(
      name: String, hasColour: Bool, hasWindow: Bool
    ) async throws {
      try await onTerminal(["TERM": name]) { terminal, program, _ in
        terminal.type("q")
        #expect(await program.end() == .status(0))
        let text = terminal.output.text
        #expect(text.contains(Self.colour) == hasColour)
        #expect(text.contains("\u{1B}]2;ytmpd-tui\u{7}") == hasWindow)
        #expect(text.contains("\u{1B}[?1000h") == (name != "vt100"))
        // Every mode that was switched on is switched off, and that last.
        for mode in Set(text.matches(of: #/\u{1B}\[\?([0-9]+)h/#).map { String($0.1) })
        where mode != "25" && mode != "7" {
          let on = text.ranges(of: "\u{1B}[?\(mode)h").last
          let off = text.ranges(of: "\u{1B}[?\(mode)l").last
          #expect(
            off.map { $0.lowerBound } ?? text.startIndex > on?.lowerBound ?? text.endIndex, "mode \(mode)")
        }
      }
    }

    @Test(arguments: [
      ("dumb", "cannot move the cursor"), ("no-such-terminal", "is not in the terminal database"),
      ("", "TERM is not set"),
    ])
    func `says why it can't be shown`(name: String, words: String) async throws {
      try await Stage.set([]) { stage in
        let terminal = try PseudoTerminal()
        let before = terminal.modes
        let program = try await start(on: terminal, stage, ["TERM": name])
        #expect(await program.end() == .status(1))
        let text = try await terminal.output.wait(for: "the reason") { $0.contains(words) }
        #expect(!text.contains("\u{1B}"), "\(text.debugDescription)")
        #expect(terminal.modes == before)
      }
    }

    @Test func `has the colours that are asked for`() async throws {
      let direct = ["COLORTERM": "truecolor"]
      for (environment, words) in [
        (direct, "38;2;"), ([:], "38;5;"), (["YTMPD_THEME": "terminal"], "\u{1B}[36m"),
      ] {
        try await onTerminal(environment) { terminal, program, _ in
          terminal.type("q")
          #expect(await program.end() == .status(0))
          #expect(terminal.output.text.contains(words), "\(words)")
        }
      }
      for environment in [["NO_COLOR": "1", "COLORTERM": "truecolor"], ["YTMPD_THEME": "mono"]] {
        try await onTerminal(environment) { terminal, program, _ in
          terminal.type("q")
          #expect(await program.end() == .status(0))
          #expect(!terminal.output.text.contains(Self.colour), "\(environment)")
        }
      }
    }

    @Test func `keeps to ASCII where the locale has no more`() async throws {
      try await onTerminal(["LANG": "C"]) { terminal, program, _ in
        terminal.type("q")
        #expect(await program.end() == .status(0))
        #expect(terminal.output.bytes.allSatisfy { $0 < 0x80 })
      }
    }

    @Test func `has the keys of the configuration`() async throws {
      try await onTerminal(["YTMPD_KEYS": "{q: none, Q: quit, f5: queue}"]) { terminal, program, _ in
        terminal.type("q\u{1B}[15~")
        try await terminal.output.wait(for: "the queue") { $0.contains("LENGTH") }
        terminal.type("Q")
        #expect(await program.end() == .status(0))
      }
    }

    @Test(arguments: [(SIGTERM, 0), (SIGHUP, 0), (SIGINT, 130)] as [(Int32, Int32)])
    func `says in the log why it ended`(signal: Int32, status: Int32) async throws {
      try await onTerminal { terminal, program, stage in
        if signal == SIGINT { terminal.type("\u{3}") } else { program.signalAlone(signal) }
        #expect(await program.end() == .status(status))
        let log = try String(contentsOfFile: stage.home.home + "/ytmpd.log", encoding: .utf8)
        #expect(log.contains("dashboard ended reason=\"signal \(signal)"), "\(log)")
      }
    }

    @Test func `gives the terminal back when it is killed`() async throws {
      try await onTerminal { terminal, program, _ in
        let dashboard = try #require(children(of: program.processID).first)
        kill(dashboard, SIGKILL)
        #expect(await program.end() == .signal(SIGKILL))
        let text = try await terminal.output.wait(for: "the reason") { $0.contains("was killed") }
        #expect(text.contains("\u{1B}[?1049l") && text.contains("\u{1B}[?1000l"))
      }
    }

    @Test func `gives the terminal back when it crashes, and reports that in the log`() async throws {
      try await onTerminal { terminal, program, stage in
        let dashboard = try #require(children(of: program.processID).first)
        // In the middle of Swift's runtime no caller may be found: that library keeps no chain of frames.
        try await eventually("a dashboard that waits") {
          try String(contentsOfFile: "/proc/\(dashboard)/stat", encoding: .utf8).split(separator: ")").last?
            .hasPrefix(" S") == true
        }
        kill(dashboard, SIGABRT)
        #expect(await program.end() == .signal(SIGABRT))
        let text = try await terminal.output.wait(for: "the reason") { $0.contains("crashed") }
        #expect(text.contains("\u{1B}[?1049l") && !text.contains("[CRASH]"))
        let log = try String(contentsOfFile: stage.home.home + "/ytmpd.log", encoding: .utf8)
        #expect(log.contains("[CRASH] signal 6 (SIGABRT)") && log.contains("  ytmpd-tui(+0x"), "\(log)")
      }
    }

    @Test func `is no copy of another process, whose locks would not be its own`() async throws {
      try await onTerminal { terminal, program, _ in
        let dashboard = try #require(children(of: program.processID).first)
        #expect(try !ProcessTable.isCopy(dashboard))
        let name = try String(contentsOfFile: "/proc/\(dashboard)/comm", encoding: .utf8)
        #expect(name == "ytmpd-tui\n", "the name that ps shows")
        terminal.type("q")
        #expect(await program.end() == .status(0))
      }
    }

    @Test func `goes when the process in front of it is killed`() async throws {
      try await Stage.set([]) { stage in
        let terminal = try PseudoTerminal()
        let before = terminal.modes
        let program = try await start(on: terminal, stage)
        try await terminal.output.wait(for: "the dashboard") { $0.contains("Streams") }
        let dashboard = try #require(children(of: program.processID).first)
        program.signalAlone(SIGKILL)
        #expect(await program.end() == .signal(SIGKILL))
        try await eventually("the dashboard is gone") { kill(dashboard, 0) != 0 }
        #expect(terminal.modes == before)
      }
    }

    @Test func `is silent when nothing happens`() async throws {
      try await onTerminal { terminal, program, _ in
        // A look at yt-dlp, which is told of on the screen, takes its time on a busy machine.
        try await eventually("a while without a word", within: .seconds(80)) {
          let count = terminal.output.bytes.count
          try await Task.sleep(for: .seconds(6))
          return terminal.output.bytes.count == count
        }
        let count = terminal.output.bytes.count
        try await Task.sleep(for: .seconds(2))
        #expect(terminal.output.bytes.count == count)
        terminal.type("q")
        #expect(await program.end() == .status(0))
      }
    }

    @Test func `takes any size at any moment`() async throws {
      try await onTerminal { terminal, program, _ in
        for (columns, rows) in [(1, 1), (300, 100), (39, 9), (2, 60), (40, 10), (500, 3), (80, 24)] {
          terminal.resize(columns: columns, rows: rows)
          terminal.type("\t")
        }
        let count = terminal.output.bytes.count
        terminal.type("?")
        try await terminal.output.wait(for: "the help") {
          String(decoding: $0.utf8.dropFirst(count), as: UTF8.self).contains("Keys")
        }
        terminal.type("?q")
        #expect(await program.end() == .status(0))
      }
    }

    @Test func `takes the mouse and a paste, and hands a URL to the clipboard`() async throws {
      try await Stage.set(seconds: 5) { stage in
        let song = try #require(stage.songs.first)
        let url = try #require(stage.origin.url(for: song.id.rawValue))
        try await stage.home.makeLibrary(.second, song: song, url: url, age: 60)
        let terminal = try PseudoTerminal()
        let program = try await start(on: terminal, stage)
        defer { program.kill() }
        try await terminal.output.wait(for: "the dashboard") { $0.contains("Streams") }
        // A click on the third tab.
        terminal.type("\u{1B}[<0;17;2M\u{1B}[<0;17;2m")
        try await terminal.output.wait(for: "the library") { $0.contains("A title") }
        terminal.type("y")
        let text = try await terminal.output.wait(for: "the clipboard") {
          $0.contains(#/\u{1B}\]52;c;[^\u{7}]+\u{7}/#)
        }
        let code = try #require(text.firstMatch(of: #/\u{1B}\]52;c;([^\u{7}]+)\u{7}/#)?.1)
        let copied = try #require(Data(base64Encoded: String(code)))
        #expect(String(decoding: copied, as: UTF8.self).hasSuffix("/proxy/\(song.id)"))
        // What is pasted is asked about, not typed: none of its letters is a command.
        terminal.type("\u{1B}[200~https://music.youtube.com/watch?v=pastedVid01q\r\u{1B}[201~")
        try await terminal.output.wait(for: "what was pasted") { $0.contains("watch?v=pastedVid01q") }
        terminal.type("\u{1B}")
        program.signalAlone(SIGTERM)
        #expect(await program.end() == .status(0))
      }
    }

    // MARK: - The stage

    /// Runs the dashboard over an empty library; compares the terminal's modes before and after.
    private func onTerminal(
      _ environment: [String: String] = [:],
      _ body: (PseudoTerminal, ProgramProcess, Stage) async throws -> Void
    ) async throws {
      try await Stage.set([]) { stage in
        let terminal = try PseudoTerminal()
        let before = terminal.modes
        let program = try await start(on: terminal, stage, environment)
        defer { program.kill() }
        try await terminal.output.wait(for: "the dashboard") { $0.contains("Streams") }
        #expect(terminal.modes != before)
        try await body(terminal, program, stage)
        #expect(terminal.modes == before)
      }
    }

    private func start(
      on terminal: PseudoTerminal, _ stage: Stage, _ environment: [String: String] = [:]
    ) async throws -> ProgramProcess {
      let all = stage.environment.merging(["TERM": "xterm-256color"]) { $1 }.merging(environment) { $1 }
      return try await ProgramProcess.spawn(
        [BuiltProgram.path], environment: all.filter { !$0.value.isEmpty }, terminal: terminal.path)
    }

    private func children(of process: Int32) throws -> [Int32] {
      try String(contentsOfFile: "/proc/\(process)/task/\(process)/children", encoding: .utf8)
        .split(separator: " ").compactMap { Int32($0) }
    }
  }
}
