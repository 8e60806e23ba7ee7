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
  /// The keys of the house, changed as `configuration` says.
  init(_ configuration: Configuration) {
    self = .standard
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

extension Theme {
  /// The colours that `configuration` asks for.
  init(_ configuration: Configuration) { self = configuration.theme.map { Theme($0) } ?? .standard }
}
