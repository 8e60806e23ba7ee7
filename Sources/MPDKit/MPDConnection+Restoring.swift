import CMPDClient

extension MPDConnection {
  /// How many songs are asked for at a time.
  private static let songsAtATime = 500

  /// The queue with all that a song loses when it leaves it.
  func rememberQueue() throws(MPDError) -> QueueMemory {
    let status = try status()
    var songs: [QueueMemory.Song] = []
    for start in stride(from: 0, to: status.queueLength, by: Self.songsAtATime) {
      try send("playlistinfo", "\(start):\(min(status.queueLength, start + Self.songsAtATime))")
      try receive("playlistinfo") { pair in
        let value = String(cString: pair.pointee.value)
        switch String(cString: pair.pointee.name) {
        case "file": songs.append(QueueMemory.Song(id: MPDSongID(rawValue: .max), uri: value))
        case "Id":
          guard let number = UInt32(value), !songs.isEmpty else { return }
          songs[songs.count - 1].id = MPDSongID(rawValue: number)
        case "Range":
          if !songs.isEmpty { songs[songs.count - 1].range = value }
        case let name:
          guard !songs.isEmpty, mpd_tag_name_parse(name) != MPD_TAG_UNKNOWN else { return }
          songs[songs.count - 1].tags.append(.init(name: name, value: value))
        }
      }
    }
    return QueueMemory(
      songs: songs, current: status.songID, elapsed: status.elapsed, state: status.state)
  }

  /// Brings back what was, without touching a song that plays on.
  ///
  /// - Throws: why MPD refused a step; what was done before stays done.
  func restore(_ memory: QueueMemory) throws(MPDError) {
    let before = try status()
    let missing = memory.missing(from: try queueOrder())
    let outcome = try addSongs(missing.map(\.uri), at: nil)
    if let failure = outcome.failure {
      try delete(outcome.ids)
      throw failure
    }
    let names = Dictionary(uniqueKeysWithValues: zip(missing.map(\.id), outcome.ids))
    try describe(missing, names)
    let now = Set(try queueOrder())
    try delete(memory.added.filter(now.contains).sorted())
    try move(memory.moves(in: try queueOrder(), names: names))
    try goBack(to: memory, names, before: before)
  }

  /// Gives songs that came back their tags and ranges.
  private func describe(
    _ songs: [QueueMemory.Song], _ names: [MPDSongID: MPDSongID]
  ) throws(MPDError) {
    for song in songs {
      guard let id = names[song.id], song.hasOwnTags || song.range != nil else { continue }
      try beginList()
      if song.hasOwnTags {
        for tag in song.tags { try send("addtagid", "\(id)", tag.name, tag.value) }
      }
      if let range = song.range { try send("rangeid", "\(id)", range.replacing("-", with: ":")) }
      try endList("addtagid")
    }
  }

  /// Goes back to the place in the song that was current, when that song, or the player, has lost it.
  private func goBack(
    to memory: QueueMemory, _ names: [MPDSongID: MPDSongID], before: MPDStatus
  ) throws(MPDError) {
    guard let current = memory.current, memory.state != .stopped else { return }
    let isPlaying = before.state != .stopped && before.songID.map { !memory.added.contains($0) } ?? false
    guard names[current] != nil || !isPlaying else { return }
    let seconds = (memory.elapsed ?? .zero) / .seconds(1)
    try run("seekid", "\(names[current] ?? current)", "\(seconds)")
    if memory.state == .paused { try run("pause", "1") }
  }
}

extension MPDClient {
  /// The queue with all that a song loses when it leaves it.
  public func rememberQueue() throws(MPDError) -> QueueMemory {
    try perform { connection throws(MPDError) in try connection.rememberQueue() }
  }

  /// Brings back the queue as it was: songs, their tags and ranges, their order, and the place in the song. A song that
  /// plays on is not touched.
  public func restore(_ memory: QueueMemory) throws(MPDError) {
    try perform(within: deadlines.playback) { connection throws(MPDError) in
      try connection.restore(memory)
    }
  }
}
