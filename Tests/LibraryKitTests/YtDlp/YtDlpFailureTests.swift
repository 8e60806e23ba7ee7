import LibraryKit
import TestSupport
import Testing
import TrackKit

@Suite struct YtDlpFailureTests {
  /// What yt-dlp prints, as its users report it.
  static let messages: [(URLRefreshError.Kind, String)] = [
    (
      .botCheck,
      """
      ERROR: [youtube] dQw4w9WgXcQ: Sign in to confirm you’re not a bot. Use --cookies-from-browser or --cookies for \
      the authentication. See  https://github.com/yt-dlp/yt-dlp/wiki/FAQ  for how to manually pass cookies.
      """
    ),
    (
      .botCheck,
      "ERROR: [youtube] dQw4w9WgXcQ: Please sign in. YouTube is requiring a captcha challenge before playback"
    ),
    (
      .rateLimit,
      "ERROR: [youtube] dQw4w9WgXcQ: Unable to download API page: HTTP Error 429: Too Many Requests (caused by <HTTPError 429>)"
    ),
    (
      .rateLimit,
      """
      ERROR: [youtube] dQw4w9WgXcQ: Video unavailable. This content isn't available, try again later. The current \
      session has been rate-limited by YouTube for up to an hour. It is recommended to use `-t sleep`
      """
    ),
    (
      .privateVideo,
      "ERROR: [youtube] -bcdefghijk: Private video. Sign in if you've been granted access to this video"
    ),
    (
      .privateVideo,
      "ERROR: [youtube] dQw4w9WgXcQ: This video is private. If the owner has granted you access, sign in."
    ),
    (.removed, "ERROR: [youtube] dQw4w9WgXcQ: Video unavailable"),
    (.removed, "ERROR: [youtube] dQw4w9WgXcQ: Video unavailable. This video is no longer available"),
    (
      .removed, "ERROR: [youtube] dQw4w9WgXcQ: Video unavailable. This video has been removed by the uploader"
    ),
    (
      .removed,
      "ERROR: [youtube] dQw4w9WgXcQ: This video is no longer available because the YouTube account has been terminated."
    ),
    (.removed, "ERROR: [youtube:tab] PLxyz: YouTube said: The playlist does not exist."),
    (
      .geoBlocked,
      """
      ERROR: [youtube] dQw4w9WgXcQ: Video unavailable. The uploader has not made this video available in your country
      """
    ),
    (
      .geoBlocked,
      """
      ERROR: [youtube] dQw4w9WgXcQ: Video unavailable. This video contains content from X, who has blocked it in your \
      country on copyright grounds
      """
    ),
    (
      .ageRestricted,
      "ERROR: [youtube] dQw4w9WgXcQ: Sign in to confirm your age. This video may be inappropriate for some users."
    ),
    (
      .membersOnly,
      """
      ERROR: [youtube] dQw4w9WgXcQ: Join this channel to get access to members-only content like this video, and \
      other exclusive perks.
      """
    ),
    (
      .membersOnly,
      """
      ERROR: [youtube] dQw4w9WgXcQ: Video unavailable. This video is available to this channel's members on level: Fans
      """
    ),
    (
      .noDirectFormat,
      "ERROR: [youtube] dQw4w9WgXcQ: Requested format is not available. Use --list-formats for a list of available formats"
    ),
    (.noDirectFormat, "ERROR: [youtube] dQw4w9WgXcQ: This live event will begin in 3 hours."),
    (.noDirectFormat, "ERROR: [youtube] dQw4w9WgXcQ: Premieres in 2 days"),
    (
      .noJavaScriptRuntime,
      """
      WARNING: [youtube] No supported JavaScript runtime could be found. Only deno is enabled by default; to use another
      WARNING: [youtube] dQw4w9WgXcQ: Only images are available for download. Use --list-formats to see them
      ERROR: [youtube] dQw4w9WgXcQ: Requested format is not available. Use --list-formats for a list
      """
    ),
    (
      .network,
      """
      ERROR: [youtube] dQw4w9WgXcQ: Unable to download API page: [Errno 111] Connection refused (caused by \
      TransportError('[Errno 111] Connection refused'))
      """
    ),
    (
      .network,
      """
      ERROR: [youtube] dQw4w9WgXcQ: Unable to download API page: Failed to resolve 'www.youtube.com' ([Errno -3] \
      Temporary failure in name resolution)
      """
    ),
    (
      .network,
      "ERROR: [youtube] dQw4w9WgXcQ: Unable to download API page: HTTP Error 503: Service Unavailable"
    ),
    (
      .network,
      """
      ERROR: [youtube] dQw4w9WgXcQ: Unable to download API page: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify \
      failed: unable to get local issuer certificate (_ssl.c:992)
      """
    ),
    (
      .timeout,
      """
      ERROR: [youtube] dQw4w9WgXcQ: Unable to download API page: HTTPSConnection(host='www.youtube.com', port=443): \
      Read timed out. (read timeout=10.0)
      """
    ),
    (.other, "Usage: yt-dlp [OPTIONS] URL [URL...]\n\nyt-dlp: error: no such option: --frobnicate"),
    (
      .other,
      "ERROR: [youtube] dQw4w9WgXcQ: Failed to extract any player response; please report this issue on  https://x"
    ),
    (
      .other,
      "Traceback (most recent call last):\n  File \"/usr/bin/yt-dlp\", line 5\nModuleNotFoundError: No module named 'yt_dlp'\n"
    ),
    (.other, ""),
    (.other, "WARNING: the video is private property of nobody\n"),
  ]

  @Test(arguments: messages)
  func classifies(_ kind: URLRefreshError.Kind, _ stderr: String) {
    let error = YtDlpFailure.classify(stderr: stderr, exitCode: 1)
    #expect(error.kind == kind)
    #expect(error.exitCode == 1)
    #expect(error.evidence.count <= 200)
    #expect(!error.evidence.contains("://") && !error.evidence.contains("\n"))
    #expect(!error.evidence.hasPrefix("ERROR") && !error.evidence.contains("dQw4w9WgXcQ"))
  }

  @Test(arguments: [
    ("ERROR: [youtube] -bcdefghijk: Some text: with a colon", "Some text: with a colon"),
    (
      "ERROR: [youtube:tab] PLxyz: YouTube said: The playlist does not exist.",
      "YouTube said: The playlist does not exist."
    ),
    ("yt-dlp: error: no such option: --frobnicate", "no such option: --frobnicate"),
    ("\u{1B}[0;31mERROR:\u{1B}[0m [youtube] dQw4w9WgXcQ: Video unavailable", "Video unavailable"),
    (
      "ERROR: cannot open '/home/me/secret/cookies.txt' from https://x.example/?sig=1",
      "cannot open cookies.txt' from (URL)"
    ),
    ("ERROR: Failed; please report this issue on  https://github.com/x", "Failed"),
  ])
  func evidenceIsFitForPeople(_ stderr: String, _ evidence: String) {
    #expect(YtDlpFailure.classify(stderr: stderr, exitCode: 1).evidence == evidence)
  }

  @Test func anythingAtAllIsSurvived() {
    for stderr in [
      "\0\0\0", "ERROR:", "ERROR: [", "ERROR: []", "\u{1B}[", "ERROR: [x] ",
      String(repeating: "ERROR: /\n", count: 10_000),
    ] {
      #expect(YtDlpFailure.classify(stderr: stderr, exitCode: -1).kind == .other)
    }
  }
}
