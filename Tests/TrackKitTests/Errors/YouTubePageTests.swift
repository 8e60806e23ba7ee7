import Foundation
import Testing
import TrackKit

/// `docs/youtube.md` explains every word that a failure may have, and no others.
@Suite struct YouTubePageTests {
  private static func page() throws -> String {
    // This file is Tests/TrackKitTests/Errors/YouTubePageTests.swift below the package's root.
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return try String(contentsOf: root.appending(path: "docs/youtube.md"), encoding: .utf8)
  }

  /// The rows of the tables below `heading`, by the word in their first column.
  private static func rows(below heading: String) throws -> [String: [String]] {
    let page = try page()
    let start = try #require(page.range(of: "\n\(heading)\n")).upperBound
    let level = heading.prefix { $0 == "#" }
    var rows: [String: [String]] = [:]
    for line in page[start...].split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("#"), line.prefix(while: { $0 == "#" }).count <= level.count { break }
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard let word = cells.first, word.hasPrefix("`"), word.hasSuffix("`") else { continue }
      #expect(rows.updateValue(cells, forKey: String(word.dropFirst().dropLast())) == nil, "\(word) twice")
    }
    return rows
  }

  @Test func `every kind has a row`() throws {
    let rows = try Self.rows(below: "## The kinds")
    #expect(Set(rows.keys) == Set(URLRefreshError.Kind.allCases.map(\.word)))
  }

  @Test(arguments: URLRefreshError.Kind.allCases)
  func `a row says what is read, and when it is tried again`(kind: URLRefreshError.Kind) throws {
    let row = try #require(try Self.rows(below: "## The kinds")[kind.word])
    try #require(row.count == 4)
    let now = Date(timeIntervalSince1970: 1_800_000_000)
    let pause = URLRefreshError(kind: kind).nextTry(after: now).timeIntervalSince(now)
    let words = [
      0.0: ["at once"], 30: ["30 s"], 600: ["10 minutes"], 900: ["15 minutes", "after the pause"],
      3600: ["an hour"], 86_400: ["a day"],
    ]
    let expected = try #require(words[pause])
    #expect(expected.contains { row[2].contains($0) }, "\(kind.word): \(row[2]), \(pause) s")
    // A table under its own heading.
    let section = try [
      "### The track": true, "### Your address or account": false, "### Your machine": false,
    ]
    .first { try Self.rows(below: $0.key)[kind.word] != nil }
    #expect(section?.value == URLRefreshError(kind: kind).isTracksOwn)
  }

  @Test func `every word of the origin has a row`() throws {
    let causes: [YouTubeStreamError.Cause] = [
      .status(403), .status(503), .tooManyRequests(retryAfter: nil), .connect(""), .connectTimeout(.zero),
      .proxy(""), .proxyRefusal(""), .tls(""), .idle(.zero), .interrupted(""), .mismatch(""), .otherType(""),
      .page(""), .changed(""), .redirect(""), .redirectLoop, .playerBlocked, .stalled(.zero),
      .slow(1, needs: 2),
    ]
    let words =
      causes.map { YouTubeStreamError($0, offset: 0).failureClass.word } + [
        FailureClass.limit.word, GoingDownError().failureClass.word,
      ]
    #expect(Set(try Self.rows(below: "## The servers of the audio").keys) == Set(words))
  }
}
