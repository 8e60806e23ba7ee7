/// The origin did not deliver a range of a track.
public struct YouTubeStreamError: ProxyError, Equatable {
  /// What went wrong with the range.
  public enum Cause: Sendable, Equatable {
    /// The origin answered with a status other than 206.
    case status(Int)
    /// 429, with the delay of its Retry-After (RFC 9110 §10.2.3) when it had one.
    case tooManyRequests(retryAfter: Duration?)
    /// No connection could be made.
    case connect(String)
    /// No connection was made within this time.
    case connectTimeout(Duration)
    /// The proxy on the way to the origin failed: which one, and how.
    case proxy(String)
    /// The proxy on the way does not take us, and won't until something is changed.
    case proxyRefusal(String)
    /// The origin's certificate was refused; checking it is never switched off.
    case tls(String)
    /// No byte came for as long as `upstream_idle_timeout_seconds`.
    case idle(Duration)
    /// So many bytes a second came for some time, fewer than the song needs.
    case slow(Int64, needs: Int64)
    /// The connection broke, or closed before the range was complete.
    case interrupted(String)
    /// The bytes are not those that were asked for: `Content-Range`, length or media type differ.
    case mismatch(String)
    /// The bytes are no audio, but of this media type: the URL leads to a protocol of YouTube's own, for example.
    case otherType(String)
    /// A web page came instead of audio, such as a network sends that wants a login first.
    case page(String)
    /// A refreshed URL leads to another format or length, so its bytes can't be joined on.
    case changed(String)
    /// A redirect led to something other than http and https.
    case redirect(String)
    /// More redirects than are followed.
    case redirectLoop
    /// MPD answers no client while it waits for this song, so the song was given up.
    case playerBlocked
    /// The song was given up after this long without a byte; with what was the matter, if that is known.
    case stalled(Duration, because: String? = nil)
  }

  /// What went wrong.
  public let cause: Cause
  /// The byte of the track that was wanted first.
  public let offset: Int64

  /// A failure at `offset` of the track.
  public init(_ cause: Cause, offset: Int64) {
    self.cause = cause
    self.offset = offset
  }

  /// 403, 404, 410 and what is no audio kill the URL; certificates and changed media kill the track; the rest passes.
  public var disposition: Disposition {
    switch cause {
    case .status(403), .status(404), .status(410), .otherType: .refreshURL
    case .status(let code) where (400..<500).contains(code) && code != 408: .giveUp
    case .tls, .proxyRefusal, .changed, .redirect, .stalled, .playerBlocked: .giveUp
    default: .retry
    }
  }

  /// Whether it is the network that is away, or in the way, rather than the origin that fails: no connection, or the
  /// answer of another server (a page; 511, RFC 6585 §6).
  public var isNetworkAway: Bool {
    switch cause {
    case .connect, .page, .status(511): true
    default: false
    }
  }

  /// Whether time ran out rather than that something answered wrongly (504 instead of 502).
  public var isTimeout: Bool {
    switch cause {
    case .connectTimeout, .idle, .stalled: true
    default: false
    }
  }

  /// What happened, without URLs.
  public var sentence: String {
    switch cause {
    case .status(let code): "upstream \(code)"
    case .tooManyRequests(let delay?): "upstream 429, Retry-After \(delay.components.seconds) s"
    case .tooManyRequests: "upstream 429"
    case .connect(let why): "no connection to upstream: \(why)"
    case .connectTimeout(let limit): "no connection to upstream in \(limit.components.seconds) s"
    case .proxy(let what), .proxyRefusal(let what): what
    case .tls(let why): "upstream certificate refused: \(why)"
    case .idle(let limit): "no byte from upstream in \(limit.components.seconds) s"
    case .slow(let pace, let need):
      "upstream sends \(Wording.bytes(pace)) a second, and the song needs \(Wording.bytes(need))"
    case .interrupted: "connection lost"
    case .mismatch(let what): "upstream sent something else: \(what)"
    case .otherType(let type): "upstream sent something that is no audio: \(type)"
    case .page(let type): "upstream sent a page instead of audio: \(type)"
    case .changed(let what): "the refreshed URL leads to different media: \(what)"
    case .redirect(let why): "an upstream redirect cannot be followed: \(why)"
    case .redirectLoop: "upstream redirected more than five times"
    case .playerBlocked: "MPD was held up by this song, whose bytes did not come"
    case .stalled(let limit, let why):
      "no byte for \(limit.components.seconds) s" + (why.map { ": \($0)" } ?? "")
    }
  }
}
