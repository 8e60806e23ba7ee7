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
    try run("status") { mpd_send_status($0) }
    let status = try receiveStatus()
    try finish("status")
    return status
  }

  func currentSong() throws(MPDError) -> MPDSong? {
    try run("currentsong") { mpd_send_current_song($0) }
    return try receiveSongs("currentsong").first
  }

  /// The songs from `position` to the end.
  func queue(from position: Int = 0) throws(MPDError) -> [MPDSong] {
    try run("playlistinfo") { mpd_send_list_queue_range_meta($0, UInt32(clamping: position), .max) }
    return try receiveSongs("playlistinfo")
  }

  /// The ids of all songs, in order; much less to read than the songs.
  func queueOrder() throws(MPDError) -> [MPDSongID] {
    try run("plchangesposid") { mpd_send_queue_changes_brief($0, 0) }
    var ids: [MPDSongID] = []
    var position: UInt32 = 0
    var id: UInt32 = 0
    while mpd_recv_queue_change_brief(handle, &position, &id) { ids.append(MPDSongID(rawValue: id)) }
    try check("plchangesposid")
    try finish("plchangesposid")
    return ids
  }

  func queueChanges(since version: UInt32) throws(MPDError) -> [MPDSong] {
    try run("plchanges") { mpd_send_queue_changes_meta($0, version) }
    return try receiveSongs("plchanges")
  }

  /// Status, current song and changed songs, as one list: no other command comes between them.
  ///
  /// - Parameter version: 0 for the whole queue.
  func reading(since version: UInt32) throws(MPDError) -> QueueReading {
    try beginList(discrete: true)
    try run("status") { mpd_send_status($0) }
    try run("currentsong") { mpd_send_current_song($0) }
    try run("plchanges") { mpd_send_queue_changes_meta($0, version) }
    try endList()
    let status = try receiveStatus()
    try nextAnswer("status")
    let song = try receiveSongs("currentsong", isLast: false).first
    let changes = try receiveSongs("plchanges")
    return QueueReading(status: status, song: song, changes: changes)
  }

  /// The names of the stored playlists.
  func storedPlaylists() throws(MPDError) -> [String] {
    try run("listplaylists") { mpd_send_list_playlists($0) }
    var names: [String] = []
    while let playlist = mpd_recv_playlist(handle) {
      names.append(String(cString: mpd_playlist_get_path(playlist)))
      mpd_playlist_free(playlist)
    }
    try check("listplaylists")
    try finish("listplaylists")
    return names
  }

  /// The URIs of a stored playlist.
  func storedPlaylist(named name: String) throws(MPDError) -> [String] {
    try Self.check(argument: name, named: "the playlist's name")
    try run("listplaylist") { mpd_send_list_playlist($0, name) }
    var uris: [String] = []
    while let pair = mpd_recv_pair_named(handle, "file") {
      uris.append(String(cString: pair.pointee.value))
      mpd_return_pair(handle, pair)
    }
    try check("listplaylist")
    try finish("listplaylist")
    return uris
  }

  // MARK: Lists and answers

  /// - Parameter discrete: whether the answers are read one by one, with ``nextAnswer(_:)`` between them.
  func beginList(discrete: Bool) throws(MPDError) {
    try run("command_list_begin") { mpd_command_list_begin($0, discrete) }
  }

  func endList() throws(MPDError) {
    try run("command_list_end") { mpd_command_list_end($0) }
  }

  func nextAnswer(_ command: String) throws(MPDError) {
    try run(command) { mpd_response_next($0) }
  }

  func receiveSongs(_ command: String, isLast: Bool = true) throws(MPDError) -> [MPDSong] {
    var songs: [MPDSong] = []
    while let song = mpd_recv_song(handle) {
      songs.append(MPDSong(song))
      mpd_song_free(song)
    }
    try check(command)
    if isLast { try finish(command) } else { try nextAnswer(command) }
    return songs
  }

  private func receiveStatus() throws(MPDError) -> MPDStatus {
    guard let status = mpd_recv_status(handle) else {
      try check("status")
      throw .malformed("an empty status")
    }
    defer { mpd_status_free(status) }
    return MPDStatus(status)
  }
}
