import FoundationEssentials

extension URLRefreshError {
  /// The sentence a user should read, with the cure where there is one.
  public var sentence: String {
    switch kind {
    case .privateVideo: "the video is private"
    case .removed: "the video is not available any more"
    case .accountTerminated: "the account that had the video is gone, and the video with it"
    case .membersOnly: "the video is for members of its channel only"
    case .premiumOnly: "the video is for members of YouTube Music Premium only; give yt-dlp \(Self.cookies)"
    case .paid: "the video has to be paid for"
    case .drmProtected: "the video is encrypted (DRM), and can't be played outside of YouTube"
    case .geoBlocked: "the video is not available in this country"
    case .ageRestricted: "the video is age-restricted; give yt-dlp \(Self.cookies)"
    case .notBegun: "the video has not begun yet\(beginning)"
    case .live: "the video is live at the moment, and has no file to fetch"
    case .processing: "YouTube is still processing the video; it is tried again in ten minutes"
    case .notOnThisApp: "the video's owner lets it play on YouTube's own pages alone"
    case .noDirectFormat:
      wantedFormat == nil
        ? "the video has no format that can be fetched directly"
        : "the format that the video was played in is gone"
    case .botCheck:
      "YouTube asks this address to prove it is no bot; wait an hour, or give yt-dlp cookies with yt_dlp_arguments"
    case .rateLimit: "YouTube limits the rate of this address; waiting up to an hour cures it"
    case .signInRequired: "YouTube plays nothing here without an account; give yt-dlp \(Self.cookies)"
    case .accountNeeded: "this belongs to an account; give yt-dlp \(Self.cookies)"
    case .badCookies: "yt-dlp can't read the cookies that yt_dlp_arguments names\(because)"
    case .sabrOnly:
      "YouTube offers this address or account no format that can be fetched directly (SABR only); a newer yt-dlp, "
        + "or other cookies or none in yt_dlp_arguments, may help"
    case .outdated:
      "yt-dlp is too old for YouTube; update it, with pip install --upgrade \"yt-dlp[default]\" for example"
    case .noJavaScriptRuntime:
      "yt-dlp found no JavaScript runtime; install deno 2.3 or newer, or node 22 or newer with yt_dlp_arguments"
    case .noFFmpeg: "yt-dlp needs ffmpeg for this video, and found none; install ffmpeg"
    case .network: "yt-dlp could not reach YouTube\(because)"
    case .timeout: "yt-dlp did not answer in time"
    case .notInstalled:
      "yt-dlp is not installed, or not on PATH; run `ytmpd-tui doctor` for the command that installs it"
    case .notExecutable: "yt-dlp can't be run\(because); check yt_dlp_path, or install yt-dlp again"
    case .badArguments: "yt-dlp refuses its arguments\(because); check yt_dlp_arguments"
    case .notYouTube: evidence.isEmpty ? "that is no link to YouTube" : evidence
    case .breakerOpen: evidence.isEmpty ? "YouTube refuses new URLs for now" : evidence
    case .cancelled: "the request was cancelled"
    case .other: "yt-dlp failed\(because)"
    }
  }

  private static let cookies = "cookies of an account with yt_dlp_arguments"

  private var because: String { evidence.isEmpty ? "" : ": \(evidence)" }

  /// When it begins, as far as that was told; in UTC, for the sentence may be read much later.
  private var beginning: String {
    guard let retryAt else { return "" }
    let stamp = LocalClock.timestamp(retryAt)
    return "; it begins about \(stamp.prefix(10)) \(stamp.dropFirst(11).prefix(5)) UTC"
  }
}
