/// A playlist as the list shows it.
public struct PlaylistRow: Sendable, Equatable, Identifiable {
  /// The name, without the prefix.
  public var name: String
  /// How many tracks it holds.
  public var trackCount: Int
  /// Where it comes from, when a configuration names it.
  public var source: String?

  /// A playlist.
  public init(name: String, trackCount: Int, source: String? = nil) {
    self.name = name
    self.trackCount = trackCount
    self.source = source
  }

  /// The name, which no two playlists share.
  public var id: String { name }
}
