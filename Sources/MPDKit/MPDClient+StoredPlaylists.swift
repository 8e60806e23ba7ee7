extension MPDClient {
  /// Tells the clients of MPD that the stored playlists are not what they were.
  ///
  /// MPD reads the files of its playlist directory when a client asks for them, but notices no change by
  /// itself. So a playlist is made and removed again, at which MPD tells everybody who waits for news.
  ///
  /// - Parameter uri: any URL that MPD would take into a playlist.
  /// - Throws: `MPDError`, also when there is no playlist directory, or no permission.
  public func announceStoredPlaylists(uri: String) throws(MPDError) {
    // Hidden, should MPD die in between.
    let name = ".ytmpd-tui-\(UInt32.random(in: 0...UInt32.max))"
    try MPDConnection.check(argument: uri, named: "the URI")
    try perform { connection throws(MPDError) in
      try connection.beginList()
      try connection.send("playlistadd", name, uri)
      try connection.send("rm", name)
      try connection.endList("playlistadd")
    }
  }
}
