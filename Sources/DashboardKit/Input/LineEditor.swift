/// One line of text with a cursor, as prompts edit it.
struct LineEditor: Sendable, Equatable {
  /// More than any URL or filter needs; a paste beyond it is cut.
  static let limit = 2048

  private(set) var characters: [Character]
  /// The character before which the cursor stands.
  private(set) var cursor: Int

  /// A line with the cursor at its end.
  init(_ text: String = "") {
    characters = Array(text)
    cursor = characters.count
  }

  /// The text.
  var text: String { String(characters) }

  /// Puts text in at the cursor; line breaks become blanks.
  mutating func insert(_ text: String) {
    let blank: Character = " "
    let fitting = text.prefix(Self.limit - characters.count).map { $0.isNewline ? blank : $0 }
    characters.insert(contentsOf: fitting, at: cursor)
    cursor += fitting.count
  }

  /// Applies an editing key; whether it was one.
  mutating func edit(_ key: Key) -> Bool {
    switch key {
    case .character(let character):
      guard characters.count < Self.limit else { return true }
      characters.insert(character, at: cursor)
      cursor += 1
    case .paste(let text): insert(text)
    case .backspace:
      guard cursor > 0 else { return true }
      cursor -= 1
      characters.remove(at: cursor)
    case .delete, .control("d"):
      guard cursor < characters.count else { return true }
      characters.remove(at: cursor)
    case .left, .control("b"): cursor = max(0, cursor - 1)
    case .right, .control("f"): cursor = min(characters.count, cursor + 1)
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = characters.count
    case .control("u"):
      characters.removeFirst(cursor)
      cursor = 0
    case .control("k"): characters.removeLast(characters.count - cursor)
    case .control("w"): eraseWord()
    default: return false
    }
    return true
  }

  private mutating func eraseWord() {
    var start = cursor
    while start > 0, characters[start - 1].isWhitespace { start -= 1 }
    while start > 0, !characters[start - 1].isWhitespace { start -= 1 }
    characters.removeSubrange(start..<cursor)
    cursor = start
  }
}
