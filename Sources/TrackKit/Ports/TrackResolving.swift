/// Who gets URLs for tracks: asks each id once however many want it, stores what comes, and says so.
public protocol TrackResolving: Sendable {
  /// A track with a URL just resolved.
  ///
  /// - Parameters:
  ///   - id: the video.
  ///   - cause: why, for people.
  ///   - priority: whether a client listens.
  ///   - formatID: the format it must have, `nil` for the best. If it is the one that the track has, it must be the same
  ///     rendition.
  /// - Throws: why there is none.
  func resolve(
    _ id: VideoID, cause: String, priority: ResolvePriority, formatID: String?
  ) async throws(URLRefreshError) -> Track

  /// A track with a URL just resolved, to a rendition that its bytes are to be joined to.
  ///
  /// - Parameters:
  ///   - id: the video.
  ///   - cause: why, for people.
  ///   - priority: whether a client listens.
  ///   - rendition: what it must be, `nil` for the best.
  /// - Throws: why there is none; ``URLRefreshError/Kind/noDirectFormat`` when that rendition is gone.
  func resolve(
    _ id: VideoID, cause: String, priority: ResolvePriority, rendition: Rendition?
  ) async throws(URLRefreshError) -> Track

  /// The counts so far and the state of yt-dlp; cheap, from any thread.
  func resolverStatus() -> (refreshes: ProxyStatus.Refreshes, resolver: ProxyStatus.Resolver)

  /// How long until a refused resolve is worth another try; `nil` while nothing is refused.
  var retryAfter: Duration? { get }
}

extension TrackResolving {
  /// Nothing is ever refused.
  public var retryAfter: Duration? { nil }

  /// By the format alone.
  public func resolve(
    _ id: VideoID, cause: String, priority: ResolvePriority, rendition: Rendition?
  ) async throws(URLRefreshError) -> Track {
    try await resolve(id, cause: cause, priority: priority, formatID: rendition?.formatID)
  }
}

/// Who waits for a resolve: listeners go before people, people before work in advance.
public enum ResolvePriority: Int, Sendable, Comparable {
  /// Work in advance: nobody waits for it. It leaves a place to the others.
  case background
  /// A person asked by key or command. May take every place, and makes way for listeners.
  case person
  /// A client listens.
  case listener

  /// By urgency.
  public static func < (left: ResolvePriority, right: ResolvePriority) -> Bool {
    left.rawValue < right.rawValue
  }
}
