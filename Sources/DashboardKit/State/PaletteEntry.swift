/// A line of the command palette: a command, perhaps with something behind it.
struct PaletteEntry: Sendable, Equatable {
  var command: Command
  /// What was typed behind the command's name.
  var argument: String?
}
