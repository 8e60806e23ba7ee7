/// Cleans names that come from strangers: YouTube's pages, database rows of any program, playlist files.
package enum MetadataText {
  /// The longest name that is kept, in characters.
  package static let longest = 500

  /// `text` on one line, without control characters or blanks at its ends; `nil` when nothing is left.
  ///
  /// Line breaks of every kind become blanks, so that no name can add a line to a playlist or to a log.
  package static func clean(_ text: String?) -> String? {
    guard let text else { return nil }
    if isPlain(text) { return text }
    var kept = String.UnicodeScalarView()
    var isBlank = true
    // A character may be built of any number of scalars, hence two limits.
    for scalar in text.unicodeScalars.prefix(longest * 8) {
      if [.blank, .control].contains(scalar.textClass) || scalar.properties.isWhitespace {
        if !isBlank { kept.append(" ") }
        isBlank = true
      } else {
        kept.append(scalar)
        isBlank = false
      }
    }
    let cleaned = String(trimmed(String(kept).prefix(longest)))
    return cleaned.isEmpty ? nil : cleaned
  }

  /// `text` without white space at its ends.
  package static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  /// Whether `text` is clean beyond doubt: plain ASCII with single blanks inside. Most names are, and asking
  /// Unicode about each character costs more than reading the row.
  private static func isPlain(_ text: String) -> Bool {
    let bytes = text.utf8
    guard !bytes.isEmpty, bytes.count <= longest else { return false }
    var previous = UInt8(ascii: " ")
    for byte in bytes {
      guard byte >= 0x20, byte < 0x7F, byte != 0x20 || previous != 0x20 else { return false }
      previous = byte
    }
    return previous != 0x20
  }
}
