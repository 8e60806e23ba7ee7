extension ProxyStatus {
  /// The cache of audio: what there is, and what it was good for since the start.
  public struct Cache: Sendable, Equatable, Codable {
    /// Whether it works.
    public enum State: String, Sendable, Codable, CaseIterable {
      /// There is none: `cache_size` is 0.
      case off
      /// It works.
      case ok
      /// Songs are played without it.
      case failed
    }

    /// Whether it works.
    public var state = State.off
    /// Why, when it does not.
    public var reason: String?
    /// The bytes on the disk, those of kept tracks included.
    public var bytes: Int64 = 0
    /// How many bytes there may be besides those of kept tracks (`cache_size`).
    public var limit: Int64 = 0
    /// Tracks of which there is any.
    public var tracks = 0
    /// Tracks that play without a network.
    public var complete = 0
    /// Tracks that are kept, whether they are there yet or not.
    public var kept = 0
    /// The bytes of those, which don't count against ``limit``.
    public var keptBytes: Int64 = 0
    /// Streams that got all of their bytes from the cache.
    public var hits = 0
    /// Streams for which the origin was asked.
    public var misses = 0
    /// Bytes of streams for which the origin was not asked.
    public var bytesSaved: Int64 = 0

    /// None.
    public init() {}

    enum CodingKeys: String, CodingKey {
      case state, reason, bytes, limit, tracks, complete, kept, hits, misses
      case keptBytes = "kept_bytes"
      case bytesSaved = "bytes_saved"
    }

    /// Writes every key.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(state, forKey: .state)
      try container.encode(reason, forKey: .reason)
      try container.encode(bytes, forKey: .bytes)
      try container.encode(limit, forKey: .limit)
      try container.encode(tracks, forKey: .tracks)
      try container.encode(complete, forKey: .complete)
      try container.encode(kept, forKey: .kept)
      try container.encode(keptBytes, forKey: .keptBytes)
      try container.encode(hits, forKey: .hits)
      try container.encode(misses, forKey: .misses)
      try container.encode(bytesSaved, forKey: .bytesSaved)
    }
  }
}
