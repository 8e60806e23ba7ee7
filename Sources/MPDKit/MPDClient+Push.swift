import CMPDClient

extension MPDClient {
  /// Puts songs into the queue, with their tags, and plays one if asked to.
  ///
  /// When MPD has the stored playlist the push names, it loads that, which gives the songs their durations;
  /// otherwise, as when MPD does not share the playlist directory, they are added by URL. Nothing of the
  /// client's comes between the steps.
  ///
  /// - Throws: ``MPDError/tooManySongs(count:room:)`` before anything is changed;
  ///   ``MPDError/interruptedPush(added:of:)`` when MPD was lost half way; whatever MPD refuses, with the songs
  ///   taken out again.
  @discardableResult
  public func push(_ push: MPDPush) throws(MPDError) -> MPDPushResult {
    try perform(within: deadlines.playback) { connection throws(MPDError) in try connection.push(push) }
  }

  /// Makes edits of songs' tags.
  func apply(_ edits: [SongEdit]) throws(MPDError) {
    try perform(within: deadlines.playback) { connection throws(MPDError) in try connection.apply(edits) }
  }

  /// The player, and the songs that changed since `version`; 0 for all.
  func reading(since version: UInt32) throws(MPDError) -> QueueReading {
    try perform { connection throws(MPDError) in try connection.reading(since: version) }
  }
}

extension MPDConnection {
  func push(_ push: MPDPush) throws(MPDError) -> MPDPushResult {
    let status = try status()
    try push.checkRoom(in: status)
    let position = push.firstPosition(in: status)
    let songs: [MPDSong]
    let hasDurations: Bool
    if let name = push.playlist, try hasPlaylist(name, of: push.entries) {
      songs = try load(name, for: push, status: status, position: position)
      hasDurations = true
    } else {
      songs = try add(push, position: position)
      hasDurations = false
    }

    var tagger = QueueTagger()
    var tags: [String: SongTags] = [:]
    for entry in push.entries { tags[entry.uri] = entry.tags }
    try apply(tagger.plan(songs, tags: tags))
    if let index = push.playFrom, songs.indices.contains(index) {
      try run("playid") { mpd_run_play_id($0, songs[index].id.rawValue) }
    }
    return MPDPushResult(ids: songs.map(\.id), position: position, hasDurations: hasDurations)
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

  /// Loads the playlist behind the last song, then moves it to its place.
  private func load(
    _ name: String, for push: MPDPush, status: MPDStatus, position: Int
  ) throws(MPDError) -> [MPDSong] {
    let start = push.mode == .replace ? 0 : status.queueLength
    let songs: [MPDSong]
    do throws(MPDError) {
      songs = try load(name, clearing: push.mode == .replace, from: start)
    } catch {
      try takeBack(push, from: start, after: error)
      throw error
    }
    // Another client may have added or removed songs since the status was read: ours are the last ones.
    let ours = Array(songs.suffix(push.entries.count))
    guard ours.map(\.uri) == push.entries.map(\.uri) else {
      throw .malformed("the loaded playlist is not in the queue")
    }
    if push.mode == .insertNext, let first = ours.first, position < first.position {
      try run("move") {
        mpd_run_move_range(
          $0, UInt32(clamping: first.position), UInt32(clamping: first.position + ours.count),
          UInt32(clamping: position))
      }
    }
    return ours
  }

  /// Loads a stored playlist, and reads the queue from `start` in the same list.
  private func load(_ name: String, clearing: Bool, from start: Int) throws(MPDError) -> [MPDSong] {
    try beginList(discrete: true)
    if clearing { try run("clear") { mpd_send_clear($0) } }
    try run("load") { mpd_send_load($0, name) }
    try run("playlistinfo") { mpd_send_list_queue_range_meta($0, UInt32(clamping: start), .max) }
    try endList()
    if clearing { try nextAnswer("clear") }
    try nextAnswer("load")
    return try receiveSongs("playlistinfo")
  }

  /// Takes out what a refused `load` left in the queue: MPD keeps the songs before the one it refused.
  private func takeBack(_ push: MPDPush, from start: Int, after error: MPDError) throws(MPDError) {
    guard !error.endsConnection else {
      throw .interruptedPush(added: 0, of: push.entries.count)
    }
    let uris = Set(push.entries.map(\.uri))
    try delete(queue(from: start).filter { uris.contains($0.uri) }.map(\.id))
  }

  private func add(_ push: MPDPush, position: Int) throws(MPDError) -> [MPDSong] {
    let uris = push.entries.map(\.uri)
    for uri in uris { try Self.check(argument: uri, named: "a song's URI") }
    if push.mode == .replace { try run("clear") { mpd_run_clear($0) } }
    let ids = try addAll(uris, at: push.mode == .insertNext ? position : nil)
    guard ids.count == uris.count else { throw .malformed("addid without an id") }
    return zip(ids.indices, zip(ids, uris)).map { MPDSong(uri: $1.1, id: $1.0, position: position + $0) }
  }
}
