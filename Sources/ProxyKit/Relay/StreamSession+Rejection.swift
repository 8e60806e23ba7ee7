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
    /// The word of the failure's class; `nil` where the status says it all.
    var word: String?

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
    var rejection = Rejection(
      status: status(for: error), sentence: error.sentence, word: error.failureClass.word)
    if rejection.status == 503 {
      rejection.retryAfter = error is GoingDownError ? RelayRules.restartTime : 60
    }
    return rejection
  }

  private static func status(for error: any ProxyError) -> Int {
    switch error {
    case let error as YouTubeStreamError: error.isTimeout ? 504 : 502
    case let error as URLRefreshError where error.kind == .breakerOpen || error.opensBreaker: 503
    case let error as URLRefreshError: error.kind == .timeout ? 504 : 502
    case is GoingDownError: 503
    case is TrackNotFoundError: 404
    default: 502
    }
  }
}
