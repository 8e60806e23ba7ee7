import ArgumentParser

/// `sync`: reads playlists again.
struct SyncCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: "Read the configured playlists again and rewrite their files.")

  @Argument(help: "The playlist; all of them without it.")
  var name: String?

  @OptionGroup var common: CommonOptions

  mutating func run() throws {
    throw CommandFailure("sync comes with a later version; `ytmpd-tui add URL` reads a playlist until then")
  }
}

/// `export`: a playlist on standard output.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a playlist to standard output.")

  /// The forms a playlist can be written in.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case m3u, xspf, json
  }

  @Argument(help: "The playlist.")
  var name: String

  @Option(help: "The form to write.")
  var format: Format

  @OptionGroup var common: CommonOptions

  mutating func run() throws {
    throw CommandFailure(
      "export comes with a later version; `ytmpd-tui tracks --json` lists every track until then")
  }
}
