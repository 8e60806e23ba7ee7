import LoopbackOrigin
import TestSupport
import Testing

@testable import LibraryKit
@testable import TrackKit

/// What holds for every name, whatever it is made of.
@Suite struct PlaylistNamePropertyTests {
  private static let pieces: [String] = [
    "/", "..", ".", "\\", "\n", "\r\n", "\0", "\u{7F}", "\u{85}", "\u{2028}", " ", "  ", "\t", "a", "B", "é",
    "e\u{301}",
    "日本語", "🎵", "👩‍👩‍👧‍👦", "\u{202E}", "\u{200B}", "AC/DC", "-", "~", "%2F", "|", ":", "*", "?", "\"", "'", "$(x)",
    "`x`",
    String(repeating: "x", count: 120), String(repeating: "夜", count: 60),
  ]

  @Test(arguments: ["", "YT: ", "../", ".", "/", "\n", String(repeating: "p", count: 300)])
  func isSafeForFileSystemAndProtocol(_ prefix: String) {
    var generator = SplitMix64(seed: 7)
    for _ in 0..<2000 {
      let text = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
        Self.pieces.randomElement(using: &generator) ?? ""
      }.joined()
      for number in [1, 2, 10] {
        let name = PlaylistFileName(prefix: prefix, text, number: number).name
        #expect(!name.isEmpty && name.utf8.count <= PlaylistFileName.longest)
        #expect(!name.utf8.contains(UInt8(ascii: "/")) && !name.hasPrefix("."))
        #expect(name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
        #expect(!name.unicodeScalars.contains("\u{2028}") && !name.unicodeScalars.contains("\u{85}"))
        #expect(name.first != " " && name.last != " ")
        if number > 1 { #expect(name.hasSuffix(" (\(number))")) }
        // Made safe once is safe: nothing changes it again.
        #expect(PlaylistFileName(name).name == name)
      }
    }
  }

  @Test func nothingElseIsLost() {
    for name in ["Rock ’n’ Roll", "夜に駆ける 🌙", "50% off: a|b?", "e\u{301}", "a - b", "(2)"] {
      #expect(PlaylistFileName(prefix: "YT: ", name).name == "YT: \(name)")
    }
  }

  @Test func noTitleBreaksALine() {
    var generator = SplitMix64(seed: 9)
    for _ in 0..<1000 {
      let title = (0..<6).map { _ in Self.pieces.randomElement(using: &generator) ?? "" }.joined()
      let track = Track(id: testVideo("abcdefghijk"), title: title, artist: title, duration: .seconds(1))
      let lines = M3U.text([track], urls: TrackURL(base: "http://h")).split(
        separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count == 4 && lines[0] == "#EXTM3U" && lines[1].hasPrefix("#EXTINF:1,"))
      #expect(lines[2] == "http://h/proxy/abcdefghijk" && lines[3].isEmpty)
      #expect(lines[1].unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
    }
  }
}
