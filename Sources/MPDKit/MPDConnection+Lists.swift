import CMPDClient

extension MPDConnection {
  /// Makes the edits, in as few command lists as MPD takes; a song's edits are never in two lists.
  ///
  /// - Throws: `MPDError.noSuchItem` when a song has left the queue meanwhile; the edits before it are made.
  func apply(_ edits: [SongEdit]) throws(MPDError) {
    for list in CommandList.split(edits, length: \.length) {
      try beginList(discrete: false)
      for edit in list {
        for step in edit.steps {
          try run("tag") { handle in
            switch step {
            case .clear(let tag): mpd_send_clear_tag_id(handle, edit.song.rawValue, tag.clientTag)
            case .add(let tag, let value):
              mpd_send_add_tag_id(handle, edit.song.rawValue, tag.clientTag, value)
            }
          }
        }
      }
      try endList()
      try finish("addtagid")
    }
  }

  /// Adds songs, in as few command lists as MPD takes.
  ///
  /// - Parameter position: the place of the first one, `nil` for the end.
  /// - Returns: the ids of the songs MPD took, and why it did not take the next one.
  /// - Throws: `MPDError.invalidArgument`, before anything is sent.
  func addSongs(
    _ uris: [String], at position: Int?
  ) throws(MPDError) -> (ids: [MPDSongID], failure: MPDError?) {
    for uri in uris { try Self.check(argument: uri, named: "a song's URI") }
    var ids: [MPDSongID] = []
    ids.reserveCapacity(uris.count)
    for list in CommandList.split(uris, length: { CommandList.length(of: "addid", [$0, "00000"]) }) {
      do throws(MPDError) {
        try beginList(discrete: false)
        for (index, uri) in zip(list.indices, list) {
          try run("addid") { handle in
            position.map { mpd_send_add_id_to(handle, uri, UInt32(clamping: $0 + index)) }
              ?? mpd_send_add_id(handle, uri)
          }
        }
        try endList()
        while let pair = mpd_recv_pair_named(handle, "Id") {
          if let number = UInt32(String(cString: pair.pointee.value)) {
            ids.append(MPDSongID(rawValue: number))
          }
          mpd_return_pair(handle, pair)
        }
        try check("addid")
        try finish("addid")
      } catch {
        return (ids, error)
      }
    }
    return (ids, nil)
  }

  /// Adds all songs or none.
  ///
  /// - Throws: why MPD refused a song, after the others were taken out again (`MPDError.tooManySongs` when the
  ///   queue was full); `MPDError.interruptedPush` when
  ///   the connection was lost with songs in the queue.
  func addAll(_ uris: [String], at position: Int?) throws(MPDError) -> [MPDSongID] {
    let (ids, failure) = try addSongs(uris, at: position)
    guard let failure else { return ids }
    let refusal = failure == .queueFull ? .tooManySongs(count: uris.count, room: ids.count) : failure
    if ids.isEmpty { throw refusal }
    guard !failure.endsConnection else { throw .interruptedPush(added: ids.count, of: uris.count) }
    do throws(MPDError) {
      try delete(ids)
    } catch {
      throw .interruptedPush(added: ids.count, of: uris.count)
    }
    throw refusal
  }

  /// Takes songs out of the queue.
  func delete(_ ids: [MPDSongID]) throws(MPDError) {
    for list in CommandList.split(ids, length: { CommandList.length(of: "deleteid", ["\($0)"]) }) {
      try beginList(discrete: false)
      for id in list { try run("deleteid") { mpd_send_delete_id($0, id.rawValue) } }
      try endList()
      try finish("deleteid")
    }
  }
}

extension SongTag {
  /// libmpdclient's number for it.
  var clientTag: mpd_tag_type {
    switch self {
    case .artist: MPD_TAG_ARTIST
    case .title: MPD_TAG_TITLE
    case .album: MPD_TAG_ALBUM
    case .name: MPD_TAG_NAME
    }
  }
}
