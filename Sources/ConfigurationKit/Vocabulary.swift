/// The names that the dashboard gives its colours, keys and commands, which the configuration does not know.
public struct Vocabulary: Sendable {
  /// The themes, the standard one first.
  public var themes: [String]
  /// What keys can be bound to.
  public var commands: [String]
  /// Names of keys, to suggest.
  public var keys: [String]
  /// Whether a name is that of a key.
  public var isKey: @Sendable (String) -> Bool

  /// A vocabulary.
  public init(
    themes: [String], commands: [String], keys: [String], isKey: @escaping @Sendable (String) -> Bool
  ) {
    self.themes = themes
    self.commands = commands
    self.keys = keys
    self.isKey = isKey
  }

  /// The vocabulary of a program without a screen: every name passes.
  public static let any = Vocabulary(themes: [], commands: [], keys: []) { _ in true }
}
