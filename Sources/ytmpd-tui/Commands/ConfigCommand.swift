import ArgumentParser
import ConfigurationKit
import FoundationEssentials
import MPDKit

/// `config`: what is in force, and from where; and what a file may have.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Show the configuration that is in force, and where each value comes from.",
    discussion: """
      Writes a file that would give the same configuration, without passwords. `config check FILE` checks a file.
      """,
    subcommands: [ConfigCheckCommand.self])

  @Flag(
    name: .customLong("default"),
    help: "Write a file with every key, its default and its meaning, as comments.")
  var showsDefaults = false

  @Flag(help: "Write a JSON schema of the file, for editors.")
  var schema = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if showsDefaults, schema { throw ValidationError("--default and --schema exclude each other") }
  }

  mutating func run() throws {
    if showsDefaults { return Console.write(ConfigurationListing.commentedDefaults) }
    if schema { return Console.write(SettingSchema.json(.dashboard)) }
    let (outcome, directories) = try common.read(ProcessInfo.processInfo.environment)
    for warning in outcome.warnings { Console.complain("warning: \(warning)") }
    Console.print(
      "# \(outcome.file ?? "there is no \(directories.configurationFile): the defaults are used")\n")
    Console.write(ConfigurationListing.inForce(outcome))
  }
}

/// `config check`: whether a file can be used.
struct ConfigCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check a configuration file, whatever the environment says.",
    discussion:
      "Names every mistake with its line. Exit status: 0 when the file can be used, 2 when it can't.")

  @Argument(
    help: "The file; without it, the one that would be used.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String?

  @OptionGroup var common: CommonOptions

  mutating func run() throws {
    let environment = ProcessInfo.processInfo.environment.filter {
      !$0.key.hasPrefix("YTMPD_") && !$0.key.hasPrefix("MPD_")
    }
    var common = common
    if let file { common.configurationFile = file }
    let (outcome, directories) = try common.read(environment)
    let settings = try CommonOptions.settings(outcome, directories: directories, environment: environment)
    do throws(MPDAddressError) {
      _ = try settings.mpdAddress()
    } catch {
      throw CommandFailure(
        "\(outcome.file ?? directories.configurationFile): \(error.description)", status: .usage)
    }
    for warning in outcome.warnings { Console.complain("warning: \(warning)") }
    let name =
      outcome.file ?? "there is no \(directories.configurationFile); the defaults are used, and they are"
    Console.print(outcome.file == nil ? "\(name) in order" : "\(name): in order")
  }
}
