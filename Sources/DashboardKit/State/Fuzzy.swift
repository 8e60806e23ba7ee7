/// How well a few typed letters fit a name.
enum Fuzzy {
  /// The better of two fits; a fit of the name counts more. `nil` when the letters occur in neither, in order.
  static func score(_ typed: String, in name: String, or summary: String) -> Int? {
    let own = score(Array(typed), in: Array(name.lowercased()))
    let other = score(Array(typed), in: Array(summary.lowercased())).map { $0 - 20 }
    return [own, other].compactMap { $0 }.max()
  }

  /// Letters that follow each other, or begin a word, count more; letters between them count less.
  private static func score(_ typed: [Character], in text: [Character]) -> Int? {
    var best: Int?
    for start in text.indices where text[start] == typed.first {
      var score = start == 0 ? 12 : (text[start - 1].isLetter ? 0 : 8)
      var place = start
      var isFit = true
      for letter in typed.dropFirst() {
        guard let next = text[(place + 1)...].firstIndex(of: letter) else {
          isFit = false
          break
        }
        score += next == place + 1 ? 6 : (text[next - 1].isLetter ? -(next - place) : 5)
        place = next
      }
      if isFit { best = max(best ?? .min, score) }
    }
    return best
  }
}
