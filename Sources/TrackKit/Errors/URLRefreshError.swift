/// yt-dlp could not turn a video id into a media URL.
public struct URLRefreshError: ProxyError, Equatable {
  /// The kinds of failure people can do something about.
  public enum Kind: String, Sendable, CaseIterable {
    /// "Sign in to confirm you're not a bot".
    case botCheck
    /// HTTP 429, or yt-dlp's own word for it.
    case rateLimit
    /// The video is private.
    case privateVideo
    /// The video was removed, or never existed.
    case removed
    /// Not shown in this country.
    case geoBlocked
    /// An account of age is needed.
    case ageRestricted
    /// For members of the channel.
    case membersOnly
    /// No format that can be fetched in ranges over HTTP.
    case noDirectFormat
    /// yt-dlp found no JavaScript runtime.
    case noJavaScriptRuntime
    /// The network failed underneath yt-dlp.
    case network
    /// yt-dlp did not answer in time.
    case timeout
    /// yt-dlp is not installed where the configuration says.
    case notInstalled
    /// The circuit breaker is open: yt-dlp was not asked.
    case breakerOpen
    /// No caller waited for the answer any more.
    case cancelled
    /// Anything else; the evidence says what.
    case other
  }

  /// What kind of failure it was.
  public let kind: Kind
  /// yt-dlp's exit code, when it ran to its end.
  public let exitCode: Int32?
  /// The last line of yt-dlp's standard error that says anything, cleaned for display.
  public let evidence: String
  /// The format yt-dlp was told to bring, `nil` when any would do.
  public var wantedFormat: String?

  /// A failure of `kind`, with what proves it.
  public init(
    kind: Kind, exitCode: Int32? = nil, evidence: String = "", wantedFormat: String? = nil
  ) {
    self.kind = kind
    self.exitCode = exitCode
    self.evidence = evidence
    self.wantedFormat = wantedFormat
  }

  /// A network failure, a timeout and the unknown are worth another try; the rest is not.
  public var disposition: Disposition {
    switch kind {
    case .network, .timeout, .other: .retry
    default: .giveUp
    }
  }

  /// Whether YouTube asked this address to slow down, so that further questions make it worse.
  public var opensBreaker: Bool { kind == .botCheck || kind == .rateLimit }

  /// The sentence a user should read, with the cure where there is one.
  public var sentence: String {
    switch kind {
    case .botCheck:
      "YouTube asks this address to prove it is no bot; wait an hour, or give yt-dlp cookies with yt_dlp_arguments"
    case .rateLimit: "YouTube limits the rate of this address; waiting up to an hour cures it"
    case .privateVideo: "the video is private"
    case .removed: "the video is not available any more"
    case .geoBlocked: "the video is not available in this country"
    case .ageRestricted:
      "the video is age-restricted; give yt-dlp cookies of an account with yt_dlp_arguments"
    case .membersOnly: "the video is for members of its channel only"
    case .noDirectFormat: "the video has no format that can be fetched directly"
    case .noJavaScriptRuntime:
      "yt-dlp found no JavaScript runtime; install deno 2.3 or newer, or node 22 or newer with yt_dlp_arguments"
    case .network:
      evidence.isEmpty ? "yt-dlp could not reach YouTube" : "yt-dlp could not reach YouTube: \(evidence)"
    case .timeout: "yt-dlp did not answer in time"
    case .notInstalled:
      "yt-dlp is not installed where yt_dlp_path says; pip install \"yt-dlp[default]\" gives it"
    case .breakerOpen: evidence.isEmpty ? "YouTube refuses new URLs for now" : evidence
    case .cancelled: "the request was cancelled"
    case .other: evidence.isEmpty ? "yt-dlp failed" : "yt-dlp failed: \(evidence)"
    }
  }
}
