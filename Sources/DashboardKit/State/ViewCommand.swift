/// A command that means something in a view.
struct ViewCommand: Sendable {
  let command: Command
  /// What it does there, for the help.
  let summary: String
  /// It does nothing without a player.
  let needsPlayer: Bool

  /// A command of a view.
  ///
  /// - Parameter needsPlayer: whether it needs one there; as anywhere when `nil`.
  init(_ command: Command, _ summary: String, needsPlayer: Bool? = nil) {
    self.command = command
    self.summary = summary
    self.needsPlayer = needsPlayer ?? command.needsPlayer
  }
}
