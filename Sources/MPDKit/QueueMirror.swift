/// MPD's queue as it was last read, kept current by what changed since.
struct QueueMirror {
  private(set) var songs: [MPDSong] = []
  /// The version to ask for changes since; 0, for everything, before the first reading.
  private(set) var version: UInt32 = 0

  /// Takes over the songs that changed.
  ///
  /// - Returns: whether the result is the whole queue. If not, the mirror is empty again and wants everything.
  mutating func apply(_ changes: [MPDSong], length: Int, version: UInt32) -> Bool {
    if songs.count > length { songs.removeLast(songs.count - length) }
    for song in changes.sorted(by: { $0.position < $1.position }) {
      if song.position < songs.count {
        songs[song.position] = song
      } else if song.position == songs.count {
        songs.append(song)
      } else {
        break
      }
    }
    guard songs.count == length else {
      self = QueueMirror()
      return false
    }
    self.version = version
    return true
  }
}
