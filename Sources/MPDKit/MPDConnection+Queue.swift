import CMPDClient

/// The player and the queue at one moment.
struct QueueReading {
  let status: MPDStatus
  let song: MPDSong?
  /// The songs that changed since the version that was asked for.
  let changes: [MPDSong]
}

extension MPDConnection {
  func status() throws(MPDError) -> MPDStatus {
    try send("status")
    return try receiveStatus()
  }

  func currentSong() throws(MPDError) -> MPDSong? { try currentSong(in: try status()) }

  /// The songs from `position` to the end.
  func queue(from position: Int = 0) throws(MPDError) -> [MPDSong] {
    let length = try status().queueLength
    guard position < length else { return [] }
    return try songs(in: position..<length, since: 0)
  }

  /// The ids of all songs, in order; much less to read than the songs.
  func queueOrder() throws(MPDError) -> [MPDSongID] {
    let length = try status().queueLength
    var ids: [MPDSongID] = []
    for start in stride(from: 0, to: length, by: CommandList.maximumAnswers) {
      ids += try self.ids(in: start..<min(length, start + CommandList.maximumAnswers))
      guard version >= .queueRanges else { break }
    }
    return ids
  }

  func queueChanges(since version: UInt32) throws(MPDError) -> [MPDSong] {
    try songs(in: 0..<(try status().queueLength), since: version)
  }

  /// Status, current song and changed songs of one moment.
  ///
  /// - Parameter version: 0 for the whole queue.
  func reading(since version: UInt32) throws(MPDError) -> QueueReading {
    if pages.isOne || self.version < .queueRanges {
      do throws(MPDError) {
        let reading = try readingInOnePage(since: version)
        pages.length = reading.status.queueLength
        if pages.isOne || self.version < .queueRanges { return reading }
      } catch {
        guard error == .closed, self.version >= .queueRanges else { throw error }
        try reopen()
      }
    }
    // No other client's command may come between the pages, as far as that can be had.
    var reading = try readingInPages(since: version)
    for _ in 0..<Self.mostAttempts {
      if try status().queueVersion == reading.status.queueVersion { break }
      reading = try readingInPages(since: version)
    }
    return reading
  }

  /// The names of the stored playlists.
  func storedPlaylists() throws(MPDError) -> [String] { try values("playlist", of: "listplaylists") }

  /// The URIs of a stored playlist.
  func storedPlaylist(named name: String) throws(MPDError) -> [String] {
    try Self.check(argument: name, named: "the playlist's name")
    return try values("file", of: "listplaylist", name)
  }

  private static let mostAttempts = 3
}

// MARK: - Pages

extension MPDConnection {
  /// As one command list: no other command comes between them.
  private func readingInOnePage(since version: UInt32) throws(MPDError) -> QueueReading {
    try beginList(discrete: true)
    try send("status")
    try send("currentsong")
    try sendChanges(since: version, in: 0..<pages.size)
    try send("command_list_end")
    let status = try receiveStatus()
    let song = try receiveSongs("currentsong").first
    let changes = try receiveSongs("plchanges")
    try receive("command_list_end")
    return QueueReading(status: status, song: song, changes: changes)
  }

  private func readingInPages(since version: UInt32) throws(MPDError) -> QueueReading {
    let status = try status()
    pages.length = status.queueLength
    // What could not be read may have left the queue.
    if version == 0 { pages.unreadable = [] }
    let song = try currentSong(in: status)
    let changes = try songs(in: 0..<status.queueLength, since: version)
    return QueueReading(status: status, song: song, changes: changes)
  }

  /// The current song, or what stands for one that MPD can't tell of.
  private func currentSong(in status: MPDStatus) throws(MPDError) -> MPDSong? {
    guard let id = status.songID, let position = status.songPosition else { return nil }
    let placeholder = MPDSong.unreadable(id, position: position)
    var isSecondTry = false
    while !pages.unreadable.contains(id) {
      do throws(MPDError) {
        try send("currentsong")
        return try receiveSongs("currentsong").first
      } catch {
        guard error == .closed else { throw error }
        try reopen()
        if isSecondTry { pages.unreadable.insert(id) }
        isSecondTry = true
      }
    }
    return placeholder
  }

  /// The songs at `positions` that changed since `version`, in as many pages as MPD wants.
  ///
  /// - Throws: `MPDError.closed` also when MPD sends nothing however little it is asked for.
  private func songs(in positions: Range<Int>, since version: UInt32) throws(MPDError) -> [MPDSong] {
    guard self.version >= .queueRanges else {
      try send("plchanges", "\(version)")
      return try receiveSongs("plchanges").filter { positions.contains($0.position) }
    }
    var songs: [MPDSong] = []
    var walk = QueueWalk(positions, size: pages.size)
    while let page = walk.page {
      do throws(MPDError) {
        try sendChanges(since: version, in: page)
        songs += try receiveSongs("plchanges")
        walk.succeeded()
      } catch {
        guard error == .closed, !walk.isHopeless else { throw error }
        try reopen()
        guard let position = walk.failed() else { continue }
        // It may have left the queue meanwhile.
        guard let id = try ids(in: position..<position + 1).first else { continue }
        pages.unreadable.insert(id)
        songs.append(.unreadable(id, position: position))
      }
    }
    pages.size = walk.size
    return songs
  }

  private func ids(in positions: Range<Int>) throws(MPDError) -> [MPDSongID] {
    var arguments = ["0"]
    if version >= .queueRanges { arguments.append("\(positions.lowerBound):\(positions.upperBound)") }
    try send("plchangesposid", arguments)
    var ids: [MPDSongID] = []
    try receive("plchangesposid") { pair in
      guard pair.isNamed("Id"), let number = UInt32(String(cString: pair.pointee.value)) else { return }
      ids.append(MPDSongID(rawValue: number))
    }
    return ids
  }

  private func sendChanges(since version: UInt32, in positions: Range<Int>) throws(MPDError) {
    guard self.version >= .queueRanges else { return try send("plchanges", "\(version)") }
    try send("plchanges", "\(version)", "\(positions.lowerBound):\(positions.upperBound)")
  }
}

// MARK: - Answers

extension MPDConnection {
  func receiveSongs(_ command: String) throws(MPDError) -> [MPDSong] {
    var songs: [MPDSong] = []
    var unfinished: OpaquePointer?
    func finishSong() {
      guard let song = unfinished else { return }
      songs.append(MPDSong(song))
      mpd_song_free(song)
      unfinished = nil
    }
    // Frees what an error has left half read.
    defer { finishSong() }
    try receive(command) { pair in
      if let song = unfinished, mpd_song_feed(song, pair) { return }
      finishSong()
      unfinished = mpd_song_begin(pair)
    }
    finishSong()
    return songs
  }

  private func receiveStatus() throws(MPDError) -> MPDStatus {
    guard let status = mpd_status_begin() else { throw .malformed("a status without memory for it") }
    defer { mpd_status_free(status) }
    try receive("status") { mpd_status_feed(status, $0) }
    return MPDStatus(status)
  }
}
