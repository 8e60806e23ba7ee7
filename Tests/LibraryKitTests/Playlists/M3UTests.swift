import Foundation
import TestSupport
import Testing

@testable import LibraryKit
@testable import TrackKit

@Suite struct M3UTests {
  private let url = "http://localhost:8080/proxy/abcdefghijk"

  @Test func firstLineIsExactlyTheHeader() {
    #expect(M3U.text([]) == "#EXTM3U\n")
  }

  @Test(arguments: [
    (Duration.seconds(213), "213"), (.milliseconds(213_900), "213"), (.zero, "0"), (.seconds(-5), "0"),
    (nil, "-1"),
  ])
  func secondsAreWhole(_ duration: Duration?, _ text: String) {
    let entry = M3U.Entry(url: url, name: "A - T", duration: duration)
    #expect(M3U.text([entry]) == "#EXTM3U\n#EXTINF:\(text),A - T\n\(url)\n")
  }

  @Test(arguments: ["\n", "\r\n", "\r", "\u{2028}", "\u{85}", "\u{0B}", "\0"])
  func noNameAddsALine(_ lineBreak: String) {
    let entry = M3U.Entry(url: url, name: "A\(lineBreak)http://evil.example/x\(lineBreak)")
    #expect(M3U.text([entry]) == "#EXTM3U\n#EXTINF:-1,A http://evil.example/x\n\(url)\n")
  }

  @Test(arguments: ["", "#EXTINF:1,x", "http://x/\nhttp://y/", "http://x/\u{85}"])
  func urlsThatAreNoLineAreLeftOut(_ url: String) {
    #expect(M3U.text([M3U.Entry(url: url, name: "A")]) == "#EXTM3U\n")
  }

  @Test func namesKeepEverythingElse() {
    let track = Track(
      id: testVideo("abcdefghijk"), title: "First, Love’s 100%", artist: "宇多田ヒカル", duration: .seconds(258))
    #expect(M3U.text([.init(track, url: url)]).contains("#EXTINF:258,宇多田ヒカル - First, Love’s 100%\n"))
  }

  @Test func whatIsWrittenIsReadBack() {
    let entries = [
      M3U.Entry(url: url, name: "A - T", duration: .seconds(3)), M3U.Entry(url: url + "2", name: ""),
      M3U.Entry(url: url + "3", name: "B, C"),
    ]
    #expect(M3U.entries(in: M3U.text(entries)) == entries)
  }

  @Test func readsWhatOthersWrite() {
    let text =
      "\u{FEFF}#EXTM3U\r\n# remark\r\n#EXTINF:12.5 tvg-id=\"x\",Name\r\n  http://x/1 \r\n\r\nsong.mp3\r\n"
    #expect(
      M3U.entries(in: text) == [
        M3U.Entry(url: "http://x/1", name: "Name", duration: .seconds(12.5)),
        M3U.Entry(url: "song.mp3", name: ""),
      ])
  }

  @Test(arguments: ["nan", "inf", "1e300", "-1", "", "x"])
  func nonsenseForSecondsIsUnknown(_ seconds: String) {
    #expect(M3U.entries(in: "#EXTINF:\(seconds),N\nu").map(\.duration) == [nil])
  }
}
