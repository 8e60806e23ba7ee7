import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("The lines around the views")
struct LayoutTests {
  @Test("The header says the same at every width from 40 on", arguments: 40...200)
  func header(columns: Int) {
    let state = Sample.state(columns: columns, rows: 24)
    let header = Sample.renderer.render(state, now: Sample.now).cells.text(row: 0)
    for part in ["● 3/10", "◌ 0", "↻ 1", "⟳ 2", "MPD ▶", "yt-dlp", "ok"] {
      #expect(header.contains(part))
    }
    #expect(!header.contains("…"))
  }

  @Test("The runs of yt-dlp show while it has nothing else to say")
  func runs() {
    var state = Sample.state(columns: 120, rows: 24)
    var status = Sample.status
    status.resolver = ProxyStatus.Resolver()
    status.resolver.runsLastHour = 12
    _ = state.update(.status(status), now: Sample.now)
    #expect(Sample.screen(state).contains("yt-dlp: 12 runs in the last hour"))
    status.resolver.queue = 2
    _ = state.update(.status(status), now: Sample.now)
    #expect(!Sample.screen(state).contains("in the last hour"))
    #expect(Sample.screen(state).contains("2 tracks waiting for yt-dlp"))
  }

  @Test("The key bar keeps its most needed keys at every width", arguments: 40...200)
  func keyBar(columns: Int) {
    let state = Sample.state(columns: columns, rows: 24)
    let bar = Sample.renderer.render(state, now: Sample.now).cells.text(row: 23)
    for key in ["r refresh", "? help", "q quit"] { #expect(bar.contains(key)) }
    #expect(!bar.contains("…"))
  }

  @Test("The parts of the screen tile it", arguments: Tab.allCases, [10, 11, 14, 24, 60])
  func tiles(tab: Tab, rows: Int) {
    let size = Size(columns: 80, rows: rows)
    for filterRow in [false, true] {
      let layout = Layout(size: size, filterRow: filterRow)
      let around =
        [layout.header, layout.tabs, layout.player, layout.keys]
        + [layout.gauges, layout.filter].compactMap(\.self)
      for streams in [0, 3, 50] {
        let division = StreamsView.Division(layout.body, size: size, streams: streams, slots: 10)
        let parts = [division.list] + [division.graph, division.rule, division.events].compactMap(\.self)
        for inside in [parts, [layout.body]] {
          let covered = (around + inside).flatMap { Array($0.row..<$0.row + $0.rows) }.sorted()
          #expect(covered == Array(0..<rows))
        }
        #expect(division.list.rows >= 2)
      }
    }
    var state = Sample.state(rows: rows)
    _ = state.type(String(tab.digit))
    #expect(state.screen.list.rows >= 1)
  }

  @Test("Below 40x10 there is one line")
  func tiny() {
    let state = Sample.state(columns: 39, rows: 9)
    #expect(Sample.screen(state).split(separator: "\n") == ["● 3/10 ↻ 1 ▶ 1:42 Tommy Guerrero - Thi…"])
  }

  @Test("Colours say what words say: a full house warns, a lost player is bad")
  func styles() {
    var state = Sample.state()
    var status = Sample.status
    status.streams.active = 10
    _ = state.update(.status(status), now: Sample.now)
    let buffer = Sample.renderer.render(state, now: Sample.now).cells
    let place = Array(buffer.row(0)).firstIndex { $0.text == "●" } ?? 0
    #expect(buffer[place, 0].style.role == .warning)
    #expect(buffer[5, 4].style.attributes.contains(.selected))
    #expect(!buffer[5, 5].style.attributes.contains(.selected))
  }
}
