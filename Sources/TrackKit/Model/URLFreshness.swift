public import FoundationEssentials

/// Decides whether a media URL may still be asked.
public struct URLFreshness: Sendable, Equatable {
  /// The age at which a URL counts as expired (`stream_cache_hours`).
  public var maximumAge: Duration
  /// How long before the `expire=` of its own query a URL counts as expired.
  public static let expiryMargin = Duration.seconds(300)

  /// Five hours, unless said otherwise: URLs live about six.
  public init(maximumAge: Duration = .seconds(5 * 3600)) {
    self.maximumAge = maximumAge
  }

  /// What became of a URL.
  public enum Verdict: Sendable, Equatable {
    /// It may be asked.
    case fresh
    /// It should be refreshed; the text says why, such as "URL 5 h 02 min old".
    case expired(String)
  }

  /// The rule itself: the first moment at which a URL counts as expired, in Unix seconds.
  ///
  /// - Parameters:
  ///   - resolvedAt: when it was resolved, in Unix seconds.
  ///   - expires: the `expire=` of its query, `nil` without one.
  public func end(resolvedAt: Double, expires: Double?) -> Double {
    let byAge = resolvedAt + maximumAge.seconds
    // While just the margin is left, the URL is still fresh.
    return min(byAge, expires.map { ($0 - Self.expiryMargin.seconds).nextUp } ?? .infinity)
  }

  /// From when on the URL of `media` counts as expired.
  public func staleAt(_ media: MediaSource) -> Date {
    Date(
      timeIntervalSince1970: end(
        resolvedAt: media.resolvedAt.timeIntervalSince1970, expires: media.expiresAt?.timeIntervalSince1970))
  }

  /// The verdict on `media` at `now`.
  public func verdict(on media: MediaSource, now: Date) -> Verdict {
    guard staleAt(media) <= now else { return .fresh }
    if let expiry = media.expiresAt {
      let left = expiry.timeIntervalSince(now)
      if left <= 0 { return .expired("URL expired \(Wording.span(seconds: -left)) ago") }
      if left < Self.expiryMargin.seconds { return .expired("URL expires in \(Wording.span(seconds: left))") }
    }
    return .expired("URL \(Wording.span(seconds: now.timeIntervalSince(media.resolvedAt))) old")
  }
}
