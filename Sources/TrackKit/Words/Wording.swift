/// Numbers and names for people. Every screen, command and message takes them from here, so that a size,
/// a span or a track reads the same everywhere; a second, short form exists only where a column is too narrow.
package enum Wording {
  /// `Artist - Title`, or the title alone without an artist.
  package static func name(artist: String?, title: String) -> String {
    guard let artist, !artist.isEmpty else { return title }
    return "\(artist) - \(title)"
  }

  /// A failure's sentence with the word of its class: `the video is private (private)`.
  package static func failure(_ word: String?, _ sentence: String) -> String {
    guard let word, !word.isEmpty else { return sentence }
    return "\(sentence) (\(word))"
  }

  /// `1 track`, `2 tracks`.
  package static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  /// Two digits at least.
  static func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
