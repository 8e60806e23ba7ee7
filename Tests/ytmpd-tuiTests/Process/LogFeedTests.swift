import DashboardKit
import FoundationEssentials
import Testing
import TrackKit

@testable import ytmpd_tui

struct LogFeedTests {
  private func row(_ number: Int) -> LogRow { LogRow(date: Date(), severity: .info, text: "line \(number)") }

  @Test func `lines are taken once, in order`() {
    let feed = LogFeed()
    for number in 1...3 { feed.add(row(number)) }
    #expect(feed.take().map(\.text) == ["line 1", "line 2", "line 3"])
    #expect(feed.take() == [])
  }

  @Test func `it says how many lines were let go`() {
    let feed = LogFeed()
    for number in 1...1005 { feed.add(row(number)) }
    let rows = feed.take()
    #expect(rows.count == 1001 && rows.last?.text == "line 1005" && rows[1].text == "line 6")
    #expect(rows[0].severity == .warning)
    #expect(rows[0].text == "5 lines came too fast to be shown; the file has them")
    feed.add(row(7))
    #expect(feed.take().map(\.text) == ["line 7"])
  }
}
