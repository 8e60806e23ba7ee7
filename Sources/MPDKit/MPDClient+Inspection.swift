import CMPDClient

extension MPDClient {
  /// The commands that this connection may give: fewer than MPD knows when it wants a password.
  ///
  /// - Throws: ``MPDError``.
  public func allowedCommands() throws(MPDError) -> Set<String> {
    try perform { connection throws(MPDError) in try connection.allowedCommands() }
  }

  /// The folders that MPD's configuration names, which it tells clients on its socket only: `music_directory`
  /// and, from MPD 0.24 on, `playlist_directory`. What it does not tell is missing.
  ///
  /// - Throws: ``MPDError``; a refusal to tell is no error.
  public func directories() throws(MPDError) -> [String: String] {
    do throws(MPDError) {
      return try perform { connection throws(MPDError) in try connection.settings() }
    } catch {
      guard error.endsConnection else { return [:] }
      throw error
    }
  }
}

extension MPDConnection {
  /// The commands that this connection may give.
  func allowedCommands() throws(MPDError) -> Set<String> {
    try run("commands") { mpd_send_allowed_commands($0) }
    var names: Set<String> = []
    while let pair = mpd_recv_command_pair(handle) {
      names.insert(String(cString: pair.pointee.value))
      mpd_return_pair(handle, pair)
    }
    try check("commands")
    try finish("commands")
    return names
  }

  /// What MPD tells of its configuration.
  func settings() throws(MPDError) -> [String: String] {
    try run("config") { cmpdclient_send($0, "config") }
    var settings: [String: String] = [:]
    while let pair = mpd_recv_pair(handle) {
      settings[String(cString: pair.pointee.name)] = String(cString: pair.pointee.value)
      mpd_return_pair(handle, pair)
    }
    try check("config")
    try finish("config")
    return settings
  }
}
