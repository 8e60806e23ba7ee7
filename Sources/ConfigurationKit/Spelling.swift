/// Finds the name that a misspelt word stands for.
package enum Spelling {
  /// The candidate closest to `word`, or `nil` when none is close enough to be worth a suggestion: a third of the
  /// word may differ. Of equally close ones the first is taken.
  package static func nearest(to word: String, among candidates: [String]) -> String? {
    let limit = max(1, word.count / 3)
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
      let distance = distance(word, candidate)
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.candidate
  }

  /// How many letters must be inserted, removed, replaced or swapped with their neighbour to turn `left` into
  /// `right` (the optimal string alignment distance). Upper and lower case are alike, and so are `-` and `_`.
  static func distance(_ left: String, _ right: String) -> Int {
    let left = folded(left)
    let right = folded(right)
    if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
    var beforeLast = [Int]()
    var last = Array(0...right.count)
    for row in 1...left.count {
      var current = [row]
      for column in 1...right.count {
        let replacement = last[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1)
        var cost = min(replacement, last[column] + 1, current[column - 1] + 1)
        if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
          cost = min(cost, beforeLast[column - 2] + 1)
        }
        current.append(cost)
      }
      beforeLast = last
      last = current
    }
    return last[right.count]
  }

  private static func folded(_ word: String) -> [Character] {
    // Hostile keys may be long; beyond this nothing is near anyway.
    word.lowercased().prefix(64).map { $0 == "-" ? "_" : $0 }
  }
}
