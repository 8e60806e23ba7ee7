import ArgumentParser
import ConfigurationKit
import FoundationEssentials
import LibraryKit
import TrackKit

/// `setup`: a current yt-dlp of the user's own.
struct SetupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "setup",
    abstract: "Install a current yt-dlp with a JavaScript runtime for this user, or update it.",
    discussion: """
      Both go into a virtual environment of Python's at ~/.local/share/ytmpd-tui/yt-dlp. The program finds it there without \
      a configuration, before any other; a path in yt_dlp_path outranks it. Needs python3 with its module venv, and \
      the network. Run it again for an update.
      """)

  @Flag(help: "Remove it.")
  var remove = false

  @OptionGroup var common: CommonOptions

  mutating func run() throws {
    let settings = try common.settings()
    let place = PrivateYtDlp(settings.directories)
    if remove { return try Self.remove(place) }
    try Self.install(place)
    guard let version = ProgramRun.output(of: [place.program, "--ignore-config", "--version"])?.trimmed else {
      throw CommandFailure("\(place.program) was installed, but does not run")
    }
    Console.print("yt-dlp \(version) is at \(place.program)")
    let configured = settings.configuration.ytDlpPath
    if configured != "yt-dlp" {
      Console.complain(
        "warning: yt_dlp_path is \(configured), which outranks it; remove that line to have this one used")
    }
  }

  private static func remove(_ place: PrivateYtDlp) throws {
    guard FileManager.default.fileExists(atPath: place.folder) else {
      return Console.print("there is nothing at \(place.folder)")
    }
    do {
      try FileManager.default.removeItem(atPath: place.folder)
    } catch {
      throw CommandFailure("\(place.folder) can't be removed: \(error)")
    }
    Console.print("removed \(place.folder)")
  }

  private static func install(_ place: PrivateYtDlp) throws {
    guard let hasModules = ProgramRun.succeeds(["python3", "-c", "import ensurepip, venv"]) else {
      throw CommandFailure("python3 is not installed; on Debian and Ubuntu: sudo apt install python3-venv")
    }
    guard hasModules else {
      throw CommandFailure(
        "Python's modules venv and ensurepip are missing; on Debian and Ubuntu: sudo apt install python3-venv"
      )
    }
    let isNew = ProgramRun.succeeds(["python3", "-c", "import sys; sys.exit(sys.version_info < (3, 11))"])
    guard isNew == true else {
      throw CommandFailure(
        "a current yt-dlp needs Python 3.11 or newer, and python3 is older; install a newer one")
    }
    let python = place.folder + "/bin/python"
    let hasEnvironment = ProgramRun.output(of: [python, "-c", "import pip"]) != nil
    if !hasEnvironment {
      Console.note("making a virtual environment at \(place.folder)")
      // What is left of one that a newer Python has broken is made anew.
      guard ProgramRun.succeeds(["python3", "-m", "venv", "--clear", place.folder]) == true else {
        throw CommandFailure("the virtual environment can't be made; the messages above say why")
      }
    }
    Console.note("installing yt-dlp and deno")
    let install = [
      python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade",
      "yt-dlp[default]", "deno",
    ]
    guard ProgramRun.succeeds(install) == true else {
      throw CommandFailure("yt-dlp can't be installed; the messages above say why")
    }
  }
}
