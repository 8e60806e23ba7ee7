/// What the edge knows about the player behind our connection to MPD.
public struct PlayerLink: Sendable {
  /// What `/status` says of it.
  public var player: ProxyStatus.Player
  /// Whether that connection keeps the tags of MPD's queue right, so that MPD's streams need no metadata;
  /// asked again for every request.
  public var tagsQueue: @Sendable () -> Bool
  /// Whether MPD is there but has not answered for so long: a user's command is then held up behind a song
  /// whose bytes don't come.
  public var isBlocked: @Sendable (Duration) async -> Bool

  /// No player, until told otherwise.
  public init(
    player: ProxyStatus.Player = .init(), tagsQueue: @autoclosure @escaping @Sendable () -> Bool = false,
    isBlocked: @escaping @Sendable (Duration) async -> Bool = { _ in false }
  ) {
    self.player = player
    self.tagsQueue = tagsQueue
    self.isBlocked = isBlocked
  }
}
