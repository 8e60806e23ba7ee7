// Every documented key is always there: what is not known is `null`, so that a script need not tell an absent key
// from a misspelt one.

extension ProxyStatus {
  /// Reads what another version may have written.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    version = try container.decode(String.self, forKey: .version)
    uptimeSeconds = try container.decode(Double.self, forKey: .uptimeSeconds)
    streams = try container.decode(Streams.self, forKey: .streams)
    retriesTotal = try container.decode(Int.self, forKey: .retriesTotal)
    refreshes = try container.decode(Refreshes.self, forKey: .refreshes)
    resolver = try container.decode(Resolver.self, forKey: .resolver)
    mpd = try container.decode(Player.self, forKey: .mpd)
    tracks = try container.decode(Tracks.self, forKey: .tracks)
    cache = try container.decodeIfPresent(Cache.self, forKey: .cache) ?? Cache()
  }
}

extension ProxyStatus.Stream {
  /// Reads what another version may have written.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      id: try container.decode(UInt64.self, forKey: .id),
      videoID: try container.decode(VideoID.self, forKey: .videoID),
      artist: try container.decodeIfPresent(String.self, forKey: .artist),
      title: try container.decode(String.self, forKey: .title),
      client: try container.decode(ClientProgram.self, forKey: .client),
      state: try container.decode(StreamState.self, forKey: .state),
      startedAt: try container.decode(Double.self, forKey: .startedAt))
    bytesSent = try container.decode(Int64.self, forKey: .bytesSent)
    bytesPerSecond = try container.decode(Int64.self, forKey: .bytesPerSecond)
    length = try container.decodeIfPresent(Int64.self, forKey: .length)
    offset = try container.decode(Int64.self, forKey: .offset)
    attempt = try container.decode(Int.self, forKey: .attempt)
    cachedSpans = try container.decodeIfPresent([Range<Double>].self, forKey: .cachedSpans) ?? []
  }

  /// Writes every key.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(videoID, forKey: .videoID)
    try container.encode(artist, forKey: .artist)
    try container.encode(title, forKey: .title)
    try container.encode(client, forKey: .client)
    try container.encode(state, forKey: .state)
    try container.encode(bytesSent, forKey: .bytesSent)
    try container.encode(bytesPerSecond, forKey: .bytesPerSecond)
    try container.encode(length, forKey: .length)
    try container.encode(offset, forKey: .offset)
    try container.encode(attempt, forKey: .attempt)
    try container.encode(startedAt, forKey: .startedAt)
    try container.encode(cachedSpans, forKey: .cachedSpans)
  }
}

extension ProxyStatus.Resolver {
  /// Writes every key.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(state, forKey: .state)
    try container.encode(reason, forKey: .reason)
    try container.encode(queue, forKey: .queue)
    try container.encode(runsLastHour, forKey: .runsLastHour)
  }
}
