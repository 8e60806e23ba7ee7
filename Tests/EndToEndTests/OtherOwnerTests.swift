import ControlKit
import Foundation
import Glibc
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// An owner of the library that is another version, or that dies or is stopped in the middle of what it does.
  struct OtherOwnerTests {
    @Test func `a command and a dashboard say that the owner is another version, and go on`() async throws {
      try await Stage.set([]) { stage in
        let owner = try await FakeOwner(
          stage, version: "99.1", lines: [#"{"stdout":"what it says\n"}"#, #"{"exit":1}"#])
        let outcome = try await stage.program("tracks")
        #expect(outcome.exit == .status(1) && outcome.output == "what it says\n", "\(outcome)")
        #expect(
          outcome.errorLines.count == 1
            && outcome.errors.contains("the ytmpd-tui that serves is version 99.1")
            && outcome.errors.contains("start the older one again"), "\(outcome)")
        try await TmuxScreen.show(BuiltProgram.path, environment: stage.environment, columns: 140) { screen in
          try await screen.wait(for: "the dashboard") { $0.contains("is version 99.1") }
          try await screen.press("6")
          try await screen.wait(for: "the event") {
            $0.contains("the ytmpd-tui that serves is version 99.1, and this dashboard")
          }
          try await screen.press("q")
          try await screen.wait(for: "the end") { $0.contains("status 0") }
        }
        withExtendedLifetime(owner) {}
      }
    }

    @Test func `an owner that says nothing of its end is said to have ended`() async throws {
      try await Stage.set([]) { stage in
        let owner = try await FakeOwner(stage, version: "99.1", lines: [#"{"stdout":"a part\n"}"#])
        let outcome = try await stage.program("tracks")
        #expect(outcome.exit == .status(1) && outcome.output == "a part\n", "\(outcome)")
        #expect(outcome.errors.contains("ended before the command did; try again"), "\(outcome)")
        withExtendedLifetime(owner) {}
      }
    }

    @Test(arguments: ["add", "sync"], [SIGKILL, SIGTERM, SIGSTOP])
    func `an owner that goes in mid-command is said to have gone`(command: String, number: Int32) async throws
    {
      try await Stage.set(seconds: 5) { stage in
        let url = "https://www.youtube.com/playlist?list=PLendtoend"
        try stage.mint(playlists: ["PLendtoend": stage.playlist(named: "Evening")])
        #expect(try await stage.program("add", url).exit == .status(0))
        try stage.configure(["enable_auto_sync": "false"])
        var list = stage.playlist(named: "Evening")
        list.entries[0].delay = 60
        try stage.mint(playlists: ["PLendtoend": list]) { _, video in video.delay = 60 }
        let proxy = try await stage.serve()
        let words = command == "add" ? ["add", "--", stage.songs[0].id.rawValue] : ["sync", "Evening"]
        let (errors, writeEnd) = try ProgramOutput.line()
        let child = try await ProgramProcess.spawn(
          [BuiltProgram.path] + words, environment: stage.environment, errors: .descriptor(writeEnd))
        close(writeEnd)
        defer { child.kill() }
        try await eventually("the run of yt-dlp") {
          try !ProcessTable.children(of: proxy.process.processID).isEmpty
        }
        proxy.process.signalAlone(number)
        let start = ContinuousClock.now
        #expect(await child.end() == .status(1))
        // Silence is taken for a stop after ten seconds.
        #expect(ContinuousClock.now - start < .seconds(30))
        await errors.waitForEnd()
        let sentence =
          number == SIGSTOP
          ? "does not answer; if it is stopped, `kill -CONT" : "ended before the command did"
        let lines = errors.text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("ytmpd-tui: ") }
        #expect(lines.count == 1 && lines[0].contains(sentence), "\(errors.text)")
        #expect(errors.text.contains("process \(proxy.process.processID)"), "\(errors.text)")
        proxy.process.signalAlone(SIGCONT)
        proxy.process.kill()
      }
    }

    @Test func `a watched status says that the owner is stopped, or gone, and goes on`() async throws {
      try await Stage.set([]) { stage in
        var proxy = try await stage.serve()
        let (output, writeEnd) = try ProgramOutput.line()
        let (errors, errorEnd) = try ProgramOutput.line()
        // The port is not in the configuration: it is all learnt by the control socket.
        let watch = try await ProgramProcess.spawn(
          [BuiltProgram.path, "status", "--watch", "--format", "{state} in {limit}"],
          environment: stage.environment,
          output: .descriptor(writeEnd), errors: .descriptor(errorEnd))
        close(writeEnd)
        close(errorEnd)
        defer { watch.kill() }
        try await output.line(with: "offline in 10")
        let process = proxy.process.processID
        proxy.process.signalAlone(SIGSTOP)
        try await errors.line(with: "the ytmpd-tui in process \(process) does not answer")
        try await output.wait(for: "a line without it") { $0.hasSuffix("offline in \n") }
        proxy.process.signalAlone(SIGCONT)
        try await output.wait(for: "its return") { $0.hasSuffix("offline in 10\n") }
        proxy.process.kill()
        try await errors.line(
          with: "the ytmpd-tui in process \(process) is gone; this waits for the next one")
        try await output.wait(for: "a line without it") { $0.hasSuffix("offline in \n") }
        proxy = try await stage.serve()
        try await output.wait(for: "the next one") { $0.hasSuffix("offline in 10\n") }
        #expect(errors.text.split(whereSeparator: \.isNewline).count == 2, "\(errors.text)")
        #expect(await proxy.terminate() == .status(0))
      }
    }

    @Test func `a single line of a stopped owner's comes soon, and ends well`() async throws {
      try await Stage.set([]) { stage in
        let proxy = try await stage.serve()
        proxy.process.signalAlone(SIGSTOP)
        defer { proxy.process.signalAlone(SIGCONT) }
        let line = try await stage.program("status", "--format", "{state} in {limit}")
        #expect(line.exit == .status(0) && line.output == "offline in \n", "\(line)")
        let report = try await stage.program("status")
        #expect(report.exit == .status(1) && report.errors.contains("does not answer"), "\(report)")
      }
    }

    @Test func `a second program over the same library says whose it is`() async throws {
      try await Stage.set([]) { stage in
        let first = try await stage.serve()
        let second = try await stage.serve()
        let line = try await second.log.line(
          with: "the ytmpd-tui in process \(first.process.processID) owns the library")
        #expect(
          line.contains(stage.home.database) && line.contains("localhost:\(first.port)")
            && line.contains("`ytmpd-tui serve --stop`") && line.contains("proxy_track_mapping_db"), "\(line)"
        )
        // Both serve; commands have one to go to.
        for proxy in [first, second] { #expect(try await Curl.get("\(proxy.url)/health").status == 200) }
        #expect(try await stage.control.facts().process == first.process.processID)
        #expect(try await stage.program("serve", "--stop").exit == .status(0))
        #expect(await first.process.end() == .status(0))
        #expect(try await Curl.get("\(second.url)/health").status == 200)
        #expect(await second.terminate() == .status(0))
      }
    }
  }
}
