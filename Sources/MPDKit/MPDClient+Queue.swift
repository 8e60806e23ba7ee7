// Every command throws `MPDError`: the server's refusal, or that there is no connection.

extension MPDClient {
  /// Empties the queue.
  public func clear() throws(MPDError) {
    try command("clear")
  }

  /// Appends a song.
  ///
  /// - Returns: its id.
  @discardableResult
  public func add(_ uri: String) throws(MPDError) -> MPDSongID {
    let ids = try perform { connection throws(MPDError) in
      let outcome = try connection.addSongs([uri], at: nil)
      if let failure = outcome.failure { throw failure }
      return outcome.ids
    }
    guard let id = ids.first else { throw .malformed("addid without an id") }
    return id
  }

  /// Appends songs, all or none of them: when MPD refuses one, those before it are taken out again.
  ///
  /// - Returns: their ids, in the same order.
  @discardableResult
  public func add(_ uris: [String]) throws(MPDError) -> [MPDSongID] {
    try perform { connection throws(MPDError) in try connection.addAll(uris, at: nil) }
  }

  /// Takes songs out of the queue.
  public func delete(_ ids: [MPDSongID]) throws(MPDError) {
    try perform { connection throws(MPDError) in try connection.delete(ids) }
  }

  /// Moves a song.
  ///
  /// - Parameter position: the place it gets, from 0; brought into the queue's range.
  /// - Throws: ``MPDError/noSuchItem(command:text:)`` when it has left the queue.
  public func move(_ id: MPDSongID, to position: Int) throws(MPDError) {
    try perform { connection throws(MPDError) in
      let last = try connection.status().queueLength - 1
      try connection.run("moveid", "\(id)", "\(min(max(0, position), max(0, last)))")
    }
  }

  /// Moves songs towards the end of the queue by so many places, or towards its start when negative. They keep
  /// their order, and none goes beyond an end or over another of them. Songs that have left the queue are
  /// passed over.
  public func move(_ ids: [MPDSongID], by offset: Int) throws(MPDError) {
    try perform { connection throws(MPDError) in
      let order = try connection.queueOrder()
      try connection.move(QueueMove.moves(of: Set(ids), by: offset, in: order))
    }
  }

  /// Whether the queue has the song.
  func holds(_ id: MPDSongID) throws(MPDError) -> Bool {
    try perform { connection throws(MPDError) in try connection.queueOrder().contains(id) }
  }

  /// Appends a stored playlist.
  public func load(playlist name: String) throws(MPDError) {
    try MPDConnection.check(argument: name, named: "the playlist's name")
    try command("load", name)
  }

  /// Has MPD read its music directory, or a part of it, again; returns before that is done.
  public func update(path: String? = nil) throws(MPDError) {
    guard let path else { return try command("update") }
    try MPDConnection.check(argument: path, named: "the path")
    try command("update", path)
  }
}
