import TrackKit

extension StreamSession {
  /// An error answer instead of the track.
  struct Rejection: Sendable, Equatable {
    /// The status code.
    var status: Int
    /// One plain sentence.
    var sentence: String
    /// Seconds until the request is worth repeating.
    var retryAfter: Int?

    /// The same with the time that is left until a refused resolve is worth a try, if this is one and the resolver
    /// knows. At the end of that time a try is under way.
    func waiting(for left: Duration?) -> Rejection {
      guard retryAfter != nil, let left else { return self }
      var rejection = self
      rejection.retryAfter = max(Int(left.seconds.rounded(.up)), RelayRules.probePatience)
      return rejection
    }
  }

  static func rejection(for error: any ProxyError) -> Rejection {
    switch error {
    case let error as YouTubeStreamError:
      return Rejection(status: error.isTimeout ? 504 : 502, sentence: error.sentence)
    case let error as URLRefreshError where error.kind == .breakerOpen || error.opensBreaker:
      return Rejection(status: 503, sentence: error.sentence, retryAfter: 60)
    case let error as URLRefreshError:
      return Rejection(status: error.kind == .timeout ? 504 : 502, sentence: error.sentence)
    case let error as GoingDownError:
      return Rejection(status: 503, sentence: error.sentence, retryAfter: RelayRules.restartTime)
    case let error as TrackNotFoundError:
      return Rejection(status: 404, sentence: error.sentence)
    default: return Rejection(status: 502, sentence: error.sentence)
    }
  }
}
