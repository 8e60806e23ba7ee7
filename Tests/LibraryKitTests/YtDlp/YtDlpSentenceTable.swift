import TrackKit

/// What yt-dlp prints when it fails, in the words of its source, of YouTube's pages and of its users' reports.
enum YtDlpSentenceTable {
  static let rows: [(kind: URLRefreshError.Kind, stderr: String)] =
    youtube.flatMap { kind, sentences in
      sentences.map { (kind, "ERROR: [youtube] dQw4w9WgXcQ: \($0)") }
    } + whole

  /// What stands behind extractor and id.
  private static let youtube: [(URLRefreshError.Kind, [String])] = [
    (
      .botCheck,
      [
        """
        Sign in to confirm you’re not a bot. Use --cookies-from-browser or --cookies for the authentication. \
        See  https://github.com/yt-dlp/yt-dlp/wiki/FAQ  for how to manually pass cookies.
        """,
        "Sign in to confirm you're not a bot. This helps protect our community. Learn more",
        "Please sign in. YouTube is requiring a captcha challenge before playback",
        "All player responses are invalid. Your IP is likely being blocked by Youtube",
      ]
    ),
    (
      .rateLimit,
      [
        "Unable to download API page: HTTP Error 429: Too Many Requests (caused by <HTTPError 429>)",
        """
        Video unavailable. This content isn't available, try again later. The current session has been \
        rate-limited by YouTube for up to an hour. It is recommended to use `-t sleep` to add a delay
        """,
        """
        This content isn't available, try again later. Your account has been rate-limited by YouTube for up to an hour.
        """,
      ]
    ),
    (
      .signInRequired,
      [
        """
        Please sign in. Use --cookies-from-browser or --cookies for the authentication. See  https://github.com/x  for \
        how to manually pass cookies. Also see  https://x  for tips on effectively exporting YouTube cookies
        """,
        "Please sign in",
      ]
    ),
    (
      .accountNeeded,
      [
        "Login details are needed to download this content. Use --cookies-from-browser or --cookies. See  https://x",
        "This video is only available for registered users. Use --cookies-from-browser or --cookies",
      ]
    ),
    (
      .privateVideo,
      [
        "Private video. Sign in if you've been granted access to this video. Use --cookies-from-browser",
        "This video is private. If the owner of this video has granted you access, please sign in.",
        "This video is private",
      ]
    ),
    (
      .removed,
      [
        "Video unavailable", "Video unavailable. This video is no longer available",
        "Video unavailable. This video has been removed by the uploader",
        "This video has been removed for violating YouTube's Terms of Service",
        "This video is no longer available due to a copyright claim by Somebody Ltd",
        "Video unavailable. This video contains content from Somebody, who has blocked it on copyright grounds",
        "This video isn't available anymore", "This live stream recording is not available.",
        "Unable to download webpage: HTTP Error 404: Not Found (caused by <HTTPError 404: Not Found>)",
      ]
    ),
    (
      .accountTerminated,
      [
        """
        This video is no longer available because the YouTube account associated with this video has been terminated.
        """,
        """
        Video unavailable. This video is no longer available because the uploader has closed their YouTube account.
        """,
        "This account has been terminated due to multiple or severe violations of YouTube's policy against spam",
      ]
    ),
    (
      .membersOnly,
      [
        """
        Join this channel to get access to members-only content like this video, and other exclusive perks.
        """,
        """
        Video unavailable. This video is available to this channel's members on level: Fans (or any higher level). \
        Join this channel to get access to members-only content
        """,
        "This video is available to this channel’s members on level: VIP",
      ]
    ),
    (
      .premiumOnly,
      [
        "This video is only available to Music Premium members",
        "Video unavailable. This video is only available to YouTube Premium members. Sign in if you are one. Use --cookies",
      ]
    ),
    (.paid, ["This video requires payment to watch.", "This video requires purchase. Rent or buy it"]),
    (.drmProtected, ["This video is DRM protected"]),
    (
      .geoBlocked,
      [
        """
        Video unavailable. The uploader has not made this video available in your country
        This video is available in Japan.
        You might want to use a VPN or a proxy server (with --proxy) to workaround.
        """,
        "The uploader has not made this video available in your country",
        """
        Video unavailable. This video contains content from X, who has blocked it in your country on copyright grounds
        """,
        "Video unavailable. This video is not available in your country",
        "This video is not available from your location due to geo restriction",
      ]
    ),
    (
      .ageRestricted,
      [
        """
        Sign in to confirm your age. This video may be inappropriate for some users. Use --cookies-from-browser
        """,
        "This video is age-restricted and only available on YouTube",
        """
        The following content has been identified by the YouTube community as inappropriate or offensive to some \
        audiences.
        """,
      ]
    ),
    (
      .notBegun,
      [
        "This live event will begin in 3 hours.", "This live event will begin in a few moments.",
        "Premieres in 2 days", "Premiere will begin shortly",
      ]
    ),
    (
      .processing,
      [
        "Video unavailable. We're processing this video. Check back later.",
        "We’re processing this video. Check back later.", "This live event has ended.",
      ]
    ),
    (
      .notOnThisApp,
      [
        "The following content is not available on this app.. Watch on the latest version of YouTube.",
        "Video unavailable. Playback on other websites has been disabled by the video owner",
        """
        Video unavailable. This video contains content from SME, who has blocked it from display on this website or \
        application.
        """,
      ]
    ),
    (
      .noDirectFormat,
      [
        "Requested format is not available. Use --list-formats for a list of available formats",
        "No video formats found!; please report this issue on  https://github.com/yt-dlp/yt-dlp/issues?q=",
      ]
    ),
    (
      .outdated,
      [
        "The page needs to be reloaded.",
        "Unable to download API page: HTTP Error 400: Precondition check failed",
        "Unable to extract uploader id; please report this issue on https://yt-dl.org/bug .",
      ]
    ),
    (
      .network,
      [
        """
        Unable to download API page: [Errno 111] Connection refused (caused by TransportError('[Errno 111] \
        Connection refused'))
        """,
        """
        Unable to download API page: Failed to resolve 'www.youtube.com' ([Errno -3] Temporary failure in name \
        resolution)
        """,
        "Unable to download API page: HTTP Error 503: Service Unavailable",
        """
        Unable to download API page: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local \
        issuer certificate (_ssl.c:992)
        """,
        "Unable to download API page: [Errno 101] Network is unreachable",
        """
        Unable to download API page: ('Connection aborted.', RemoteDisconnected('Remote end closed connection without \
        response'))
        """,
        "Unable to download webpage: SOCKS error: Connection refused",
      ]
    ),
    (
      .timeout,
      [
        """
        Unable to download API page: HTTPSConnection(host='www.youtube.com', port=443): Read timed out. (read \
        timeout=10.0)
        """,
        "Unable to download API page: The read operation timed out",
      ]
    ),
    (
      .other,
      [
        "Failed to extract any player response; please report this issue on  https://x",
        "An error occurred. Please try again later.",
      ]
    ),
  ]

  /// All of standard error.
  private static let whole: [(kind: URLRefreshError.Kind, stderr: String)] = [
    (.removed, "ERROR: [youtube:tab] PLxyz: YouTube said: The playlist does not exist."),
    (
      .removed,
      "ERROR: [youtube:truncated_id] dQw4: Incomplete YouTube ID dQw4. URL https://youtu.be/dQw4 looks truncated."
    ),
    (
      .notYouTube,
      "ERROR: [generic] 'foo' is not a valid URL. Set --default-search \"ytsearch\" to search YouTube"
    ),
    (.notYouTube, "ERROR: Unsupported URL: https://example.com/"),
    (.privateVideo, "ERROR: [youtube:tab] PLxyz: YouTube said: This playlist is private."),
    (.privateVideo, "ERROR: [youtube:tab] PLxyz: YouTube said: This playlist type is unviewable."),
    (.noFFmpeg, "ERROR: m3u8 download detected but ffmpeg could not be found. Please install"),
    (
      .noFFmpeg, "ERROR: You have requested merging of multiple formats but ffmpeg is not installed. Aborting"
    ),
    (
      .noJavaScriptRuntime,
      """
      WARNING: [youtube] No supported JavaScript runtime could be found. Only deno is enabled by default; to use another
      WARNING: [youtube] dQw4w9WgXcQ: Only images are available for download. Use --list-formats to see them
      ERROR: [youtube] dQw4w9WgXcQ: Requested format is not available. Use --list-formats for a list
      """
    ),
    (
      .noJavaScriptRuntime,
      """
      WARNING: [youtube] dQw4w9WgXcQ: n challenge solving failed: Some formats may be missing. Ensure you have a \
      supported JavaScript runtime and challenge solver script distribution installed.
      ERROR: [youtube] dQw4w9WgXcQ: Requested format is not available.
      """
    ),
    (
      .sabrOnly,
      """
      WARNING: [youtube] dQw4w9WgXcQ: Some tv client https formats have been skipped as they are missing a URL. YouTube \
      may have enabled the SABR-only streaming experiment for the current session. See  https://x  for more details
      ERROR: [youtube] dQw4w9WgXcQ: Requested format is not available. Use --list-formats
      """
    ),
    (
      .drmProtected,
      """
      WARNING: [youtube] dQw4w9WgXcQ: Some tv client https formats have been skipped as they are DRM protected. The \
      current session may have an experiment
      ERROR: [youtube] dQw4w9WgXcQ: Requested format is not available.
      """
    ),
    (
      .outdated,
      """
      WARNING: Your yt-dlp version (2025.01.01) is older than 90 days!
               It is strongly recommended to always use the latest version.
      ERROR: [youtube] dQw4w9WgXcQ: Failed to extract any player response
      """
    ),
    (
      .outdated,
      """
      WARNING: [youtube] dQw4w9WgXcQ: nsig extraction failed: Some formats may be missing
      ERROR: [youtube] dQw4w9WgXcQ: Requested format is not available. Use --list-formats
      """
    ),
    (
      .privateVideo,
      """
      WARNING: Your yt-dlp version (2025.01.01) is older than 90 days!
      ERROR: [youtube] dQw4w9WgXcQ: Private video. Sign in if you've been granted access to this video
      """
    ),
    (
      .badCookies,
      """
      ERROR: could not find firefox cookies database in '/home/me/.mozilla/firefox'
      ERROR: failed to load cookies
      """
    ),
    (
      .badCookies,
      "yt-dlp: error: unsupported browser specified for cookies: \"x\". Supported browsers are: brave, chrome"
    ),
    (
      .badCookies,
      "http.cookiejar.LoadError: Cookies file must be Netscape formatted, not JSON. See  https://github.com/x"
    ),
    (
      .notExecutable,
      "Traceback (most recent call last):\n  File \"/usr/bin/yt-dlp\", line 5\nModuleNotFoundError: No module named 'x'\n"
    ),
    (
      .notExecutable,
      """
      ImportError: You are using an unsupported version of Python. Only Python versions 3.11 and above are supported by \
      yt-dlp
      """
    ),
    (.notExecutable, "/usr/bin/yt-dlp: /usr/bin/python3: bad interpreter: No such file or directory"),
    (.badArguments, "Usage: yt-dlp [OPTIONS] URL [URL...]\n\nyt-dlp: error: no such option: --frobnicate"),
    (.other, ""),
    (.other, "WARNING: the video is private property of nobody\n"),
    (.other, "Traceback (most recent call last):\nKeyError: 'x'"),
  ]
}
