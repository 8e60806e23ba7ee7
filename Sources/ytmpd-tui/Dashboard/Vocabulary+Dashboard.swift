import ConfigurationKit
import DashboardKit
import TerminalKit

extension Vocabulary {
  /// What this dashboard calls things.
  static let dashboard = Vocabulary(
    themes: Theme.all.map(\.name), commands: Command.allCases.map(\.name), keys: Key.suggestedNames
  ) { Key(name: $0) != nil }
}

extension KeyMap {
  /// The keys of the preset, changed as `configuration` says.
  init(_ configuration: Configuration) {
    self = .preset(Preset(rawValue: configuration.keysPreset.rawValue) ?? .standard)
    for program in configuration.commands {
      if let key = Key(name: program.key) { bind(key, to: .run(OwnCommand(program.words))) }
    }
    for binding in configuration.keys {
      guard let key = Key(name: binding.key) else { continue }
      if let command = binding.command.flatMap(Command.init(name:)) {
        bind(key, to: command)
      } else {
        unbind(key)
      }
    }
  }
}
