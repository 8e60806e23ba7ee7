import CMPDClient

extension MPDConnection {
  /// Makes the edits, in as few command lists as MPD takes; a song's edits are never in two lists.
  ///
  /// - Throws: `MPDError.noSuchItem` when a song has left the queue meanwhile; the edits before it are made.
  func apply(_ edits: [SongEdit]) throws(MPDError) {
    for list in CommandList.split(edits, length: \.length) {
      try beginList()
      for edit in list {
        for step in edit.steps {
          switch step {
          case .clear(let tag): try send("cleartagid", "\(edit.song)", tag.rawValue)
          case .add(let tag, let value): try send("addtagid", "\(edit.song)", tag.rawValue, value)
          }
        }
      }
      try endList("addtagid")
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
    for list in CommandList.split(
      uris, count: CommandList.maximumAnswers, length: { CommandList.length(of: "addid", [$0, "00000"]) })
    {
      do throws(MPDError) {
        try beginList()
        for (index, uri) in zip(list.indices, list) {
          if let position {
            try send("addid", uri, "\(position + index)")
          } else {
            try send("addid", uri)
          }
        }
        try endList("addid") { pair in
          guard pair.isNamed("Id"), let number = UInt32(String(cString: pair.pointee.value)) else { return }
          ids.append(MPDSongID(rawValue: number))
        }
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
      try beginList()
      for id in list { try send("deleteid", "\(id)") }
      try endList("deleteid")
    }
  }
}
