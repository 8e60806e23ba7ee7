import FoundationEssentials
import Testing

@testable import TrackKit

struct RenditionTests {
  @Test(arguments: [
    ("251", "251"), ("251-1", "251"), ("251-drc", "251-drc"), ("251-drc-0", "251-drc"), ("251-12", "251"),
    ("hls-1", "hls-1"), ("http-128", "http-128"), ("", ""), ("-", "-"), ("251-", "251-"), ("-1", "-1"),
    ("251-x1", "251-x1"),
  ])
  func `a place in a list is no part of it`(formatID: String, family: String) {
    #expect(Rendition.family(of: formatID) == family)
    #expect(Rendition(formatID).formatID == family)
  }

  @Test func `what both know decides`() {
    let known = Rendition("251", language: "en", length: 5, modified: "7")
    #expect(known.isSame(as: known) && known.isSame(as: Rendition("251-1")))
    #expect(Rendition("251").isSame(as: known))
    for other in [
      Rendition("250", language: "en"), Rendition("251", language: "de"), Rendition("251", length: 6),
      Rendition("251", modified: "8"), Rendition("251-drc", language: "en"),
    ] {
      #expect(!known.isSame(as: other) && !other.isSame(as: known))
    }
  }

  @Test(arguments: [
    (
      "https://r/v?itag=251&clen=9&lmt=7&xtags=acont%3Doriginal%3Alang%3Den-US",
      Rendition("251", language: "en-US", length: 9, modified: "7")
    ),
    (
      "https://r/v?itag=251&xtags=acont%3Ddescriptive%3Alang%3Den", Rendition("251", language: "en-desc")
    ),
    ("https://r/v?itag=251&xtags=drc%3D1&clen=-1", Rendition("251")), ("https://r/v?clen=9", nil),
  ])
  func `a URL tells it, too`(url: String, rendition: Rendition?) {
    #expect(MediaSource(url: url, resolvedAt: Date(timeIntervalSince1970: 0)).rendition == rendition)
  }
}
