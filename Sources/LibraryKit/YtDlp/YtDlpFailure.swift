public import TrackKit

/// Reads yt-dlp's standard error; its exit code says only that something failed.
public enum YtDlpFailure {
  /// What kind of failure `stderr` tells of, with the line that says so.
  ///
  /// Warnings count only where they explain the error: without a JavaScript runtime, the error is that there
  /// are no formats.
  public static func classify(stderr: String, exitCode: Int32) -> URLRefreshError {
    let lines = stderr.split(whereSeparator: \.isNewline)
    let errors = lines.filter { $0.hasPrefix("ERROR:") || $0.contains(": error: ") }
    let rest = lines.filter { !$0.hasPrefix("WARNING:") && !$0.allSatisfy(\.isWhitespace) }
    let evidence = (errors.last ?? rest.last).map(clean) ?? ""
    let folded = errors.isEmpty ? normalise(evidence) : normalise(errors.joined(separator: "\n"))
    var kind = kinds.first { _, words in words.contains(where: folded.contains) }?.kind ?? .other
    if kind == .noDirectFormat, normalise(stderr).contains("no supported javascript runtime") {
      kind = .noJavaScriptRuntime
    }
    return URLRefreshError(kind: kind, exitCode: exitCode, evidence: evidence)
  }

  /// Why a listing may be incomplete, `nil` when it is not.
  ///
  /// When YouTube sends a page without its entries, yt-dlp gives up after some tries with a mere warning and
  /// calls the list complete. A list that lost its end must not pass for a whole one.
  static func ofListing(stderr: String, exitCode: Int32) -> URLRefreshError? {
    if exitCode != 0 { return classify(stderr: stderr, exitCode: exitCode) }
    let words = ["incomplete data received", "giving up after", "unable to download api page"]
    let warning = stderr.split(whereSeparator: \.isNewline).last { line in
      // One of them without the others says only that another try is made.
      line.hasPrefix("WARNING:") && !line.contains("Retrying (")
        && words.contains(where: normalise(line).contains)
    }
    guard let warning else { return nil }
    let text = warning.dropFirst("WARNING:".count).drop(while: \.isWhitespace)
    return URLRefreshError(kind: .network, exitCode: 0, evidence: clean(text))
  }

  /// The words that give each kind away, the more telling ones first: a bot check also says "sign in", and a
  /// members-only video is "not available" too.
  private static let kinds: [(kind: URLRefreshError.Kind, words: [String])] = [
    (.botCheck, ["not a bot", "captcha challenge"]),
    (.rateLimit, ["http error 429", "too many requests", "rate-limited", "rate limited", "try again later"]),
    (
      .membersOnly,
      ["members-only", "join this channel", "available to this channel's members", "music premium members"]
    ),
    (
      .ageRestricted,
      [
        "confirm your age", "age-restricted", "age restricted", "inappropriate for some users",
        "verify your age",
      ]
    ),
    (.privateVideo, ["private video", "video is private", "playlist is private", "this is a private"]),
    (
      .geoBlocked,
      [
        "available in your country", "available from your location", "available in your location",
        "in your country on copyright", "geo restrict", "geo-restrict",
      ]
    ),
    (.noJavaScriptRuntime, ["no supported javascript runtime"]),
    (
      .noDirectFormat,
      [
        "requested format is not available", "only images are available", "no video formats found",
        "drm protected", "live event will begin", "premieres in", "live stream recording is not available",
        "this live event has ended",
      ]
    ),
    (
      .removed,
      [
        "has been removed", "been terminated", "no longer available", "video unavailable",
        "video is unavailable", "video is not available", "video isn't available", "does not exist",
        "isn't available anymore", "is not a valid url", "http error 404", "http error 410",
        "looks truncated",
      ]
    ),
    (.timeout, ["timed out", "timeout"]),
    (
      .network,
      [
        "connection refused", "connection reset", "connection aborted", "network is unreachable",
        "no route to host", "name or service not known", "name resolution", "failed to resolve",
        "getaddrinfo", "remote end closed", "certificate", "[ssl", "ssl:", "incomplete read",
        "incompleteread", "unable to connect", "proxy", "http error 5", "unable to download",
      ]
    ),
  ]

  private static func normalise(_ text: some StringProtocol) -> String {
    text.lowercased().replacing("\u{2019}", with: "'")
  }

  /// One short line out of an error: without yt-dlp's prefixes and advice, without URLs and folders.
  static func clean(_ line: some StringProtocol) -> String {
    var text = MetadataText.clean(withoutEscapes(String(line))) ?? ""
    for prefix in ["ERROR: ", "yt-dlp: error: "] where text.hasPrefix(prefix) {
      text.removeFirst(prefix.count)
    }
    if text.hasPrefix("["), let end = text.firstRange(of: "] ") {
      text.removeSubrange(..<end.upperBound)
      // What follows the extractor's name is the id.
      if let colon = text.firstRange(of: ": "), !text[..<colon.lowerBound].contains(" ") {
        text.removeSubrange(..<colon.upperBound)
      }
    }
    for advice in ["; please report this issue", ". Use --cookies", ". Use --list-formats", " (caused by"] {
      if let range = text.firstRange(of: advice) { text.removeSubrange(range.lowerBound...) }
    }
    let words = text.split(separator: " ").map { word in
      if word.contains("://") { return "(URL)" }
      guard word.contains("/"), let last = word.split(separator: "/").last else { return String(word) }
      return word.first == "/" || word.dropFirst().first == "/" ? String(last) : String(word)
    }
    return String(words.joined(separator: " ").prefix(200))
  }

  /// `text` without terminal sequences (ECMA-48 CSI), should yt-dlp colour its errors after all.
  private static func withoutEscapes(_ text: String) -> String {
    var kept = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      guard scalar == "\u{1B}", rest.first == "[" else {
        kept.append(scalar)
        continue
      }
      rest = rest.dropFirst().drop { !("@"..."~").contains($0) }.dropFirst()
    }
    return String(kept)
  }
}
