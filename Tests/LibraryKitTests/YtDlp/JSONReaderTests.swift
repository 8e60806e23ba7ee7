import Foundation
import Testing

@testable import LibraryKit
@testable import TrackKit

@Suite struct JSONReaderTests {
  @Test(
    arguments: [
      ("null", .null), (" true ", .bool(true)), ("[]", .array([])), ("{}", .object([:])),
      ("-1.5e2", .number(-150)),
      (#""a\n\"\\\/\u00e9""#, .string("a\n\"\\/é")), (#""\ud83c\udfb5""#, .string("🎵")),
      ("NaN", .null), ("[Infinity, -Infinity, 1e999, 1]", .array([.null, .null, .null, .number(1)])),
      (#""a\ud800""#, .string("a\u{FFFD}")), (#""\ud800\u0041""#, .string("\u{FFFD}A")),
      (#""\udfb5\ud83cx""#, .string("\u{FFFD}\u{FFFD}x")), (#"{"a": 1, "a": 2}"#, .object(["a": .number(2)])),
      ("\"a\u{1}b\"", .string("a\u{1}b")),
      (#"{"a" : [1 , {"b": null}]}"#, .object(["a": .array([.number(1), .object(["b": .null])])])),
    ] as [(String, JSONValue)])
  func reads(_ text: String, _ value: JSONValue) {
    #expect(JSONReader.value(in: text) == value)
  }

  @Test(arguments: [
    "", " ", "{", "[", "[1", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":}", "{a: 1}", "\"", "\"\\", "\"\\u12",
    "\"\\u12g4\"",
    "\"\\x\"", "nul", "1 2", "{} x", "+", "--1", "1e", "[1}", "{\"a\": 1]", "]", ":",
  ])
  func refuses(_ text: String) {
    #expect(JSONReader.value(in: text) == nil)
  }

  @Test func depthCostsThatValueAlone() {
    for depth in [40, 5000, 400_000] {
      let deep = String(repeating: "[{\"a]\":", count: depth) + "1" + String(repeating: "}]", count: depth)
      let value = JSONReader.value(in: "{\"deep\": \(deep), \"id\": \"x\"}")
      #expect(value?["id"] == .string("x"))
      #expect(JSONReader.value(in: "{\"deep\": \(deep.dropLast())") == nil)
    }
  }

  /// Answers with something bad in each field, in turn.
  @Test(arguments: [
    "null", "true", "-1", "0", "1e999", "NaN", "1e18", "\"\"", "\"x\"", "\"-5\"", "[]", "[null]", "{}",
    "{\"a\": [1]}",
    "\"\\ud800\"", "99999999999999999999999999", "\"\\u0000\\n\"",
  ])
  func oneBadFieldCostsThatFieldAlone(_ bad: String) throws {
    let good: [(String, String)] = [
      ("id", "\"dQw4w9WgXcQ\""), ("format_id", "\"251\""), ("language", "\"en\""), ("ext", "\"webm\""),
      ("acodec", "\"opus\""), ("abr", "130"), ("filesize", "1000"), ("duration", "10"), ("title", "\"T\""),
      ("track", "\"S\""), ("artists", "[\"A\"]"), ("artist", "\"A\""), ("album", "\"L\""),
      ("uploader", "\"U\""), ("channel", "\"C\""), ("http_headers", "{\"X-A\": \"b\"}"),
      ("live_status", "\"not_live\""), ("available_at", "1800000000"),
      ("downloader_options", "{\"http_chunk_size\": 1048576}"),
    ]
    let id = try #require(VideoID("dQw4w9WgXcQ"))
    for (spoilt, _) in good where spoilt != "id" {
      let fields = good.map { "\"\($0)\": \($0 == spoilt ? bad : $1)" }
      let line = "{\(fields.joined(separator: ", ")), \"url\": \"https://r/v\"}"
      let answer = try #require(YtDlpAnswer(line: line))
      let track = try answer.track(for: id, at: Date(timeIntervalSince1970: 1_800_000_000))
      #expect(track.media?.url == "https://r/v" && !track.title.isEmpty)
      if spoilt != "duration" { #expect(track.duration == .seconds(10)) }
      if spoilt != "filesize" { #expect(track.media?.length == 1000) }
      if spoilt != "album" { #expect(track.album == "L") }
      if case .track(let listed) = answer.listed { #expect(listed.id == id) } else { Issue.record("\(line)") }
    }
  }

  /// Text that was an answer once, with bytes changed, lost, doubled: nothing traps, and it all comes to an end.
  @Test(.timeLimit(.minutes(5))) func anythingIsSurvived() throws {
    let corpus = [
      #"{"id": "dQw4w9WgXcQ", "url": "https://r/v?itag=251&clen=5", "title": "A\ud83c\udfb5", "artists": ["x", null]}"#,
      #"{"id": "PL1", "url": "https://www.youtube.com/playlist?list=PL1", "duration": -1e5, "playlist_count": 3}"#,
      #"{"listing": "T", "http_headers": {"a": "b"}, "abr": NaN, "deep": [[[[{}]]]]}"#,
    ].map { Array($0.utf8) }
    let id = try #require(VideoID("dQw4w9WgXcQ"))
    var state: UInt64 = 42
    func draw(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % max(below, 1)
    }
    for _ in 0..<20_000 {
      var bytes = corpus[draw(corpus.count)]
      for _ in 0...draw(4) {
        let place = draw(bytes.count)
        switch draw(4) {
        case 0: bytes[place] = UInt8(draw(256))
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(Array("{}[]\",:\\u0e-9".utf8)[draw(13)], at: place)
        default: bytes += bytes.suffix(draw(20))
        }
      }
      guard let answer = YtDlpAnswer(line: String(decoding: bytes, as: UTF8.self)) else { continue }
      _ = answer.listed
      do throws(URLRefreshError) { _ = try answer.track(for: id, at: Date()) } catch { continue }
    }
  }
}
