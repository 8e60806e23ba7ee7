/// What a push that did not come to its end must know of the queue before it, to tell which songs it has left
/// there.
///
/// Ids alone would not do: an MPD that was started again gives out new ones. So songs are counted by their URIs,
/// and ids only say which of several with the same URI is the newer one.
struct PushTrace {
  /// The songs that were in the queue before the push changed anything.
  private let before: [MPDSongID: String]
  private let counts: [String: Int]

  /// The trace of a push into a queue of these songs.
  init(before songs: [MPDSong]) {
    before = Dictionary(songs.map { ($0.id, $0.uri) }) { $1 }
    counts = Dictionary(songs.map { ($0.uri, 1) }, uniquingKeysWith: +)
  }

  /// The songs of `queue` that are there because of a push of `entries`, in the queue's order.
  func leftovers(of entries: [MPDPush.Entry], in queue: [MPDSong]) -> [MPDSong] {
    let uris = Set(entries.map(\.uri))
    var surplus: [String: Int] = [:]
    for song in queue where uris.contains(song.uri) { surplus[song.uri, default: 0] += 1 }
    for (uri, count) in surplus { surplus[uri] = count - (counts[uri] ?? 0) }
    // New ids first, and the later places among them: a push adds at the end.
    let candidates = queue.filter { uris.contains($0.uri) }.sorted { left, right in
      let (isOld, isOlder) = (before[left.id] == left.uri, before[right.id] == right.uri)
      return isOld == isOlder ? left.position > right.position : !isOld
    }
    var taken: [MPDSong] = []
    for song in candidates where surplus[song.uri, default: 0] > 0 {
      surplus[song.uri, default: 0] -= 1
      taken.append(song)
    }
    return taken.sorted { $0.position < $1.position }
  }
}
