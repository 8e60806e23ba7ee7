import TrackKit

/// The words by which yt-dlp's errors, and YouTube's own sentences in them, give their kind away.
///
/// The words are lower-case with straight apostrophes, and the first row that has one decides: a bot check also says
/// "sign in", a members-only video is "not available" too, and every refusal may say "Video unavailable" first.
enum YtDlpSentences {
  /// A kind and its words.
  typealias Row = (kind: URLRefreshError.Kind, words: [String])

  /// The kind of an error that says `text`; `nil` for one that is not known.
  static func kind(of text: String) -> URLRefreshError.Kind? {
    rows.first { $0.words.contains(where: text.contains) }?.kind
  }

  /// What warnings make of an error that tells no more than that there is nothing to play.
  ///
  /// - Parameters:
  ///   - kind: what the error alone tells.
  ///   - warnings: all of standard error.
  static func kind(_ kind: URLRefreshError.Kind, explainedBy warnings: String) -> URLRefreshError.Kind {
    guard kind == .noDirectFormat || kind == .other else { return kind }
    return explanations.first { $0.words.contains(where: warnings.contains) }?.kind ?? kind
  }

  private static let explanations: [Row] = [
    (
      .noJavaScriptRuntime,
      [
        "no supported javascript runtime", "n challenge solving failed", "signature solving failed",
        "challenge solver script",
      ]
    ),
    (.drmProtected, ["skipped as they are drm protected"]),
    (.sabrOnly, ["sabr"]),
    (
      .outdated,
      ["is older than 90 days", "nsig extraction failed", "signature extraction failed", "update yt-dlp"]
    ),
  ]

  private static let rows: [Row] = ofTheAddress + ofTheVideo + ofThisMachine

  /// YouTube asks for a pause or an account, whatever the video.
  private static let ofTheAddress: [Row] = [
    (
      .botCheck,
      [
        "not a bot", "captcha", "unusual traffic", "your ip is likely being blocked",
        "all player responses are invalid",
      ]
    ),
    (
      .rateLimit,
      [
        "http error 429", "too many requests", "rate-limited", "rate limited",
        "isn't available, try again later",
      ]
    ),
    (
      .accountNeeded,
      [
        "login details are needed", "only available for registered users", "this playlist requires login",
        "requires authentication",
      ]
    ),
  ]

  /// The video's own state.
  private static let ofTheVideo: [Row] = [
    (
      .premiumOnly,
      [
        "music premium members", "youtube premium members", "premium members only",
        "requires youtube premium",
      ]
    ),
    (
      .membersOnly,
      ["members-only", "members only", "join this channel", "available to this channel's members"]
    ),
    (.paid, ["requires payment", "requires purchase", "paid video", "rent or buy", "purchase this video"]),
    (
      .ageRestricted,
      [
        "confirm your age", "age-restricted", "age restricted", "inappropriate for some users",
        "inappropriate or offensive", "verify your age", "suicide or self-harm", "viewer discretion",
      ]
    ),
    (
      .privateVideo,
      [
        "private video", "video is private", "playlist is private", "this is a private",
        "playlist type is unviewable",
      ]
    ),
    (
      .geoBlocked,
      [
        "available in your country", "available in your region", "available from your location",
        "available in your location", "blocked it in your country", "in your country on copyright",
        "blocked in your country", "geo restrict", "geo-restrict",
      ]
    ),
    (
      .notBegun,
      [
        "event will begin", "premieres in", "premieres on", "premiere will begin", "premieres shortly",
        "will begin shortly", "begins in a few moments", "waiting for scheduled", "scheduled for",
      ]
    ),
    (
      .processing,
      [
        "processing this video", "still being processed", "being processed", "check back later",
        "event has ended",
      ]
    ),
    (.drmProtected, ["drm protected", "drm-protected"]),
    (
      .accountTerminated,
      [
        "account associated with this video has been", "account has been terminated", "been terminated",
        "closed their youtube account", "account has been suspended",
      ]
    ),
    (
      .notOnThisApp,
      [
        "not available on this app", "on other websites has been disabled", "on this website or application",
        "playback on other", "watch on youtube",
      ]
    ),
    (.outdated, ["page needs to be reloaded", "precondition check failed"]),
    (.noJavaScriptRuntime, ["no supported javascript runtime"]),
    (
      .noDirectFormat,
      ["requested format is not available", "only images are available", "no video formats found"]
    ),
    (
      .removed,
      [
        "has been removed", "been deleted", "no longer available", "recording is not available",
        "video unavailable",
        "video is unavailable", "video is not available", "video isn't available", "content isn't available",
        "does not exist", "isn't available anymore", "http error 404", "http error 410",
        "looks truncated", "on copyright grounds", "does not have a",
      ]
    ),
    (.notYouTube, ["is not a valid url", "unsupported url"]),
    // Last: a private video says it, too.
    (.signInRequired, ["please sign in"]),
  ]

  /// What is amiss between here and YouTube.
  private static let ofThisMachine: [Row] = [
    (
      .badCookies,
      [
        "failed to load cookies", "cookies database", "netscape format", "unsupported browser",
        "unsupported keyring", "failed to decrypt", "could not copy chrome cookie",
        "does not look like a netscape",
        "find local state file",
      ]
    ),
    (.badArguments, ["no such option", "yt-dlp: error:"]),
    (
      .noFFmpeg,
      ["ffmpeg is not installed", "ffmpeg not found", "ffmpeg could not be found", "or install ffmpeg"]
    ),
    (
      .notExecutable,
      [
        "unsupported version of python", "modulenotfounderror", "importerror", "syntaxerror",
        "bad interpreter", "exec format error",
      ]
    ),
    (.timeout, ["timed out", "timeout"]),
    (
      .network,
      [
        "connection refused", "connection reset", "connection aborted", "connection broken",
        "network is unreachable", "network is down", "no route to host", "name or service not known",
        "name resolution", "no address associated", "failed to resolve", "getaddrinfo", "remote end closed",
        "server disconnected", "certificate", "[ssl", "ssl:", "incomplete read", "incompleteread",
        "unable to connect", "cannot assign requested address", "proxy", "socks", "http error 5",
        "unable to download",
      ]
    ),
    (
      .outdated,
      [
        "unable to extract uploader id", "unable to extract yt initial data",
        "unable to extract initial player",
        "nsig extraction failed", "signature extraction failed", "unable to extract nsig",
      ]
    ),
  ]
}
