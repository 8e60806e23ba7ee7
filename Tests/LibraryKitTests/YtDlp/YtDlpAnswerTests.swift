import Foundation
import TestSupport
import Testing

@testable import LibraryKit
@testable import TrackKit

@Suite struct YtDlpAnswerTests {
  private let id = testVideo("dQw4w9WgXcQ")
  private let now = Date(timeIntervalSince1970: 1_800_000_000)

  private func track(_ json: String) throws -> Track {
    try #require(YtDlpAnswer(line: json)).track(for: id, at: now)
  }

  private func failure(_ json: String) throws -> URLRefreshError.Kind? {
    let answer = try #require(YtDlpAnswer(line: json))
    return #expect(throws: URLRefreshError.self) { try answer.track(for: id, at: now) }?.kind
  }

  @Test func wholeAnswer() throws {
    let track = try track(
      """
      {"id": "dQw4w9WgXcQ", "format_id": "251-1", "language": "en-US", "url": "https://r1.example/v?itag=251&expire=1800021600", \
      "ext": "webm", "acodec": "opus", "abr": 129.6, "filesize": 3433514, "duration": 213, "title": "A - B (Official)", \
      "track": "B", "artists": ["A", "C"], "artist": "A, C", "album": "D", "uploader": "AVEVO", "channel": "A", \
      "protocol": "https", "http_headers": {"User-Agent": "Mozilla/5.0", "Range": "bytes=0-", "Host": "x", \
      "X-Bad": "a\\r\\nb", "Bad Name": "x", "Accept": "*/*"}, "live_status": "not_live", "available_at": 1800000004, \
      "downloader_options": {"http_chunk_size": 10485760}}
      """)
    #expect(
      track
        == Track(
          id: id, title: "B", artist: "A, C", album: "D", duration: .seconds(213),
          media: MediaSource(
            url: "https://r1.example/v?itag=251&expire=1800021600", resolvedAt: now, formatID: "251",
            language: "en-US",
            fileExtension: "webm", contentType: "audio/webm", length: 3_433_514, bitrate: 130,
            headers: [.init(name: "Accept", value: "*/*"), .init(name: "User-Agent", value: "Mozilla/5.0")],
            chunkLimit: 10_485_760, availableAt: now + 4)))
  }

  @Test func bareAnswer() throws {
    let track = try track(#"{"url": "http://127.0.0.1:1/a"}"#)
    #expect(
      track
        == Track(id: id, title: id.rawValue, media: MediaSource(url: "http://127.0.0.1:1/a", resolvedAt: now))
    )
  }

  @Test func theURLSpeaksForItself() throws {
    let track = try track(
      #"{"url": "https://r/v?clen=4000000&mime=audio%2Fmp4", "ext": "unknown_video", "duration": 250}"#)
    #expect(track.media?.length == 4_000_000)
    #expect(track.media?.contentType == "audio/mp4")
    #expect(track.media?.bitrate == 128)
  }

  @Test(arguments: [
    (#""uploader": "Tommy Guerrero - Topic""#, "Tommy Guerrero"), (#""channel": "X", "uploader": null"#, "X"),
    (#""artists": [], "artist": "Y", "channel": "X""#, "Y"), (#""artists": ["", 7, "Z\nZ"]"#, "Z Z"),
    (#""uploader": " - Topic""#, "- Topic"), (#""title": "x""#, nil),
  ])
  func artist(_ json: String, _ expected: String?) throws {
    #expect(try track("{\"url\": \"https://r/v\", \(json)}").artist == expected)
  }

  @Test(arguments: [
    #"{"url": "https://r/v", "filesize": -5, "duration": -1, "abr": "x", "available_at": 0}"#,
    #"{"url": "https://r/v", "filesize": 1e300, "duration": 1e300, "abr": 1e300, "available_at": -1}"#,
    #"{"url": "https://r/v", "filesize": "x", "duration": [], "abr": {}, "http_headers": [1], "downloader_options": 3}"#,
    #"{"url": "https://r/v?clen=-1", "filesize": null, "title": [5], "artists": {"a": 1}, "ext": true, "format_id": [3], "language": "d e"}"#,
  ])
  func nonsenseCountsAsUnknown(_ json: String) throws {
    #expect(
      try track(json)
        == Track(
          id: id, title: id.rawValue,
          media: track(json).media.map {
            MediaSource(url: $0.url, resolvedAt: now)
          }))
  }

  @Test(arguments: [
    #"{"url": "https://r/v", "protocol": "m3u8_native"}"#,
    #"{"url": "https://r/v", "protocol": "http_dash_segments"}"#,
    #"{"url": "https://r/v", "protocol": "https+https"}"#,
    #"{"url": "ftp://r/v"}"#, #"{"url": "file:///etc/passwd"}"#, #"{"url": "https://r/v\r\nX: y"}"#,
    #"{"title": "x"}"#,
  ])
  func whatIsNoFileOverHTTPIsRefused(_ json: String) throws {
    #expect(try failure(json) == .noDirectFormat)
  }

  @Test func aLiveStreamIsToldApart() throws {
    #expect(
      try failure(#"{"url": "https://r/v", "protocol": "m3u8_native", "live_status": "is_live"}"#) == .live)
  }

  @Test func aNumberMayBeATitle() throws {
    let track = try track(#"{"url": "https://r/v", "title": 1999, "format_id": 251, "album": 1.5}"#)
    #expect(track.title == "1999" && track.media?.formatID == "251" && track.album == nil)
  }

  @Test func anotherVideosAnswerIsRefused() throws {
    #expect(try failure(#"{"id": "aaaaaaaaaaa", "url": "https://r/v"}"#) == .other)
  }

  @Test func theLastObjectCounts() throws {
    let output =
      "noise\n{\"title\": \"first\", \"url\": \"https://r/1\"}\n{\"title\": \"last\", \"url\": \"https://r/2\"}\n[3]\n"
    #expect(YtDlpAnswer(lastOf: output)?.title == "last")
    #expect(YtDlpAnswer(lastOf: "nothing\n{broken") == nil)
  }

  @Test(arguments: [
    (#"{"id": "aaaaaaaaaaa", "title": "[Private video]"}"#, false),
    (#"{"id": "aaaaaaaaaaa", "title": "[Deleted video]"}"#, false),
    (#"{"id": "PLxyz", "title": "a list"}"#, false), (#"{"title": "no id"}"#, false),
    (#"{"id": "-bcdefghijk"}"#, true),
  ])
  func entries(_ json: String, _ isTrack: Bool) {
    let listed = YtDlpAnswer(line: json)?.listed
    let found = if case .track = listed { true } else { false }
    #expect(found == isTrack)
  }
}

@Suite struct YtDlpCommandTests {
  private let id = testVideo("-bcdefghijk")

  @Test func endsWithTheWholeURL() {
    let arguments = YtDlpCommand.resolve(id, rendition: nil, options: YtDlpOptions())
    #expect(arguments.suffix(2) == ["--", "https://www.youtube.com/watch?v=-bcdefghijk"])
    #expect(arguments.first == "--ignore-config")
    #expect(!arguments.contains("-4") && !arguments.contains("-6"))
  }

  @Test func optionsReachIt() {
    let options = YtDlpOptions(
      arguments: ["--cookies", "c.txt", "--"], wayOut: WayOut(addressFamily: .ipv6, sourceAddress: "::1"))
    let arguments = YtDlpCommand.resolve(id, rendition: Rendition("140"), options: options)
    #expect(arguments.contains("-6"))
    #expect(arguments.filter { $0 == "--" }.count == 1)
    #expect(arguments.firstIndex(of: "--cookies")! < arguments.firstIndex(of: "-f")!)
    #expect(
      arguments[arguments.firstIndex(of: "-f")! + 1] == FormatSelector.rendition(Rendition("140")))
    #expect(arguments[arguments.firstIndex(of: "--source-address")! + 1] == "::1")
  }
}

/// Whose word counts for the format.
@Suite struct AudioFormatTests {
  private let id = testVideo("-bcdefghijk")

  private func format(_ arguments: [String], _ format: AudioFormat = .opus) -> String? {
    let options = YtDlpOptions(arguments: arguments, audioFormat: format)
    let line = YtDlpCommand.resolve(id, rendition: nil, options: options)
    // After the user's own: what they chose is no business of this test.
    let ours = line.dropFirst(line.firstIndex(of: "--no-playlist") ?? 0)
    return ours.firstIndex(of: "-f").map { line[$0 + 1] }
  }

  @Test(arguments: [
    ["-f", "140"], ["-f140"], ["--format", "140"], ["--format=140"], ["-4f140"], ["-vf", "140"],
    ["-t", "mp3"],
    ["--preset-alias", "mp3"], ["--cookies", "c", "-f", "ba"], ["-S", "lang:de", "-f", "ba"],
  ])
  func theUsersFormatCounts(_ arguments: [String]) {
    #expect(format(arguments) == nil && format(arguments, .best) == nil)
  }

  @Test(arguments: [
    ["-S", "acodec:aac"], ["-Sacodec:aac"], ["--format-sort", "acodec:aac"], ["--format-sort=lang:de"],
    ["-4S", "x"],
  ])
  func theUsersSortCounts(_ arguments: [String]) {
    #expect(format(arguments) == FormatSelector.any)
  }

  @Test(arguments: [
    [], ["--cookies", "c.txt"], ["-o", "f"], ["-of"], ["--format-sort-force"], ["--", "-f", "140"],
    ["--proxy=-f"],
  ])
  func elseTheOptionCounts(_ arguments: [String]) {
    #expect(format(arguments) == AudioFormat.opus.selector)
    #expect(format(arguments, .selector("ba[abr<100]")) == "ba[abr<100]")
  }

  @Test(
    arguments: [
      ("opus", .opus, ["251", "140", "250", "249"]), ("aac", .aac, ["140", "251", "139", "250", "249"]),
      ("best", .best, ["774", "141", "251", "140", "250", "249"]), ("", .opus, ["251", "140", "250", "249"]),
    ] as [(String, AudioFormat, [String])])
  func words(_ text: String, _ format: AudioFormat, _ itags: [String]) {
    #expect(AudioFormat(text) == format)
    let parts = itags.map { "ba[format_id~='^\($0)(-[0-9]+)?$'][protocol~='^https?$']" }
    #expect(
      format.selector
        == (parts + ["ba[protocol~='^https?$']", "18", "b[protocol~='^https?$']"]).joined(separator: "/"))
  }

  @Test func otherWordsAreSelectors() {
    #expect(AudioFormat("140/ba") == .selector("140/ba"))
    #expect(
      FormatSelector.rendition(Rendition("251-drc-1", language: "en-US", length: 5))
        == ["ba", "b"].map {
          $0
            + #"[format_id~='^251\-drc(-[0-9]+)?$'][language~=?'^en\-US$'][filesize=?5][protocol~='^https?$']"#
        }.joined(separator: "/"))
  }
}

@Suite struct YouTubeReferenceTests {
  private static let video = YouTubeReference.video(testVideo("-bcdefghijk"))

  @Test(arguments: [
    "-bcdefghijk", " -bcdefghijk\n", "https://www.youtube.com/watch?v=-bcdefghijk&t=5",
    "youtu.be/-bcdefghijk?si=x",
    "https://music.youtube.com/watch?v=-bcdefghijk&list=PLxyz", "https://m.youtube.com/shorts/-bcdefghijk",
    "HTTPS://YOUTUBE.COM/watch?v=-bcdefghijk", "https://www.youtube.com/embed/-bcdefghijk?x",
    "www.youtube.com/live/-bcdefghijk",
  ])
  func videos(_ text: String) {
    #expect(YouTubeReference(text) == Self.video)
  }

  @Test(arguments: [
    "https://music.youtube.com/playlist?list=LM", "https://www.youtube.com/playlist?list=PLxyz", ":ytfav",
    "ytsearch20:a",
    "https://www.youtube.com/watch?v=-bcdefghijk&list=RDAMVM-bcdefghijk", "https://www.youtube.com/@someone",
  ])
  func playlists(_ text: String) {
    #expect(YouTubeReference(text) == .playlist(text))
  }

  @Test func searchesKeepTheirWords() {
    #expect(YouTubeReference(" ytsearch10:two  words\n") == .playlist("ytsearch10:two words"))
    #expect(YouTubeReference("ytsearchdate5:x") == .playlist("ytsearchdate5:x"))
    #expect(YouTubeReference("ytsearch10:") == nil)
    #expect(YouTubeReference("ytsearching: x") == nil)
    #expect(YouTubeReference.search(" a\nb ", count: 0) == "ytsearch1:a b")
  }

  @Test func radiosAreMixesOfTheirTrack() {
    let url = YouTubeReference.radio(of: testVideo("-bcdefghijk"))
    #expect(url == "https://www.youtube.com/watch?v=-bcdefghijk&list=RDAMVM-bcdefghijk")
    #expect(YouTubeReference(url) == .playlist(url))
  }

  @Test(
    arguments: [
      ("", "Not a YouTube link or video ID: \"\""), ("hello", "Not a YouTube link or video ID: \"hello\""),
      ("-x", "Not a YouTube link or video ID"),
      ("elsewhere.example/x", "Not a YouTube link or video ID"), ("short", "Not a YouTube link or video ID"),
      ("foo", "Not a YouTube link or video ID: \"foo\""),
      ("https://elsewhere.example/watch?v=-bcdefghijk", "Not a YouTube link, but one to elsewhere.example"),
      ("https://youtube.com.evil.example/playlist?list=PL1", "Not a YouTube link, but one to"),
      ("https://notyoutube.com/x", "Not a YouTube link, but one to notyoutube.com"),
      ("https://", "Not a YouTube link or video ID"),
      ("https:///x", "Not a YouTube link or video ID"),
      ("ftp://youtube.com/x", "Not a YouTube link or video ID"),
    ])
  func nothing(_ text: String, problem: String) {
    #expect(YouTubeReference(text) == nil)
    #expect(YouTubeReference.problem(with: text).contains(problem), "\(YouTubeReference.problem(with: text))")
  }

  @Test(
    arguments: [
      (
        "https://www.youtube.com/watch?v=-bcdefghijk&list=PLxy-z",
        "https://www.youtube.com/playlist?list=PLxy-z"
      ),
      ("https://www.youtube.com/watch?v=-bcdefghijk", nil), ("-bcdefghijk", nil),
      ("https://www.youtube.com/watch?v=-bcdefghijk&list=RDAMVM-bcdefghijk", nil),
      ("https://www.youtube.com/playlist?list=PLxyz", nil), ("https://youtu.be/-bcdefghijk?list=PL'x", nil),
    ] as [(String, String?)])
  func aVideoInAPlaylistNamesBoth(_ text: String, playlist: String?) {
    #expect(YouTubeReference.playlist(around: text) == playlist)
  }
}
