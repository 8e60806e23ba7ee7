import Testing
import TrackKit

@testable import ytmpd_tui

struct ReportLinesTests {
  @Test func `progress lines are counted and clean`() throws {
    let id = try #require(VideoID("aaaaaaaaaa0"))
    let track = Track(id: id, title: "T\u{1B}[0m", artist: "A")
    #expect(ReportLines.line(3, of: 20, id, .success(track)) == "[ 3/20] A - T\u{FFFD}[0m")
    #expect(
      ReportLines.line(20, of: 20, id, .failure(URLRefreshError(kind: .privateVideo)))
        == "[20/20] \(id): the video is private")
  }
}
