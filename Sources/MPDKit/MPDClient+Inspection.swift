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
    Set(try values("command", of: "commands"))
  }

  /// What MPD tells of its configuration.
  func settings() throws(MPDError) -> [String: String] {
    try send("config")
    var settings: [String: String] = [:]
    try receive("config") { settings[String(cString: $0.pointee.name)] = String(cString: $0.pointee.value) }
    return settings
  }
}
