import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// However the dashboard ends, its terminal is as it was before.
  struct TerminalTests {
    @Test func `is given back after SIGTERM`() async throws {
      try await onTerminal { terminal, program, home in
        program.signalAlone(SIGTERM)
        #expect(await program.end() == .status(0))
        let left = try home.processes() + home.demoFolders()
        #expect(left == [])
        try await terminal.output.wait(for: "the ordinary screen") { $0.contains("\u{1B}[?1049l") }
      }
    }

    @Test func `is given back after a crash, and the demo is cleared away`() async throws {
      try await onTerminal { terminal, program, home in
        program.signalAlone(SIGSEGV)
        #expect(await program.end() == .signal(SIGSEGV))
        try await terminal.output.wait(for: "the ordinary screen") { $0.contains("\u{1B}[?1049l") }
        try await eventually("nothing is left") { try home.processes().isEmpty && home.demoFolders().isEmpty }
      }
    }

    @Test func `is given back after q`() async throws {
      try await onTerminal { terminal, program, home in
        terminal.type("qq")
        #expect(await program.end() == .status(0))
        let left = try home.processes() + home.demoFolders()
        #expect(left == [])
      }
    }

    @Test func `is not frozen by ^S`() async throws {
      try await onTerminal { terminal, program, home in
        terminal.type("\u{13}")
        try await terminal.output.wait(for: "an answer to the key") { $0.contains("does nothing here") }
        terminal.type("qq")
        #expect(await program.end() == .status(0))
      }
    }

    /// As one does whose connection hangs: the program would wait for it in write(2).
    @Test(arguments: [SIGTERM, SIGHUP])
    func `holds nobody up that takes no output`(end: Int32) async throws {
      try await onTerminal { terminal, program, home in
        try terminal.holdOutput()
        program.signalAlone(end)
        #expect(await program.end() == .status(0))
        let left = try home.processes() + home.demoFolders()
        #expect(left == [])
      }
    }

    @Test func `is needed`() async throws {
      let home = try Workplace()
      for arguments in [[], ["demo"]] {
        let outcome = try await run([BuiltProgram.path] + arguments, environment: home.environment)
        #expect(outcome.exit == .status(1))
        #expect(outcome.errors.contains("terminal"), "\(outcome.errors)")
      }
    }

    /// Runs the demo on a terminal; compares the terminal's modes before and after.
    private func onTerminal(
      _ body: (PseudoTerminal, ProgramProcess, Workplace) async throws -> Void
    ) async throws {
      let home = try Workplace()
      let terminal = try PseudoTerminal()
      let before = terminal.modes
      var environment = home.environment
      environment["TERM"] = "xterm-256color"
      let program = try await ProgramProcess.spawn(
        [BuiltProgram.path, "demo"], environment: environment, terminal: terminal.path)
      defer { program.kill() }
      try await terminal.output.wait(for: "the dashboard") {
        $0.contains("/10") && $0.contains("Paper Harbour")
      }
      #expect(terminal.modes != before)
      try await body(terminal, program, home)
      #expect(terminal.modes == before)
    }
  }
}
