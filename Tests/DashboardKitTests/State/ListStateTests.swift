import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("Lists: filters, orders, marks and selection")
struct ListStateTests {
  @Test("A filter narrows while it is typed, survives Enter, and Escape takes it back")
  func filter() {
    var state = Sample.state()
    _ = state.type("3/BEYON")
    #expect(state.list(of: .tracks).ids == [Sample.row(2)])
    _ = state.type([.enter])
    #expect(state.type("r") == [.refresh([Sample.id(2)])])
    #expect(Sample.screen(state).contains("/ BEYON  1 of 3"))
    _ = state.type("/xx")
    #expect(state.list(of: .tracks).ids.isEmpty)
    _ = state.type([.escape])
    #expect(state.list(of: .tracks).ids == [Sample.row(2)])
    _ = state.type([.escape])
    #expect(state.list(of: .tracks).ids.count == 3)
    #expect(state.list(of: .tracks).selected == Sample.row(2))
  }

  @Test("n and N go from match to match, also when all rows are shown again")
  func matches() {
    var state = Sample.state()
    let rows = (0..<30).map {
      TrackRow(Track(id: Sample.id($0), title: $0 % 10 == 7 ? "Lucky" : "Plain"), staleAt: nil)
    }
    _ = state.update(.tracks(rows), now: Sample.now)
    _ = state.type("3n")
    #expect(Sample.screen(state).contains("No filter to repeat"))
    _ = state.type("/luck")
    _ = state.type([.enter, .escape])
    #expect(state.list(of: .tracks).ids.count == 30)
    #expect(state.list(of: .tracks).selected == Sample.row(7))
    _ = state.type("n")
    #expect(state.list(of: .tracks).selected == Sample.row(17))
    _ = state.type("nn")
    #expect(state.list(of: .tracks).selected == Sample.row(7))
    _ = state.type("N")
    #expect(state.list(of: .tracks).selected == Sample.row(27))
  }

  @Test("Sorting goes round the orders and leaves the selection on its row")
  func sort() {
    var state = Sample.state()
    _ = state.type("3s")
    #expect(state.list(of: .tracks).ids == [2, 1, 3].map(Sample.row))
    #expect(state.list(of: .tracks).selected == Sample.row(1))
    _ = state.type("sss")
    #expect(state.list.order == ListOrder(TrackOrder.freshness))
    #expect(state.list(of: .tracks).ids == [3, 2, 1].map(Sample.row))
    _ = state.type("S")
    #expect(state.list(of: .tracks).ids == [1, 2, 3].map(Sample.row))
    _ = state.type("s")
    #expect(!state.list(of: .tracks).isReversed)
    for _ in TrackOrder.allCases where state.list.order != .first { _ = state.type("s") }
    #expect(state.list(of: .tracks).ids == [1, 2, 3].map(Sample.row))
  }

  @Test("Marks are kept while rows are filtered, and go with what they marked")
  func marks() {
    var state = Sample.state()
    _ = state.type("3  /first")
    _ = state.type([.enter])
    #expect(state.list(of: .tracks).marks.count == 2)
    #expect(Sample.screen(state).contains("◆ 2 marked"))
    _ = state.type([.escape])
    #expect(state.list(of: .tracks).targets == [0, 1])
    _ = state.update(.tracks(Array(Sample.tracks.dropFirst())), now: Sample.now)
    #expect(state.list(of: .tracks).targets == [0])
    _ = state.type([.escape])
    #expect(state.list(of: .tracks).marks.isEmpty)
  }

  @Test("The selection stays with its stream when others come and go")
  func selectionFollows() {
    var state = Sample.state()
    _ = state.type("j")
    var status = Sample.status
    status.streams.list.removeFirst()
    _ = state.update(.status(status), now: Sample.now)
    #expect(state.type("r") == [.refresh([Sample.id(2)])])
    status.streams.list = [Sample.stream(9, nil, "New", .queued)] + status.streams.list
    _ = state.update(.status(status), now: Sample.now)
    #expect(state.type("r") == [.refresh([Sample.id(2)])])
    status.streams.list = []
    _ = state.update(.status(status), now: Sample.now)
    // What has just ended stays for a while.
    #expect(state.type("r") == [.refresh([Sample.id(2)])])
    _ = state.update(.tick, now: Sample.now + 11)
    #expect(state.type("r", now: Sample.now + 11) == [])
    #expect(Sample.screen(state, now: Sample.now + 11).contains("No stream is selected"))
  }

  @Test("A resize keeps the selected row in sight")
  func resize() {
    var state = Sample.state(columns: 80, rows: 60)
    let rows = (0..<100).map { TrackRow(Track(id: Sample.id($0), title: "Title \($0)"), staleAt: nil) }
    _ = state.update(.tracks(rows), now: Sample.now)
    _ = state.type("3G")
    _ = state.update(.resize(Size(columns: 80, rows: 12)), now: Sample.now)
    #expect(Sample.screen(state).contains(#/▸ +Title 99/#))
    _ = state.type([.home])
    #expect(Sample.screen(state).contains(#/▸ +Title 0/#))
    _ = state.type([.pageDown])
    #expect(Sample.screen(state).contains(#/▸ +Title 7/#))
  }
}
