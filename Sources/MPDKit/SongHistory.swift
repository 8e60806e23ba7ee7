/// The songs that were on, so that one can go back in random order, where MPD does not tell what came before.
public struct SongHistory: Sendable {
  private static let limit = 200
  private var songs: [MPDSongID] = []
  private var cursor = 0

  /// A history of nothing.
  public init() {}

  /// The song `id` is on. Going back does not count as something new: whoever goes back twice gets to the song
  /// before the song before.
  public mutating func note(_ id: MPDSongID?) {
    guard let id, songs.indices.contains(cursor) ? songs[cursor] != id : true else { return }
    if cursor > 0, songs[cursor - 1] == id {
      cursor -= 1
    } else if cursor + 1 < songs.count, songs[cursor + 1] == id {
      cursor += 1
    } else {
      songs.removeSubrange(min(cursor + 1, songs.count)...)
      songs.append(id)
      if songs.count > Self.limit { songs.removeFirst() }
      cursor = songs.count - 1
    }
  }

  /// Goes back to what was on before the song that is on now, as far as it is still in the queue.
  ///
  /// - Returns: the song to be played, `nil` when there is none.
  public mutating func goBack(in queue: [MPDSong]) -> MPDSongID? {
    let present = Set(queue.map(\.id))
    guard let index = songs.prefix(cursor).lastIndex(where: { present.contains($0) }) else { return nil }
    cursor = index
    return songs[index]
  }
}
