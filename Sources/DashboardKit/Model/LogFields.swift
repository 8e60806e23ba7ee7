/// A line of the log in its parts: the message, and each `key=value` behind it.
enum LogFields {
  /// The parts in their order; a value in quotes may hold blanks.
  static func parts(of line: String) -> [String] {
    var parts = [""]
    var isQuoted = false
    for word in line.split(separator: " ", omittingEmptySubsequences: false) {
      if !isQuoted, isField(word) {
        parts.append(String(word))
      } else {
        parts[parts.count - 1] += (parts[parts.count - 1].isEmpty ? "" : " ") + word
      }
      // An odd number of quotes opens a value, or closes it.
      if word.count(where: { $0 == "\"" }) % 2 == 1 { isQuoted.toggle() }
    }
    return parts.filter { !$0.isEmpty }
  }

  private static func isField(_ word: Substring) -> Bool {
    guard let sign = word.firstIndex(of: "="), sign != word.startIndex else { return false }
    return word[..<sign].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0)) }
  }
}
