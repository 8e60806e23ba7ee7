/// Where the cache of audio is, and how much it may have.
public struct AudioCacheOptions: Sendable, Equatable {
  /// The folder, which is made when it is missing.
  public var directory: String
  /// How many bytes it may take on the disk, kept tracks not counted; 0 for no cache but of these.
  public var limit: Int64
  /// Whether songs are fetched to their end, and the next ones, before anybody asks for it.
  public var fillsAhead: Bool

  /// Options.
  public init(directory: String, limit: Int64, fillsAhead: Bool = true) {
    self.directory = directory
    self.limit = max(limit, 0)
    self.fillsAhead = fillsAhead
  }
}
