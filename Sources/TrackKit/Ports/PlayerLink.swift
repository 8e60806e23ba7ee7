/// Whose a request for a track is that a Music Player Daemon makes.
///
/// All of them call themselves by the same name; ours is the one that has the track in a queue.
public enum PlayerClaim: Sendable, Equatable {
  /// Ours, and we keep the tags of its queue right, so that it needs none from the stream.
  case tagged
  /// Ours, which does not let us tag its queue.
  case untagged
  /// Another one's, in another room, or beside ours.
  case foreign
}

/// What the edge knows about the player behind our connection to MPD.
public struct PlayerLink: Sendable {
  /// What `/status` says of it.
  public var player: ProxyStatus.Player
  /// Whose the request of an MPD for the track is, as far as that is known; `nil` when MPD has to be asked. Asked for
  /// every request of an MPD, on the relay's event loop: it must not wait.
  public var claim: @Sendable (VideoID) -> PlayerClaim?
  /// Asks MPD whose the request is, and connects first if need be; takes three seconds at most.
  public var inquire: @Sendable (VideoID) async -> PlayerClaim
  /// Whether MPD is there but has not answered for so long: a user's command is then held up behind a song
  /// whose bytes don't come.
  public var isBlocked: @Sendable (Duration) async -> Bool

  /// No player, until told otherwise.
  public init(
    player: ProxyStatus.Player = .init(),
    claim: @escaping @Sendable (VideoID) -> PlayerClaim? = { _ in .foreign },
    inquire: @escaping @Sendable (VideoID) async -> PlayerClaim = { _ in .foreign },
    isBlocked: @escaping @Sendable (Duration) async -> Bool = { _ in false }
  ) {
    self.player = player
    self.claim = claim
    self.inquire = inquire
    self.isBlocked = isBlocked
  }
}
