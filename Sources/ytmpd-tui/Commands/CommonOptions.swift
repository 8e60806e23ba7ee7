import ArgumentParser
import ConfigurationKit
import FoundationEssentials
import Glibc
import LibraryKit
import TerminalKit
import TrackKit

/// The options that every command has.
struct CommonOptions: ParsableArguments {
  @Option(
    name: .customLong("config"),
    help: .init("The configuration file. (default: ~/.config/ytmpd/config.yaml)", valueName: "file"),
    completion: .file(extensions: ["yaml", "yml"]))
  var configurationFile: String?

  @Option(help: .init("debug, info, warning, error or critical.", valueName: "level"))
  var logLevel: String?

  /// The configuration for this command line. Its oddities are said on standard error.
  ///
  /// - Throws: `ConfigurationError` naming everything that is wrong.
  func settings() throws(ConfigurationError) -> Settings {
    // Its own, whatever the client's environment says.
    if let owner = OwnerParts.current { return owner.settings() }
    let settings = try load()
    for warning in settings.warnings where !StandIn.isThere { Console.complain("warning: \(warning)") }
    return settings
  }

  /// The configuration for this command line, in silence.
  ///
  /// - Throws: `ConfigurationError` naming everything that is wrong.
  func load() throws(ConfigurationError) -> Settings {
    let environment = ProcessInfo.processInfo.environment
    let (outcome, directories) = try read(environment)
    return try Self.settings(outcome, directories: directories, environment: environment)
  }

  /// The values for this command line with where they come from, before they are held against each other.
  ///
  /// - Parameter environment: the variables that count.
  /// - Throws: `ConfigurationError` naming everything that is wrong.
  func read(
    _ environment: [String: String]
  ) throws(ConfigurationError) -> (ConfigurationLoader.Outcome, UserDirectories) {
    let loader = ConfigurationLoader(
      environment: environment, accountHome: Self.accountHome, vocabulary: .dashboard)
    let overrides = logLevel.map {
      ConfigurationLoader.Override(key: "log_level", option: "--log-level", text: $0)
    }
    let outcome = try loader.load(
      file: configurationFile, currentFolder: FileManager.default.currentDirectoryPath,
      overrides: overrides.map { [$0] } ?? [])
    return (outcome, loader.directories)
  }

  /// The settings that `outcome` gives.
  ///
  /// - Throws: `ConfigurationError` when values contradict each other.
  static func settings(
    _ outcome: ConfigurationLoader.Outcome, directories: UserDirectories, environment: [String: String]
  ) throws(ConfigurationError) -> Settings {
    let wayOut: WayOut
    do throws(WayOutError) {
      wayOut = try WayOut(outcome.configuration, environment: environment)
    } catch {
      let place = ConfigurationProblem.Origin.file(
        outcome.file ?? directories.configurationFile, line: nil, column: nil)
      throw ConfigurationError([ConfigurationProblem(place, error.sentence)])
    }
    return Settings(
      configuration: outcome.configuration, wayOut: wayOut, directories: directories,
      environment: environment, file: outcome.file, warnings: outcome.warnings)
  }

  private static var accountHome: String {
    guard let account = getpwuid(getuid()), let home = account.pointee.pw_dir else { return "/" }
    return String(cString: home)
  }
}
