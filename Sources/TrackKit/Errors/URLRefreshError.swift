public import FoundationEssentials

/// yt-dlp could not turn a video id into a media URL.
///
/// ``kind`` says what state the video, the account or this machine is in; everything that is done about a failure
/// follows from it.
public struct URLRefreshError: ProxyError, Equatable {
  /// What kind of failure it was.
  public let kind: Kind
  /// yt-dlp's exit code, when it ran to its end.
  public let exitCode: Int32?
  /// The line of yt-dlp's standard error that says most, cleaned for display.
  public let evidence: String
  /// The format yt-dlp was told to bring, `nil` when any would do.
  public var wantedFormat: String?
  /// When it will be otherwise, should that have been told: when a premiere begins, when the breaker lets the next
  /// question through.
  public var retryAt: Date?
  /// Whether yt-dlp said it of the video, rather than that it failed as a whole: what tells one unknown refusal from
  /// a yt-dlp that is broken. Of known kinds it says nothing.
  public var isAboutVideo = false

  /// A failure of `kind`, with what proves it.
  public init(
    kind: Kind, exitCode: Int32? = nil, evidence: String = "", wantedFormat: String? = nil,
    retryAt: Date? = nil
  ) {
    self.kind = kind
    self.exitCode = exitCode
    self.evidence = evidence
    self.wantedFormat = wantedFormat
    self.retryAt = retryAt
  }
}
