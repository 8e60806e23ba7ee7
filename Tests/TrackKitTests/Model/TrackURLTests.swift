import Testing

@testable import TrackKit

@Suite struct TrackURLTests {
  private let urls = TrackURL(base: "http://music.example:8080", port: 8080)
  private static let id = "dQw4w9WgXcQ"

  @Test func writesWhatItRecognises() throws {
    let id = try #require(VideoID(Self.id))
    #expect(urls.url(for: id) == "http://music.example:8080/proxy/dQw4w9WgXcQ")
    let asked = TrackURL(base: "http://h", query: "?icy=0")
    #expect(asked.url(for: id) == "http://h/proxy/dQw4w9WgXcQ?icy=0")
    #expect(asked.track(behind: asked.url(for: id)) == id)
  }

  @Test(arguments: [
    "http://music.example:8080/proxy/dQw4w9WgXcQ", "http://localhost:8080/proxy/dQw4w9WgXcQ",
    "http://127.0.0.1:8080/proxy/dQw4w9WgXcQ", "http://127.1.2.3:8080/proxy/dQw4w9WgXcQ",
    "http://[::1]:8080/proxy/dQw4w9WgXcQ", "HTTP://LOCALHOST:8080/proxy/dQw4w9WgXcQ",
    "http://localhost:8080/proxy/dQw4w9WgXcQ?icy=0", "http://localhost:8080/proxy/dQw4w9WgXcQ#t=3",
    // With an extension, and encoded.
    "http://music.example:8080/proxy/dQw4w9WgXcQ.webm", "http://localhost:8080/proxy/dQw4w9WgXcQ.m4a?icy=1",
    "http://localhost:8080/proxy/dQw4w9WgXc%51", "http://music.example:8080/proxy/%64Qw4w9WgXc%51%2Emp3",
  ])
  func recognisesOurs(uri: String) {
    #expect(urls.track(behind: uri)?.rawValue == Self.id)
  }

  @Test(arguments: [
    "http://music.example:8080/proxy/dQw4w9WgXc", "http://music.example:8080/proxied/dQw4w9WgXcQ",
    "http://music.example:8080/proxy/dQw4w9WgXcQ/x", "http://localhost:9090/proxy/dQw4w9WgXcQ",
    "https://localhost:8080/proxy/dQw4w9WgXcQ", "http://elsewhere:8080/proxy/dQw4w9WgXcQ.webm",
    "http://localhost:8080/proxy/dQw4w9WgXcQ.", "http://localhost:8080/proxy/dQw4w9WgXcQ.a%2Fb",
    "http://localhost:8080/proxy/dQw4w9WgXc%2551", "http://localhost:8080/proxy/%ff%fe%fdabcdefgh", "",
    "dQw4w9WgXcQ",
  ])
  func recognisesNoOther(uri: String) {
    #expect(urls.track(behind: uri) == nil)
  }

  @Test(
    arguments: [
      ("/proxy/dQw4w9WgXcQ", id), ("/proxy/dQw4w9WgXcQ.webm", id), ("/proxy/dQw4w9WgXcQ.opus", id),
      ("/proxy/dQw4w9WgXcQ.m4a", id), ("/proxy/dQw4w9WgXcQ.mp4", id), ("/proxy/dQw4w9WgXcQ.mp3", id),
      ("/proxy/dQw4w9WgXcQ.ogg", id), ("/proxy/dQw4w9WgXcQ.AAC", id), ("/proxy/dQw4w9WgXcQ.m3u8", id),
      ("/proxy/%64%51w4w9WgXcQ", id), ("/proxy/dQw4w9WgXcQ%2ewebm", id), ("/proxy/dQw4w9WgXcQ%2Ewebm", id),
      ("/proxy/", ""), ("/proxy/.webm", ""), ("/proxy/dQw4w9WgXcQ.", "dQw4w9WgXcQ."),
      ("/proxy/dQw4w9WgXcQ.tar.gz", "dQw4w9WgXcQ.tar.gz"), ("/proxy/dQw4w9WgXcQ.a/b", "dQw4w9WgXcQ.a/b"),
      ("/proxy/dQw4w9WgXcQ.12345678901234567", "dQw4w9WgXcQ.12345678901234567"),
      ("/proxy/dQw4w9WgXcQ%", "dQw4w9WgXcQ%"), ("/proxy/%2e%2e%2fstatus", "../status"),
      ("/proxy/dQw4w9WgXcQ.e\u{301}", "dQw4w9WgXcQ.e\u{301}"), ("/status", nil), ("/proxy", nil),
    ] as [(String, String?)])
  func nameInAPath(path: String, name: String?) {
    #expect(TrackURL.name(inPath: path[...]) == name)
  }
}
