/// Splits a line into words the way a shell does, without expanding anything.
enum ShellWords {
  /// The words of `line`; quotes and backslashes keep blanks inside a word. `nil` when a quote stays open.
  static func split(_ line: String) -> [String]? {
    var words = [String]()
    var word: String?
    var quote: Character?
    var escaped = false
    for character in line {
      if escaped {
        word = (word ?? "") + String(character)
        escaped = false
      } else if character == "\\", quote != "'" {
        escaped = true
      } else if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character.isWhitespace {
        if let finished = word { words.append(finished) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if quote != nil || escaped { return nil }
    if let word { words.append(word) }
    return words
  }
}
