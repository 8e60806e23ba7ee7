import Testing

@testable import ConfigurationKit

struct SpellingTests {
  @Test(arguments: [
    ("proxy_prot", "proxy_port"),
    ("proxyport", "proxy_port"),
    ("Proxy-Host", "proxy_host"),
    ("sync_interval", nil),
    ("stream_cache_hour", "stream_cache_hours"),
    ("colour", nil),
    ("", nil),
  ])
  func `suggests the nearest key`(word: String, suggestion: String?) {
    #expect(Spelling.nearest(to: word, among: Setting.all.map(\.key)) == suggestion)
  }

  @Test(arguments: [
    ("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("kitten", "sitting", 3), ("A-b", "a_B", 0),
  ])
  func `counts edits`(left: String, right: String, distance: Int) {
    #expect(Spelling.distance(left, right) == distance)
    #expect(Spelling.distance(right, left) == distance)
  }
}
