import TrackKit

/// A question with several answers, each a key; every other key gives none of them.
struct Choice: Sendable, Equatable {
  /// What may be answered.
  struct Answer: Sendable, Equatable {
    var key: Key
    /// What it does, in a word.
    var word: String
    var effect: Effect
  }

  var question: String
  var answers: [Answer]

  /// Where a radio goes when the queue has songs: nobody's queue is thrown away without being asked.
  static func radio(of track: VideoID?, queued songs: Int) -> Choice {
    Choice(
      question: "The queue has \(Wording.count(songs, "song")). Radio:",
      answers: [
        Answer(key: .character("a"), word: "append", effect: .radio(track, .append)),
        Answer(key: .character("n"), word: "play next", effect: .radio(track, .next)),
        Answer(key: .character("r"), word: "replace", effect: .radio(track, .replace)),
      ])
  }
}
