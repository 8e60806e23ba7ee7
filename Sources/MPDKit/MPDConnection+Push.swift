extension MPDConnection {
  /// Puts songs into the queue.
  ///
  /// - Parameter trace: set before anything is changed, and `nil` again when every song is in its place with its
  ///   tags: what goes wrong while it is set has to be mended.
  func push(_ push: MPDPush, trace: inout PushTrace?) throws(MPDError) -> MPDPushResult {
    for entry in push.entries { try Self.check(argument: entry.uri, named: "a song's URI") }
    let status = try status()
    try checkPermissions(for: push)
    var playlist = push.playlist
    if let name = playlist, try !hasPlaylist(name, of: push.entries) { playlist = nil }
    if trace == nil { trace = PushTrace(before: try queue()) }

    let songs = try bring(push, from: playlist, status: status)
    var tags: [String: SongTags] = [:]
    for entry in push.entries { tags[entry.uri] = entry.tags }
    var tagger = QueueTagger()
    do throws(MPDError) {
      try apply(tagger.plan(songs, tags: tags))
    } catch {
      // A song was removed again: no reason to call the push a failure.
      guard case .noSuchItem = error else { throw error }
    }
    trace = nil
    if let index = push.playFrom, songs.indices.contains(index) {
      // A song whose bytes stall would hold all of MPD up: `stop` closes its stream at once.
      if status.state != .stopped, push.mode != .replace { try run("stop") }
      try run("playid", "\(songs[index].id)")
    }
    return MPDPushResult(
      ids: songs.map(\.id), position: push.firstPosition(in: status), hasDurations: playlist != nil)
  }

  /// Takes out what a push left in the queue, save `kept`.
  ///
  /// - Returns: how many songs there were.
  @discardableResult
  func takeBack(
    _ push: MPDPush, trace: PushTrace, keeping kept: [MPDSongID] = []
  ) throws(MPDError) -> Int {
    let kept = Set(kept)
    // What is kept counts as what had been there.
    let leftovers = trace.leftovers(of: push.entries, in: try queue().filter { !kept.contains($0.id) })
    try delete(leftovers.map(\.id))
    return leftovers.count
  }

  /// Refuses a push that MPD would not let come to its end, before it has begun.
  private func checkPermissions(for push: MPDPush) throws(MPDError) {
    let allowed = try allowedCommands()
    // An MPD that forbids to ask is found out later.
    guard !allowed.isEmpty else { return }
    for command in push.commands where !allowed.contains(command) { throw .permission(command: command) }
  }

  /// Whether MPD sees the playlist, with exactly these songs.
  private func hasPlaylist(_ name: String, of entries: [MPDPush.Entry]) throws(MPDError) -> Bool {
    do throws(MPDError) {
      return try storedPlaylist(named: name) == entries.map(\.uri)
    } catch {
      // Without a playlist directory MPD calls the name unknown, or the command disabled.
      if !error.endsConnection { return false }
      guard error == .closed else { throw error }
      // A list of songs longer than MPD's buffer for answers: whether it is the right one can't be seen.
      try reopen()
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
        try run("move", "\(first.position):\(first.position + songs.count)", "\(position)")
      }
      return songs
    case .replace:
      do throws(MPDError) {
        let songs = try append(push, from: playlist, behind: old)
        // A song that plays would hand over to the next one when it is taken out.
        if status.state != .stopped { try run("stop") }
        try delete(positions: 0..<old)
        return songs
      } catch {
        guard case .tooManySongs(let count, let room) = error else { throw error }
        guard old > 0, count <= old + room else { throw .tooManySongs(count: count, room: old + room) }
      }
      // There is room for the new songs, but not for both.
      try run("clear")
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
      try run("load", name)
      songs = try queue(from: length)
    } catch {
      guard !error.endsConnection else { throw error }
      let count = try takeBack(push, from: length)
      throw error == .queueFull ? .tooManySongs(count: push.entries.count, room: count) : error
    }
    // Another client may have added or removed songs since the status was read.
    guard let ours = push.songs(in: songs) else {
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
