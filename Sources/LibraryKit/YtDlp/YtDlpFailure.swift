public import FoundationEssentials
public import TrackKit

/// Reads yt-dlp's standard error; its exit code says only that something failed.
public enum YtDlpFailure {
  /// What kind of failure `stderr` tells of, with the line that says so.
  ///
  /// Warnings count only where they explain the error: without a JavaScript runtime, the error is that there
  /// are no formats.
  ///
  /// - Parameter now: when it was said; "in 3 hours" counts from then.
  public static func classify(stderr: String, exitCode: Int32, now: Date = Date()) -> URLRefreshError {
    let lines = stderr.split(whereSeparator: \.isNewline)
    let errors = lines.filter { $0.hasPrefix("ERROR:") || $0.contains(": error: ") }
    let rest = lines.filter { !$0.hasPrefix("WARNING:") && !$0.allSatisfy(\.isWhitespace) }
    // Of several, the last whose kind is known.
    let telling = errors.last { YtDlpSentences.kind(of: normalise($0)) != nil } ?? errors.last
    let evidence = (telling ?? rest.last).map(clean) ?? ""
    let folded = normalise(errors.isEmpty ? rest.last ?? "" : Substring(errors.joined(separator: "\n")))
    var kind = YtDlpSentences.kind(of: folded) ?? kind(ofExit: exitCode)
    kind = YtDlpSentences.kind(kind, explainedBy: normalise(stderr))
    let delay = kind == .notBegun ? BeginningSentence.delay(in: folded) : nil
    var error = URLRefreshError(
      kind: kind, exitCode: exitCode, evidence: evidence,
      retryAt: delay.map { now.addingTimeInterval($0.seconds) })
    // An extractor puts its name before what it says of a video; yt-dlp itself does not.
    error.isAboutVideo = kind == .other && exitCode == 1 && telling?.hasPrefix("ERROR: [") == true
    return error
  }

  /// What an exit code tells alone: 2 is yt-dlp's for options it does not take, 126 and 127 are a shell's for a program that
  /// it can't start.
  private static func kind(ofExit code: Int32) -> URLRefreshError.Kind {
    switch code {
    case 2: .badArguments
    case 126, 127: .notExecutable
    default: .other
    }
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
    for advice in [
      "; please report this issue", ". Use --cookies", ". Use --list-formats", " (caused by",
      ". Confirm you are on the latest version", ". It is recommended to use",
    ] {
      if let range = text.firstRange(of: advice) { text.removeSubrange(range.lowerBound...) }
    }
    let words = text.split(separator: " ").map { word in
      // A proxy's user and password may stand before an @.
      if word.contains("://") || word.contains("@") && word.contains(":") { return "(URL)" }
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
