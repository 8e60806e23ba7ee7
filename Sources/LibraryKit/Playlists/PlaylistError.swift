public import TrackKit

/// Why nothing can be done about a playlist that was named.
public enum PlaylistError: ProxyError, Equatable {
  /// There is no such playlist.
  case unknown(name: String, known: [String])
  /// It has no URL to be read from.
  case hasNoURL(name: String)
  /// It can't be removed here, for the configuration has it.
  case isConfigured(name: String)

  /// Only another name helps.
  public var disposition: Disposition { .giveUp }

  /// What is wrong, and the cure.
  public var sentence: String {
    switch self {
    case .unknown(let name, let known):
      let names = known.map(TerminalText.quote)
      return "unknown playlist: \(TerminalText.quote(name)); "
        + (names.isEmpty ? "`ytmpd-tui add URL` makes one" : "there are \(names.joined(separator: ", "))")
    case .hasNoURL(let name):
      return
        "the playlist \(TerminalText.quote(name)) was not read from anywhere, so it can't be read again"
    case .isConfigured(let name):
      return "the playlist \(TerminalText.quote(name)) is in the configuration, and would come back; "
        + "take its line out of `playlists`"
    }
  }
}
