/// A value that a key was given, on its way to the type the key wants; see ``SettingType``.
struct SettingValue {
  /// What was expected, and where something else was found.
  struct Mismatch: Error {
    /// The part of the value that is wrong, when it is not all of it: `[2].url`.
    var part = ""
    /// What is allowed, to follow "must be".
    var allowed: String
    /// What was found.
    var found: ConfigurationNode
  }

  /// The value as it was written.
  let node: ConfigurationNode
  /// The user's folders.
  let directories: UserDirectories
  /// The folder that relative paths start from.
  let folder: String
  /// What the dashboard calls things.
  var vocabulary = Vocabulary.any

  /// An error that says what is `allowed` in place of this value.
  func mismatch(_ allowed: String) -> Mismatch { Mismatch(allowed: allowed, found: node) }

  /// The text of a value that is neither a list nor a mapping.
  var scalar: String? {
    if case .scalar(let text, _) = node.shape { text } else { nil }
  }

  /// The text of such a value without quotes: numbers and truth values have none.
  var unquoted: String? {
    if case .scalar(let text, quoted: false) = node.shape { text } else { nil }
  }

  /// A number's text, without the `_` that group its digits.
  var digits: String? { unquoted?.filter { $0 != "_" } }

  /// Text on one line.
  var line: String? { scalar.flatMap { Self.isOneLine($0) ? $0 : nil } }

  /// `path` with `~` expanded, from the folder of the file when it is relative.
  func absolute(_ path: String) -> String { directories.absolute(path, in: folder) }

  /// Whether `text` has no control characters.
  static func isOneLine(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
  }

  /// `words` as a choice: `a, b or c`.
  static func choices(_ words: [String]) -> String {
    words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
  }

  /// The word that `word` was probably meant to be, in brackets; empty when none is near.
  static func hint(for word: String, among words: [String]) -> String {
    Spelling.nearest(to: word, among: words).map { " (did you mean \($0)?)" } ?? ""
  }
}
