/// Writes values so that YAML reads them as they were.
enum YAMLText {
  /// `text` as a scalar, in quotes where it needs them, also within brackets.
  static func scalar(_ text: String) -> String { isPlain(text) ? text : JSONText.quote(text) }

  /// `texts` as a list in brackets.
  static func list(_ texts: [String]) -> String { "[\(texts.map(scalar).joined(separator: ", "))]" }

  private static func isPlain(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    guard let first = scalars.first, let last = scalars.last, last != ":", last != " ",
      !["~", "null", "Null", "NULL", "-", "---", "..."].contains(text)
    else { return false }
    let begins =
      first.properties.isAlphabetic || ("0"..."9").contains(first) || "/~._+(".unicodeScalars.contains(first)
    let isOption = first == "-" && scalars.count > 1 && scalars.dropFirst().first != " "
    guard begins || isOption else { return false }
    return scalars.allSatisfy { scalar in
      scalar.value >= 0x20 && scalar.value != 0x7F && !(0x80...0x9F).contains(scalar.value)
        && !"[]{},\"'#&*!|>`".unicodeScalars.contains(scalar)
    } && !text.contains(": ")
  }
}
