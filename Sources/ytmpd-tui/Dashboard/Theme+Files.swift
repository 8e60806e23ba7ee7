import ConfigurationKit
import DashboardKit
import TerminalKit

extension Theme {
  /// Every theme there is: the program's own, then the user's. A file may take the place of a theme of the program's.
  ///
  /// - Returns: also what is wrong with the user's files.
  static func known(to directories: UserDirectories) -> (themes: [Theme], problems: [ConfigurationProblem]) {
    let (files, problems) = ThemeFile.all(in: ThemeFile.folder(directories))
    let own = files.map(Theme.init)
    let names = Set(own.map(\.name))
    return (all.filter { !names.contains($0.name) } + own, problems)
  }

  /// The one of `themes` that `configuration` asks for.
  init(_ configuration: Configuration, among themes: [Theme]) {
    self = themes.first { $0.name == configuration.theme } ?? .standard
  }

  /// A theme that a person has written down.
  init(_ file: ThemeFile) {
    let roles: [(String, Style.Role)] = [
      ("text", .text), ("muted", .muted), ("accent", .accent), ("good", .good), ("working", .working),
      ("warning", .warning), ("bad", .bad),
    ]
    self.init(
      file.name,
      colours: Colours(
        roles: roles.reduce(into: [:]) { $0[$1.1] = file.colours[$1.0] },
        ground: file.colours["background"], selection: file.colours["selection"],
        selectedText: file.colours["selected_text"]))
  }
}
