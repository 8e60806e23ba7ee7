/// Whether yt-dlp can be asked for URLs; the raw values are the words of `/status`.
public enum ResolverState: String, Sendable, Codable, CaseIterable {
  /// It can.
  case ok
  /// YouTube has refused it, and it is not asked for a while.
  case open
  /// One run finds out whether YouTube still refuses it.
  case probing
  /// The program is not installed.
  case missing
}
