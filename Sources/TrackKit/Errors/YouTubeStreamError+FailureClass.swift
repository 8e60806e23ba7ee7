extension YouTubeStreamError {
  /// The class of the cause.
  public var failureClass: FailureClass {
    switch cause {
    case .status(408), .status(511): FailureClass("network", .surroundings)
    case .status(500...599): FailureClass("server-error", .origin)
    case .status: FailureClass("refused", .origin)
    case .tooManyRequests: FailureClass("rate-limit", .surroundings)
    case .connect, .connectTimeout, .page, .interrupted: FailureClass("network", .surroundings)
    case .proxy, .proxyRefusal: FailureClass("proxy", .surroundings)
    case .tls: FailureClass("certificate", .surroundings)
    case .idle, .stalled: FailureClass("silence", .surroundings)
    case .slow: FailureClass("slow", .surroundings)
    case .mismatch, .otherType, .changed: FailureClass("other-media", .origin)
    case .redirect, .redirectLoop: FailureClass("redirect", .origin)
    case .playerBlocked: FailureClass("player-blocked", .surroundings)
    }
  }
}
