import Foundation
import LoopbackOrigin
import TestSupport
import Testing

@testable import LibraryKit
@testable import TrackKit

@Suite struct XSPFTests {
  private let urls = TrackURL(base: "http://localhost:8080")

  @Test func aTrackHasAllThatIsKnown() {
    let track = Track(
      id: testVideo("abcdefghijk"), title: "Song & <Dance>", artist: "A \"B\" C'D", album: "L\nP",
      duration: .milliseconds(213_456))
    #expect(
      XSPF.text([track, Track(id: testVideo("-bcdefghijk"), title: "T")], title: "YT: x & y", urls: urls)
        == """
        <?xml version="1.0" encoding="UTF-8"?>
        <playlist version="1" xmlns="http://xspf.org/ns/0/">
          <title>YT: x &amp; y</title>
          <trackList>
            <track>
              <location>http://localhost:8080/proxy/abcdefghijk</location>
              <title>Song &amp; &lt;Dance&gt;</title>
              <creator>A "B" C'D</creator>
              <album>L P</album>
              <duration>213456</duration>
            </track>
            <track>
              <location>http://localhost:8080/proxy/-bcdefghijk</location>
              <title>T</title>
            </track>
          </trackList>
        </playlist>

        """)
  }

  @Test func ownFilesAreKnownAgain() {
    let tracks = [testVideo("abcdefghijk"), testVideo("-bcdefghijk")].map {
      Track(id: $0, title: "</track><location>http://evil/x</location>")
    }
    let text = XSPF.text(tracks, title: "T", urls: urls)
    #expect(XSPF.locations(in: text) == tracks.map { urls.url(for: $0.id) })
    #expect(XSPF.locations(in: "#EXTM3U\n") == nil)
    #expect(XSPF.locations(in: text.replacing("<location>", with: "<location >")) == nil)
  }

  /// What no XML parser of another hand takes for anything but the names they are.
  @Test func pythonReadsEveryNameBack() throws {
    var generator = SplitMix64(seed: 4)
    let alphabet: [String] = [
      "<", ">", "&", "&amp;", "]]>", "<![CDATA[", "\"", "'", "\n", "\r", "\0", "\u{1B}", "\u{FFFE}",
      "\u{FFFF}",
      "\u{2028}", "\u{85}", "é", "e\u{301}", "日", "🎵", "👩‍👩‍👧", "\u{202E}", " ", "a", "Z", "</title>", "<!--",
      "-->", "%00",
    ]
    let tracks = try (0..<300).map { number in
      Track(
        id: try #require(VideoID("00000000000\(number)".suffix(11))),
        title: (0..<Int.random(in: 1...12, using: &generator)).map { _ in
          alphabet.randomElement(using: &generator) ?? ""
        }.joined() + "x", artist: alphabet.randomElement(using: &generator))
    }
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).xspf")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(XSPF.text(tracks, title: "<&>", urls: urls).utf8).write(to: file)
    let python = Process()
    python.executableURL = URL(filePath: "/usr/bin/env")
    python.arguments = [
      "python3", "-c",
      """
      import json, sys, xml.etree.ElementTree as tree
      space = '{http://xspf.org/ns/0/}'
      root = tree.parse(sys.argv[1]).getroot()
      print(json.dumps([[entry.findtext(space + 'location'), entry.findtext(space + 'title')]
                        for entry in root.find(space + 'trackList')]))
      """, file.path,
    ]
    let pipe = Pipe()
    python.standardOutput = pipe
    try python.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    python.waitUntilExit()
    try #require(python.terminationStatus == 0)
    let read = try JSONDecoder().decode([[String]].self, from: output)
    #expect(read.count == tracks.count)
    for (track, entry) in zip(tracks, read) {
      #expect(entry[0] == urls.url(for: track.id))
      let name = (MetadataText.clean(track.title) ?? "").unicodeScalars.filter {
        $0 != "\u{FFFE}" && $0 != "\u{FFFF}"
      }
      #expect(entry[1].unicodeScalars.elementsEqual(name))
    }
  }
}
