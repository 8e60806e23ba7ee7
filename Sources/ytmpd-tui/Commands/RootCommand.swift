import ArgumentParser

/// `ytmpd-tui`: the dashboard, and the family of commands.
struct RootCommand: OwningCommand {
  static let configuration = CommandConfiguration(
    commandName: "ytmpd-tui",
    abstract: "Play YouTube audio in MPD, with a live dashboard.",
    discussion: """
      Without a command: the dashboard, with the proxy running inside it.
      Exit status: 0 fine, 1 the work failed, 2 wrong usage or configuration, 130 ended by ^C.
      """,
    version: "ytmpd-tui \(Version.current)",
    groupedSubcommands: [
      CommandGroup(
        name: "Running",
        subcommands: [ServeCommand.self, DemoCommand.self, StatusCommand.self, RemoteControlCommand.self]),
      CommandGroup(
        name: "Library",
        subcommands: [
          AddCommand.self, TracksCommand.self, PlaylistsCommand.self, SyncCommand.self, RefreshCommand.self,
          PushCommand.self, ExportCommand.self,
        ]),
      CommandGroup(
        name: "Audio on this machine", subcommands: [KeepCommand.self, UnkeepCommand.self, CacheCommand.self]),
      CommandGroup(name: "Discovery", subcommands: [SearchCommand.self, RadioCommand.self]),
      CommandGroup(
        name: "Trouble", subcommands: [DoctorCommand.self, ConfigCommand.self, SetupCommand.self]),
    ])

  @OptionGroup var common: CommonOptions

  func run(making command: @escaping OwnInstance.CommandMaking) throws {
    try Composition.dashboard(try common.settings(), command: command) { [common] in try common.load() }
  }
}

/// `serve`: the proxy without a screen.
struct ServeCommand: OwningCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Run the proxy without a screen, as for systemd.",
    discussion: """
      Logs to standard error and log_file. SIGTERM lets running streams end and exits with 0; so does ^C, and exits \
      with 130. SIGHUP reads the configuration and the playlists again. When its terminal is closed, it ends.
      """)

  @Flag(help: "Go on when the terminal is closed.")
  var stay = false

  @Flag(help: "End the one that runs, and wait until it has.")
  var stop = false

  @OptionGroup var common: CommonOptions

  func run(making command: @escaping OwnInstance.CommandMaking) throws {
    if stop { return try OwnerEnd.bringAbout(try common.settings()) }
    try Composition.serve(try common.settings(), stays: stay, command: command) { [common] in
      try common.load()
    }
  }
}

/// `demo`: everything on this machine, nothing of the user's.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Show the dashboard over a built-in origin and a private MPD.",
    discussion: "Needs no account, no network and no configuration, and leaves nothing behind.")

  @Flag(help: "Play through the default sound device instead of a silent one.")
  var audio = false

  @OptionGroup var common: CommonOptions

  mutating func run() throws {
    try Composition.demo(audio: audio, logLevel: common.logLevel)
  }
}
