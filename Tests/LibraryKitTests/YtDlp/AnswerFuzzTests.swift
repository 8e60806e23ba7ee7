import Foundation
import TestSupport
import Testing

@testable import LibraryKit
@testable import TrackKit

/// Whatever an extractor answers: what is good of it is used, what is bad costs itself alone, and nothing traps.
@Suite(.timeLimit(.minutes(30))) struct AnswerFuzzTests {
  private static let id = testVideo("dQw4w9WgXcQ")
  private static let now = Date(timeIntervalSince1970: 1_800_000_000)

  /// The fields of a good answer, as yt-dlp prints them.
  private static let good: [(name: String, value: String)] = [
    ("id", "\"dQw4w9WgXcQ\""), ("format_id", "\"251\""), ("language", "\"en\""), ("ext", "\"webm\""),
    ("acodec", "\"opus\""), ("abr", "130"), ("filesize", "1000"), ("duration", "10"), ("title", "\"T\""),
    ("track", "\"S\""), ("artists", "[\"A\"]"), ("artist", "\"A\""), ("album", "\"L\""),
    ("uploader", "\"U\""), ("channel", "\"C\""), ("http_headers", "{\"X-A\": \"b\"}"),
    ("live_status", "\"not_live\""), ("available_at", "1800000001"),
    ("downloader_options", "{\"http_chunk_size\": 1048576}"), ("protocol", "\"https\""),
    ("url", "\"https://r/v\""),
  ]
  /// What nobody asked for.
  private static let unknown = ["formats", "chapters", "thumbnails", "subtitles", "_type", "entries", "x"]

  /// Checks what holds of any track.
  private static func check(_ track: Track, _ dice: Fuzz.Dice) throws {
    for name in [track.title, track.artist, track.album, track.media?.formatID, track.media?.fileExtension] {
      guard let name else { continue }
      try #require(MetadataText.clean(name) == name && name.count <= MetadataText.longest, "\(dice)")
    }
    if let duration = track.duration {
      try #require(duration > .zero && duration.seconds.isFinite, "\(dice)")
    }
    guard let media = track.media else { return }
    try #require(MediaFacts.isUsable(media.url), "\(dice)")
    if let length = media.length { try #require(length > 0 && length <= 1 << 40, "\(dice)") }
    if let bitrate = media.bitrate { try #require((1..<1_000_000).contains(bitrate), "\(dice)") }
    if let limit = media.chunkLimit { try #require(limit >= 16_384, "\(dice)") }
    if let date = media.availableAt { try #require(date < now + 600, "\(dice)") }
    try #require(media.headers.count <= 20 && media.headers.allSatisfy(\.isSafe), "\(dice)")
  }

  @Test func `bad fields of a resolve cost themselves alone`() async throws {
    let store = try TrackStore()
    try await Fuzz.run(600) { dice in
      // `id`, `url`, `protocol` and `live_status` decide whether there is a track at all.
      let spoilt = Set((0...dice.number(below: 5)).map { _ in dice.one(of: Self.good.map(\.name)) })
      var fields = Self.good.map { field in
        "\"\(field.name)\": \(spoilt.contains(field.name) ? dice.badValue() : field.value)"
      }
      for name in Self.unknown where dice.happens(onceIn: 3) {
        fields.append("\"\(name)\": \(dice.badValue())")
      }
      fields.shuffle(using: &dice)
      let line = "{\(fields.joined(separator: ", "))}"
      let answer = try #require(YtDlpAnswer(lastOf: "noise\n\(line)\n"), "\(dice)")
      let isDecided = spoilt.isDisjoint(with: ["id", "url", "protocol", "live_status"])
      let track: Track
      do throws(URLRefreshError) {
        track = try answer.track(for: Self.id, at: Self.now)
      } catch {
        try #require(!isDecided, "\(dice): \(error)")
        try #require([.other, .noDirectFormat, .live].contains(error.kind), "\(dice)")
        return
      }
      try Self.check(track, dice)
      let media = try #require(track.media)
      if !spoilt.contains("duration") { try #require(track.duration == .seconds(10), "\(dice)") }
      if !spoilt.contains("album") { try #require(track.album == "L", "\(dice)") }
      if !spoilt.contains("track") { try #require(track.title == "S", "\(dice)") }
      if !spoilt.contains("artists") { try #require(track.artist == "A", "\(dice)") }
      if !spoilt.contains("filesize") { try #require(media.length == 1000, "\(dice)") }
      if !spoilt.contains("format_id") { try #require(media.formatID == "251", "\(dice)") }
      if !spoilt.contains("language") { try #require(media.language == "en", "\(dice)") }
      if !spoilt.contains("downloader_options") { try #require(media.chunkLimit == 1_048_576, "\(dice)") }
      if !spoilt.contains("available_at") { try #require(media.availableAt == Self.now + 1, "\(dice)") }
      if !spoilt.contains("http_headers") { try #require(media.headers.map(\.name) == ["X-A"], "\(dice)") }
      // What is taken for an answer can be kept, and is the same when it is read.
      guard dice.happens(onceIn: 10) else { return }
      try store.saveResolved(track)
      let stored = try #require(try store.track(Self.id), "\(dice)")
      try #require(stored.media?.url == media.url && stored.media?.length == media.length, "\(dice)")
    }
  }

  @Test func `a damaged answer is none, or one that holds`() async throws {
    let line = "{\(Self.good.map { "\"\($0.name)\": \($0.value)" }.joined(separator: ", "))}"
    try await Fuzz.run(1500) { dice in
      let text = String(decoding: dice.damaged(Array(line.utf8)), as: UTF8.self)
      guard let answer = YtDlpAnswer(lastOf: text) else { return }
      do {
        try Self.check(try answer.track(for: Self.id, at: Self.now), dice)
      } catch let error as URLRefreshError {
        try #require([.other, .noDirectFormat, .live].contains(error.kind), "\(dice)")
      }
    }
  }

  @Test func `bad entries of a listing cost themselves alone`() async throws {
    let names = [
      "id", "title", "url", "duration", "track", "artists", "artist", "album", "uploader", "channel",
      "live_status", "availability", "playlist_index", "playlist_title", "playlist_count", "listing",
    ]
    try await Fuzz.run(100) { dice in
      let collector = PlaylistCollector(limit: 1000)
      var expected: [VideoID] = []
      var entries = 0
      for number in 0..<20 {
        let id = String("entry_00000\(number)".suffix(11))
        if dice.happens(onceIn: 2) {
          expected.append(try #require(VideoID(id)))
          let extra = dice.one(of: ["playlist_index", "album", "duration", "artists", "channel", "formats"])
          _ = collector.add(
            "{\"id\": \"\(id)\", \"title\": \"T\(number)\", \"\(extra)\": \(dice.badValue())}")
        } else {
          let fields = names.filter { _ in dice.happens(onceIn: 3) }
          let body = fields.map { "\"\($0)\": \(dice.badValue())" }.joined(separator: ", ")
          let line = "{\(body)}"
          _ = collector.add(
            dice.happens(onceIn: 2) ? line : String(decoding: dice.damaged(Array(line.utf8)), as: UTF8.self))
        }
        entries += 1
      }
      let playlist = collector.playlist
      try #require(playlist.entries.count + playlist.skipped + playlist.nested.count <= entries, "\(dice)")
      let good = Set(expected)
      try #require(playlist.entries.map(\.id).filter(good.contains) == expected, "\(dice)")
      for track in playlist.entries { try Self.check(track, dice) }
      for nested in playlist.nested { try #require(YouTubeReference.leadsToYouTube(nested.url), "\(dice)") }
      if let title = playlist.title { try #require(MetadataText.clean(title) == title, "\(dice)") }
      // No name adds a line to a file.
      let text = M3U.text(playlist.entries, urls: TrackURL(base: "http://localhost:8080"))
      let lines = text.split(whereSeparator: \.isNewline)
      try #require(lines.count == 1 + 2 * playlist.entries.count, "\(dice)")
      try #require(
        lines.allSatisfy { $0.hasPrefix("#EXT") || $0.hasPrefix("http://localhost:8080/proxy/") }, "\(dice)")
    }
  }

  @Test func `whatever yt-dlp says is one short sentence`() async throws {
    let sentences = YtDlpSentenceTable.rows.map(\.stderr)
    try await Fuzz.run(400) { dice in
      var lines: [String] = []
      for _ in 0...dice.number(below: 4) {
        switch dice.number(below: 4) {
        case 0: lines.append("WARNING: " + dice.badValue())
        case 1: lines.append("ERROR: [youtube] dQw4w9WgXcQ: " + dice.badValue())
        case 2: lines.append(dice.one(of: sentences))
        default:
          lines.append(String(decoding: dice.damaged(Array(dice.one(of: sentences).utf8)), as: UTF8.self))
        }
      }
      let stderr = lines.joined(separator: dice.one(of: ["\n", "\r\n", "\u{2028}", " "]))
      let code = dice.one(of: [0, 1, 2, 100, 101, 126, 127, 255, -1] as [Int32])
      let error = YtDlpFailure.classify(stderr: stderr, exitCode: code, now: Self.now)
      try #require(error.evidence.count <= 200, "\(dice)")
      for text in [error.evidence, error.sentence] {
        try #require(!text.contains(where: \.isNewline) && !text.contains("://"), "\(dice): \(text)")
        try #require(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }, "\(dice)")
      }
      if let retryAt = error.retryAt {
        try #require(retryAt > Self.now && retryAt < Self.now + 1e13, "\(dice)")
      }
      try #require(error.nextTry(after: Self.now) >= Self.now, "\(dice)")
      _ = YtDlpFailure.ofListing(stderr: stderr, exitCode: code)
    }
  }

  @Test func `cookies survive what yt-dlp writes`() async throws {
    func line(_ dice: inout Fuzz.Dice) -> String {
      let name = dice.one(of: ["SID", "HSID", "PREF", "x"])
      let domain = dice.one(of: [".youtube.com", "#HttpOnly_.google.com"])
      return "\(domain)\tTRUE\t/\tTRUE\t1800000000\t\(name)\t\(dice.number(below: 100))\n"
    }
    try await Fuzz.run(1000) { dice in
      let head = "# Netscape HTTP Cookie File\n"
      func jar() -> String { head + (0..<dice.number(below: 6)).map { _ in line(&dice) }.joined() }
      let (base, ours, theirs) = (jar(), jar(), jar())
      let damaged = String(decoding: dice.damaged(Array(theirs.utf8)), as: UTF8.self)
      for text in [theirs, damaged] {
        guard let changed = CookieText(text) else { continue }
        // What is written reads as the same jar.
        try #require(CookieText(changed.text) == CookieText(CookieText(changed.text)?.text ?? ""), "\(dice)")
        guard let own = CookieText(ours), let merged = own.merging(changed, since: CookieText(base)) else {
          continue
        }
        let read = try #require(CookieText(merged.text), "\(dice)")
        try #require(read.count == merged.count && merged.count <= own.count + changed.count, "\(dice)")
      }
    }
  }
}
