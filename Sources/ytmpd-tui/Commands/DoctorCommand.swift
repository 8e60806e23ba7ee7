import ArgumentParser
import ConfigurationKit
import Glibc
import TerminalKit

/// `doctor`: checks what the program depends on.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check yt-dlp, MPD, the database, the port and the terminal.",
    discussion: """
      Writes a line for each, with what to do where something is wrong. Exit status: 0 when nothing is broken \
      (warnings allowed), 1 when something is, 2 when the configuration can't be used.
      """)

  @Flag(help: "Write JSON.")
  var json = false

  @OptionGroup var common: CommonOptions

  mutating func run() throws {
    let settings: Settings
    do throws(ConfigurationError) {
      settings = try common.load()
    } catch {
      try show(Diagnosis(checks: ConfigurationCheck.findings(error)))
      throw CommandFailure("", status: .usage)
    }
    let diagnosis = try runBlocking { await Doctor(settings: settings).examine() }
    try show(diagnosis)
    if !diagnosis.ok { throw CommandFailure("") }
  }

  private func show(_ diagnosis: Diagnosis) throws {
    if json { return try Console.printJSON(diagnosis) }
    let isWatched = isatty(STDOUT_FILENO) == 1
    let lines = diagnosis.lines(
      isColoured: isWatched && CursesTerminal.environmentWantsColour,
      columns: isWatched ? Console.columns : nil)
    for line in lines { Console.print(line) }
    Console.note(diagnosis.summary)
  }
}
