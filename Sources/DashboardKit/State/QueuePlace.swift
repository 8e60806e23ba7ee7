/// Where songs go in the player's queue.
public enum QueuePlace: Sendable, Equatable, Codable {
  /// Behind the last song.
  case append
  /// Behind the song that plays.
  case next
  /// In the place of all songs, the first of them played.
  case replace
}
