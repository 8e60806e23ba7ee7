/// What a filter asks for: words that must all occur.
struct FilterQuery: Sendable, Equatable {
  /// The words, folded; the longest, which is the rarest, comes first.
  let words: [[UInt8]]

  /// The words of `text`.
  init(_ text: String) {
    let folded = Folding.fold(text)
    words = folded.split(separator: 0x20).map(Array.init).sorted { $0.count > $1.count }
  }

  /// Whether everything passes.
  var isEmpty: Bool { words.isEmpty }

  /// Whether every word occurs in one of `texts`.
  func matches(_ texts: [String]) -> Bool {
    guard !isEmpty else { return true }
    var bytes: [UInt8] = []
    for text in texts {
      Folding.append(text, to: &bytes)
      bytes.append(Folding.fieldEnd)
    }
    return matches(bytes[...])
  }

  /// Whether every word occurs in `bytes`, which are folded.
  func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      words.allSatisfy { ByteSearch.place(of: $0, in: bytes, from: 0) != nil }
    }
  }
}
