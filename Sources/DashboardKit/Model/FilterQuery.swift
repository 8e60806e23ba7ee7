/// What a filter asks for: words that must all occur, some of them in one field.
struct FilterQuery: Sendable, Equatable {
  /// A word that must occur in a field.
  struct FieldWord: Sendable, Equatable {
    var field: FilterField
    /// Folded.
    var word: [UInt8]
  }

  /// The words for any field, folded; the longest, which is the rarest, comes first.
  let words: [[UInt8]]
  /// The words for one field.
  let fields: [FieldWord]

  /// The words of `text`. `artist:`, `title:`, `album:` and `state:` before a word say where it must occur; quotes keep
  /// words together.
  init(_ text: String) {
    var words: [[UInt8]] = []
    var fields: [FieldWord] = []
    for part in Self.parts(of: text) {
      let folded = Folding.fold(part)
      guard let colon = folded.firstIndex(of: 0x3A),
        let field = FilterField(rawValue: String(decoding: folded[..<colon], as: UTF8.self))
      else {
        words.append(folded)
        continue
      }
      // A field that is still being typed asks for nothing.
      let word = Array(folded[(colon + 1)...])
      if !word.isEmpty { fields.append(FieldWord(field: field, word: word)) }
    }
    self.words = words.sorted { $0.count > $1.count }
    self.fields = fields
  }

  /// Splits at blanks. What stands in quotes from the beginning of a part, or of a field's word, stays together.
  private static func parts(of text: String) -> [String] {
    var parts: [String] = []
    var rest = text[...]
    while true {
      rest = rest.drop { $0.isWhitespace }
      guard !rest.isEmpty else { return parts }
      let end = rest.firstIndex { $0.isWhitespace } ?? rest.endIndex
      let start = rest[..<end].firstIndex(of: "\"") ?? end
      let isOpening = start == rest.startIndex || (start < end && rest[..<start].last == ":")
      guard isOpening, start < end, let close = rest[rest.index(after: start)...].firstIndex(of: "\"") else {
        parts.append(String(rest[..<end]))
        rest = rest[end...]
        continue
      }
      parts.append(String(rest[..<start] + rest[rest.index(after: start)..<close]))
      rest = rest[rest.index(after: close)...]
    }
  }

  /// Whether everything passes.
  var isEmpty: Bool { words.isEmpty && fields.isEmpty }

  /// What is looked for anywhere in a row, to be shown.
  var shown: [[UInt8]] { words + fields.map(\.word) }

  /// Whether every word for any field occurs in one of `texts`.
  func matches(_ texts: [String]) -> Bool {
    guard !words.isEmpty else { return true }
    var bytes: [UInt8] = []
    for text in texts {
      Folding.append(text, to: &bytes)
      bytes.append(Folding.fieldEnd)
    }
    return matches(bytes[...])
  }

  /// Whether every word for any field occurs in `bytes`, which are folded.
  func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      words.allSatisfy { ByteSearch.place(of: $0, in: bytes, from: 0) != nil }
    }
  }

  /// Whether every word for one field occurs in what `text` says of that field.
  func matches(fields text: (FilterField) -> String?) -> Bool {
    fields.allSatisfy { wanted in
      guard let text = text(wanted.field) else { return false }
      return Folding.fold(text).withUnsafeBufferPointer {
        ByteSearch.place(of: wanted.word, in: $0, from: 0) != nil
      }
    }
  }
}
