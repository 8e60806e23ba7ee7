import FoundationEssentials
import TrackKit

/// When a premiere or a live event begins, in YouTube's words: "in 3 hours", "in a few moments", "shortly".
enum BeginningSentence {
  /// How long until then, `nil` when `text` does not tell. YouTube rounds to one unit, so it is no sooner and hardly
  /// later.
  static func delay(in text: String) -> Duration? {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
    for index in words.indices where words[index] == "in" {
      let rest = words[(index + 1)...].prefix(3)
      guard let number = rest.first else { break }
      if rest.joined(separator: " ").hasSuffix("few moments") { return .seconds(60) }
      let count = ["a", "an", "one"].contains(number) ? 1 : Int(number)
      guard let count, count >= 0, count < 100_000, let unit = rest.dropFirst().first,
        let seconds = units.first(where: { unit.hasPrefix($0.word) })?.seconds
      else { continue }
      return .seconds(max(count * seconds, 60))
    }
    return words.contains("shortly") ? .seconds(120) : nil
  }

  private static let units: [(word: String, seconds: Int)] = [
    ("sec", 1), ("min", 60), ("hour", 3600), ("day", 86400), ("week", 7 * 86400), ("month", 30 * 86400),
    ("year", 365 * 86400),
  ]
}
