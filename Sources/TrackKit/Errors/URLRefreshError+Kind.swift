extension URLRefreshError {
  /// The kinds of failure people can do something about.
  public enum Kind: String, Sendable, CaseIterable {
    // Of the video.

    /// The video is private.
    case privateVideo
    /// The video was removed, or never existed.
    case removed
    /// The account that had the video was terminated or closed.
    case accountTerminated
    /// For members of the channel.
    case membersOnly
    /// For members of YouTube Music Premium.
    case premiumOnly
    /// To be paid for.
    case paid
    /// Every format is encrypted.
    case drmProtected
    /// Not shown in this country.
    case geoBlocked
    /// An account of age is needed.
    case ageRestricted
    /// A premiere or a live event that has not begun.
    case notBegun
    /// A live stream that runs at the moment: there is no file yet.
    case live
    /// YouTube is still making the formats.
    case processing
    /// Its owner lets it play on YouTube's own pages alone.
    case notOnThisApp
    /// No format that can be fetched in ranges over HTTP, or not the one that was wanted.
    case noDirectFormat

    // Of the address or the account.

    /// "Sign in to confirm you're not a bot".
    case botCheck
    /// HTTP 429, or yt-dlp's own word for it.
    case rateLimit
    /// "Please sign in": YouTube plays nothing at all without an account.
    case signInRequired
    /// What was asked for is an account's own, and no account was given.
    case accountNeeded
    /// The cookies that yt-dlp was given can't be read.
    case badCookies
    /// YouTube streams to this account or address in a way of its own (SABR) alone.
    case sabrOnly

    // Of this machine.

    /// This yt-dlp is too old for YouTube as it is today.
    case outdated
    /// yt-dlp found no JavaScript runtime, or lacks the scripts for it.
    case noJavaScriptRuntime
    /// yt-dlp found no ffmpeg, which it needs for live streams and some others.
    case noFFmpeg
    /// The network failed underneath yt-dlp.
    case network
    /// yt-dlp did not answer in time.
    case timeout
    /// yt-dlp is not installed where the configuration says.
    case notInstalled
    /// There is a yt-dlp, but it can't be run.
    case notExecutable
    /// yt-dlp does not take the arguments it is given.
    case badArguments
    /// What should be listed is no link to YouTube.
    case notYouTube

    // Ours.

    /// The circuit breaker is open: yt-dlp was not asked.
    case breakerOpen
    /// No caller waited for the answer any more.
    case cancelled
    /// Anything else; the evidence says what.
    case other
  }
}

extension URLRefreshError.Kind {
  /// The kind in one word, as events, log, lists and answers tell it; `docs/youtube.md` explains each.
  public var word: String {
    switch self {
    case .privateVideo: "private"
    case .removed: "removed"
    case .accountTerminated: "account-gone"
    case .membersOnly: "members-only"
    case .premiumOnly: "premium-only"
    case .paid: "paid"
    case .drmProtected: "drm"
    case .geoBlocked: "country"
    case .ageRestricted: "age"
    case .notBegun: "not-begun"
    case .live: "live"
    case .processing: "processing"
    case .notOnThisApp: "not-on-this-app"
    case .noDirectFormat: "no-format"
    case .botCheck: "bot-check"
    case .rateLimit: "rate-limit"
    case .signInRequired: "sign-in"
    case .accountNeeded: "account-needed"
    case .badCookies: "cookies"
    case .sabrOnly: "sabr"
    case .outdated: "yt-dlp-too-old"
    case .noJavaScriptRuntime: "no-javascript"
    case .noFFmpeg: "no-ffmpeg"
    case .network: "network"
    case .timeout: "timeout"
    case .notInstalled: "not-installed"
    case .notExecutable: "not-executable"
    case .badArguments: "arguments"
    case .notYouTube: "not-youtube"
    case .breakerOpen: "paused"
    case .cancelled: "cancelled"
    case .other: "other"
    }
  }
}
