/// What MPD is doing; the raw values are the words of `/status`.
public enum PlayerState: String, Sendable, Codable, CaseIterable {
  /// It plays.
  case play
  /// It is paused.
  case pause
  /// It is stopped.
  case stop
  /// It has not said yet.
  case unknown
}
