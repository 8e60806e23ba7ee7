import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("The lines around the views")
struct LayoutTests {
  @Test(
    "The first line keeps the counts, the views and the player at every width from 40 on", arguments: 40...200
  )
  func header(columns: Int) {
    var state = Sample.state(columns: columns, rows: 24)
    let header = Sample.renderer.render(state, now: Sample.now).cells.text(row: 0)
    for part in ["● 3/10", "↻ 1", "⟳ 2", "MPD ▶"] { #expect(header.contains(part)) }
    // What is zero is not said.
    #expect(!header.contains("…") && !header.contains("◌"))
    state.look()
    for tab in Tab.allCases { #expect(state.screen.targets.contains { $0.meaning == .show(tab) }) }
    var status = Sample.status
    status.streams.waiting = 2
    _ = state.update(.status(status), now: Sample.now)
    #expect(Sample.renderer.render(state, now: Sample.now).cells.text(row: 0).contains("◌ 2"))
  }

  @Test("What has not been told yet is no number")
  func unknownCounts() {
    var state = Sample.state(columns: 120, rows: 24)
    _ = state.update(.status(ProxyStatus()), now: Sample.now)
    let header = Sample.renderer.render(state, now: Sample.now).cells.text(row: 0)
    #expect(header.contains("● -/-") && !header.contains("0/0"))
  }

  @Test("What is well is not said, what is ill is, by name where there is room")
  func badges() {
    var state = Sample.state(columns: 120, rows: 24)
    func header() -> String { Sample.renderer.render(state, now: Sample.now).cells.text(row: 0) }
    #expect(!header().contains("yt-dlp") && header().contains(":8080"))
    var status = Sample.status
    status.resolver.state = .open
    status.resolver.reason = "YouTube asks for a sign-in"
    _ = state.update(.status(status), now: Sample.now)
    #expect(header().contains("⚠ yt-dlp"))
    _ = state.type("!")
    #expect(Sample.screen(state).contains("yt-dlp: YouTube asks for a sign-in"))
    _ = state.type([.escape])
    _ = state.update(
      .problems([.init(part: "yt-dlp", problem: "too old", cure: "renew it")]), now: Sample.now)
    // Each part once.
    #expect(header().components(separatedBy: "⚠").count == 2)
    var player = Sample.player
    player.connected = false
    _ = state.update(.player(player), now: Sample.now)
    #expect(header().contains("MPD off"))
  }

  @Test("The key bar keeps its most needed keys at every width", arguments: 40...200)
  func keyBar(columns: Int) {
    let state = Sample.state(columns: columns, rows: 24)
    let bar = Sample.renderer.render(state, now: Sample.now).cells.text(row: 23)
    for key in ["r refresh", "? help", "q quit"] { #expect(bar.contains(key)) }
    #expect(!bar.contains("…"))
  }

  @Test("The parts of the screen tile it", arguments: Tab.allCases, [10, 11, 14, 24, 36, 55])
  func tiles(tab: Tab, rows: Int) {
    for columns in [40, 80, 120, 200] {
      let size = Size(columns: columns, rows: rows)
      for (filterRow, playerRow, works) in [
        (false, false, 0), (true, false, 1), (false, true, 2), (true, true, 7),
      ] {
        let layout = Layout(size: size, filterRow: filterRow, playerRow: playerRow, works: works)
        let lines =
          [layout.header, layout.keys, layout.works]
          + [layout.tabs, layout.player, layout.filter].compactMap(\.self)
        expectTiling(lines + [layout.body], of: Rect(column: 0, row: 0, columns: columns, rows: rows))
        let hasBorders = Pane.hasBorders(size)
        let streams = StreamsView.Division(layout.body, hasBorders: hasBorders)
        expectTiling(
          [streams.list] + [streams.graph, streams.totals, streams.story].compactMap(\.self), of: layout.body)
        let now = NowLayout(layout.body, hasBorders: hasBorders)
        expectTiling([now.song, now.source, now.next, now.events], of: layout.body)
        #expect(now.song.rows >= 1 && now.next.rows >= 1 && streams.list.rows >= 2)
      }
      var state = Sample.state(columns: columns, rows: rows)
      _ = state.type(String(tab.digit))
      #expect(state.screen.list.rows >= 1, "\(tab.title) \(columns)x\(rows)")
    }
  }

  /// Every cell of `whole` is in exactly one of `parts`.
  private func expectTiling(_ parts: [Rect], of whole: Rect) {
    #expect(parts.reduce(0) { $0 + $1.columns * $1.rows } == whole.columns * whole.rows)
    for (place, part) in parts.enumerated() {
      #expect(part.column >= whole.column && part.column + part.columns <= whole.column + whole.columns)
      #expect(part.row >= whole.row && part.row + part.rows <= whole.row + whole.rows)
      for other in parts[(place + 1)...] {
        let isApart =
          other.column >= part.column + part.columns || part.column >= other.column + other.columns
          || other.row >= part.row + part.rows || part.row >= other.row + other.rows
        #expect(isApart || part.rows == 0 || other.rows == 0)
      }
    }
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
    let marker = (0..<24).first { buffer.text(row: $0).contains("▸") } ?? 0
    #expect(buffer[5, marker].style.attributes.contains(.selected))
    #expect(!buffer[5, marker + 1].style.attributes.contains(.selected))
  }
}
