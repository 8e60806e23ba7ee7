import FoundationEssentials
import Testing

@testable import TrackKit

struct MediaSourceTests {
  @Test(arguments: [
    ("https://a/b?itag=251", "itag", "251"),
    ("https://a/b?xitag=1&itag=251&itag=2", "itag", "251"),
    ("https://a/b?itagx=1&itag=251#itag=3", "itag", "251"),
    ("https://a/b?mime=audio%2Fwebm&c=d", "mime", "audio/webm"),
    ("https://a/b?sig=a=b=&c=d", "sig", "a=b="),
    ("https://a/b?&&q=ü&c=d", "q", "ü"),
    ("https://a/b?itag=&itag=251", "itag", "251"),
    ("https://a/b?itag", "itag", nil),
    ("https://a/b?ita", "itag", nil),
    ("https://a/b?itag=", "itag", nil),
    ("https://a/b?c=d#&itag=251", "itag", nil),
    ("https://a/itag=251", "itag", nil),
    ("?", "itag", nil),
    ("", "itag", nil),
  ])
  func `the query is read`(url: String, name: String, value: String?) {
    let media = MediaSource(url: url, resolvedAt: Date(timeIntervalSince1970: 0))
    #expect(media.queryValue(name) == value)
  }
}
