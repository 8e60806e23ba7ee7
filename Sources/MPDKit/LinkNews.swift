/// Decides what is worth telling of what a link meets: the same trouble, again and again, is told once.
struct LinkNews {
  private var refusal: MPDError?
  private var failure: MPDError?
  private var unreadable: Set<MPDSongID> = []

  /// MPD was found.
  mutating func connected() { (refusal, failure) = (nil, nil) }

  /// All went well: the next failure is news, be it the same.
  mutating func succeeded() { failure = nil }

  /// MPD is not there, or will not have us.
  ///
  /// - Returns: whether that is told. A loss is each time, with the wait that follows; a refusal once, until it is
  ///   another one.
  mutating func lost(_ error: MPDError) -> Bool {
    failure = nil
    defer { refusal = error.isRefusal ? error : nil }
    return refusal != error
  }

  /// MPD refused, or did not answer.
  ///
  /// - Returns: whether that is told.
  mutating func failed(_ error: MPDError) -> Bool {
    defer { failure = error }
    return failure != error
  }

  /// The songs of the queue that were not told of so far, among those that MPD can't tell of.
  mutating func unreadable(in queue: [MPDSong]) -> [MPDSong] {
    let songs = queue.filter(\.isUnreadable)
    defer { unreadable = Set(songs.map(\.id)) }
    return songs.filter { !unreadable.contains($0.id) }
  }
}
