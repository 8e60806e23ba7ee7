/// A place in a song as MPD's `seekcur` reads it: seconds, with milliseconds behind a point.
enum SeekTime {
  /// From the song's start; a place before it is the start.
  static func absolute(_ time: Duration) -> String { text(max(.zero, time)) }

  /// From where the song is: with its sign.
  static func relative(_ offset: Duration) -> String {
    offset < .zero ? "-\(text(.zero - offset))" : "+\(text(offset))"
  }

  private static func text(_ time: Duration) -> String {
    let (seconds, attoseconds) = time.components
    let milliseconds = String(attoseconds / 1_000_000_000_000_000)
    return "\(seconds).\(String(repeating: "0", count: 3 - milliseconds.count))\(milliseconds)"
  }
}
