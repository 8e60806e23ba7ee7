/// A playlist that the configuration names.
public struct PlaylistSource: Sendable, Equatable {
  /// What the user calls it.
  public var name: String
  /// Where it is read from.
  public var url: String

  /// A line of `playlists`.
  public init(name: String, url: String) {
    self.name = name
    self.url = url
  }
}
