import Foundation
import LibraryKit
import TestSupport
import Testing
import TrackKit

@Suite struct YtDlpFailureTests {
  @Test(arguments: YtDlpSentenceTable.rows)
  func classifies(_ kind: URLRefreshError.Kind, _ stderr: String) {
    let error = YtDlpFailure.classify(stderr: stderr, exitCode: 1)
    #expect(error.kind == kind)
    #expect(error.exitCode == 1)
    #expect(error.evidence.count <= 200)
    #expect(!error.evidence.contains("://") && !error.evidence.contains("\n"))
    #expect(!error.evidence.hasPrefix("ERROR") && !error.evidence.contains("dQw4w9WgXcQ"))
  }

  @Test func everyKindOfYtDlpsHasASentence() {
    let ours: Set<URLRefreshError.Kind> = [.breakerOpen, .cancelled, .notInstalled, .live]
    let found = Set(YtDlpSentenceTable.rows.map(\.kind))
    #expect(Set(URLRefreshError.Kind.allCases).subtracting(found) == ours)
    #expect(YtDlpSentenceTable.rows.count >= 60)
  }

  @Test(
    arguments: [
      ("This live event will begin in 3 hours.", 3 * 3600), ("Premieres in 2 days", 2 * 86400),
      ("This live event will begin in a few moments.", 60), ("Premieres in an hour", 3600),
      ("Premiere will begin shortly", 120), ("This live event will begin in 45 minutes.", 45 * 60),
      ("Premieres in 1 week", 7 * 86400), ("Premieres in 3 months", 90 * 86400),
      ("This live event will begin in 0 seconds", 60), ("Premieres in", nil),
      ("Premieres in 99999999999 days", nil), ("This live event will begin in the evening", nil),
    ] as [(String, Double?)])
  func beginningsAreTold(_ sentence: String, _ seconds: Double?) {
    let now = Date(timeIntervalSince1970: 1_800_000_000)
    let error = YtDlpFailure.classify(
      stderr: "ERROR: [youtube] dQw4w9WgXcQ: \(sentence)", exitCode: 1, now: now)
    #expect(error.kind == .notBegun)
    #expect(error.retryAt == seconds.map { now + $0 })
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
    (
      "ERROR: [youtube] x: First: HTTP Error 429: Too Many Requests\nERROR: [youtube] x: Something else",
      "First: HTTP Error 429: Too Many Requests"
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
