/// A word for the key bar.
struct KeyHint: Sendable {
  var command: Command
  var word: String

  /// What `command` is called on the key bar.
  init(_ command: Command, _ word: String) {
    self.command = command
    self.word = word
  }
}
