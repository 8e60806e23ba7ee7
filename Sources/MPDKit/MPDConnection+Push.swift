import CMPDClient

extension MPDConnection {
  func push(_ push: MPDPush) throws(MPDError) -> MPDPushResult {
    for entry in push.entries { try Self.check(argument: entry.uri, named: "a song's URI") }
    let status = try status()
    try push.checkRoom(in: status)
    var playlist = push.playlist
    if let name = playlist, try !hasPlaylist(name, of: push.entries) { playlist = nil }

    let songs = try bring(push, from: playlist, status: status)
    var tags: [String: SongTags] = [:]
    for entry in push.entries { tags[entry.uri] = entry.tags }
    var tagger = QueueTagger()
    do throws(MPDError) {
      try apply(tagger.plan(songs, tags: tags))
    } catch {
      // Somebody took a song out again: no reason to call the push a failure.
      guard case .noSuchItem = error else { throw error }
    }
    if let index = push.playFrom, songs.indices.contains(index) {
      try run("playid") { mpd_run_play_id($0, songs[index].id.rawValue) }
    }
    return MPDPushResult(
      ids: songs.map(\.id), position: push.firstPosition(in: status), hasDurations: playlist != nil)
  }

  /// Whether MPD sees the playlist, with exactly these songs.
  private func hasPlaylist(_ name: String, of entries: [MPDPush.Entry]) throws(MPDError) -> Bool {
    do throws(MPDError) {
      return try storedPlaylist(named: name) == entries.map(\.uri)
    } catch {
      // Without a playlist directory MPD calls the name unknown, or the command disabled.
      if error.endsConnection { throw error }
      return false
    }
  }

  /// Brings the songs to where the push wants them.
  private func bring(
    _ push: MPDPush, from playlist: String?, status: MPDStatus
  ) throws(MPDError) -> [MPDSong] {
    let old = status.queueLength
    switch push.mode {
    case .append: return try append(push, from: playlist, behind: old)
    case .insertNext:
      let songs = try append(push, from: playlist, behind: old)
      let position = push.firstPosition(in: status)
      if let first = songs.first, position < first.position {
        try run("move") {
          mpd_run_move_range(
            $0, UInt32(clamping: first.position), UInt32(clamping: first.position + songs.count),
            UInt32(clamping: position))
        }
      }
      return songs
    case .replace:
      do throws(MPDError) {
        let room = MPDPush.defaultQueueLimit - old
        guard push.entries.count <= room else {
          throw .tooManySongs(count: push.entries.count, room: max(0, room))
        }
        let songs = try append(push, from: playlist, behind: old)
        // A song that plays would hand over to the next one when it is taken out.
        if status.state != .stopped { try run("stop") { mpd_run_stop($0) } }
        if old > 0 { try run("delete") { mpd_run_delete_range($0, 0, UInt32(clamping: old)) } }
        return songs
      } catch {
        guard case .tooManySongs(let count, let room) = error else { throw error }
        guard old > 0, count <= old + room else { throw .tooManySongs(count: count, room: old + room) }
      }
      // There is room for the new songs, but not for both.
      try run("clear") { mpd_run_clear($0) }
      return try append(push, from: playlist, behind: 0)
    }
  }

  /// Puts all songs, or none, at the end of the queue.
  ///
  /// - Throws: `MPDError.tooManySongs` when MPD's limit is lower than usual.
  private func append(
    _ push: MPDPush, from playlist: String?, behind length: Int
  ) throws(MPDError) -> [MPDSong] {
    if let playlist { return try load(playlist, for: push, behind: length) }
    let uris = push.entries.map(\.uri)
    let ids = try addAll(uris, at: nil)
    guard ids.count == uris.count else { throw .malformed("addid without an id") }
    return zip(ids.indices, zip(ids, uris)).map { MPDSong(uri: $1.1, id: $1.0, position: length + $0) }
  }

  private func load(
    _ name: String, for push: MPDPush, behind length: Int
  ) throws(MPDError) -> [MPDSong] {
    let songs: [MPDSong]
    do throws(MPDError) {
      try beginList(discrete: true)
      try run("load") { mpd_send_load($0, name) }
      try run("playlistinfo") { mpd_send_list_queue_range_meta($0, UInt32(clamping: length), .max) }
      try endList()
      try nextAnswer("load")
      songs = try receiveSongs("playlistinfo")
    } catch {
      guard !error.endsConnection else { throw .interruptedPush(added: 0, of: push.entries.count) }
      let count = try takeBack(push, from: length)
      throw error == .queueFull ? .tooManySongs(count: push.entries.count, room: count) : error
    }
    // Another client may have added or removed songs since the status was read: ours are the last ones.
    let ours = Array(songs.suffix(push.entries.count))
    guard ours.map(\.uri) == push.entries.map(\.uri) else {
      throw .malformed("the loaded playlist is not in the queue")
    }
    return ours
  }

  /// Takes out what a refused `load` left in the queue: MPD keeps the songs before the one it refused.
  ///
  /// - Returns: how many there were.
  private func takeBack(_ push: MPDPush, from length: Int) throws(MPDError) -> Int {
    let uris = Set(push.entries.map(\.uri))
    let left = try queue(from: length).filter { uris.contains($0.uri) }
    try delete(left.map(\.id))
    return left.count
  }
}
