import ArgumentParser
import ConfigurationKit
import Glibc
import TerminalKit
import TrackKit

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

  @Flag(help: "Try a public video end to end as well.")
  var online = false

  @Option(help: .init("The video that --online tries.", valueName: "id"))
  var video = OnlineCheck.video

  @Flag(help: "Put right what can be put right without harm, and ask first.")
  var fix = false

  @Flag(help: "Answer yes to what --fix asks.")
  var yes = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if VideoID(video) == nil { throw ValidationError("\(video) is no video id") }
    if fix, json { throw ValidationError("--fix asks, and writes no JSON") }
  }

  mutating func run() throws {
    let settings: Settings
    do throws(ConfigurationError) {
      settings = try common.load()
    } catch {
      try show(Diagnosis(checks: ConfigurationCheck.findings(error)))
      throw CommandFailure("", status: .usage)
    }
    let video = online ? VideoID(video) : nil
    var diagnosis = try runBlocking { await Doctor(settings: settings).examine(online: video) }
    try show(diagnosis)
    if fix, try mend(diagnosis) {
      diagnosis = try runBlocking { await Doctor(settings: settings).examine() }
      Console.note("")
      try show(diagnosis)
    }
    if !diagnosis.ok { throw CommandFailure("") }
  }

  /// Puts right what a person agrees to.
  ///
  /// - Returns: whether anything is different now.
  private func mend(_ diagnosis: Diagnosis) throws -> Bool {
    let repairs = diagnosis.checks.compactMap(\.repair)
    guard !repairs.isEmpty else {
      Console.note("there is nothing that can be put right without you")
      return false
    }
    var isChanged = false
    for repair in repairs {
      guard yes || isatty(STDIN_FILENO) == 1 else {
        throw CommandFailure("nobody can be asked here: --yes agrees to \(repair.question)", status: .usage)
      }
      if !yes {
        Console.ask("\(repair.question)? [y/N] ")
        guard let answer = readLine()?.lowercased(), ["y", "yes"].contains(answer) else { continue }
      }
      Console.note(try repair.carryOut())
      isChanged = true
    }
    return isChanged
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
