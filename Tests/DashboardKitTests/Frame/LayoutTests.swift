import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("Every size of screen")
struct LayoutTests {
  /// Titles made to break the grid.
  private var hostile: State {
    var state = Sample.state()
    var status = Sample.status
    let titles = [
      "\u{1b}[2J\u{1b}]0;owned\u{7}", "\u{202e}txt.exe", String(repeating: "宇", count: 300), "\n\n\n", "",
      "a" + String(repeating: "\u{301}", count: 500), "👨\u{200d}👩\u{200d}👧\u{200d}👦🇩🇪👍🏽", "\u{10ffff}\u{378}",
      "ཧཱུྃ",
    ]
    status.streams.list = titles.enumerated().map { place, title in
      var stream = Sample.stream(
        place, title, title, StreamState.allCases[place % StreamState.allCases.count], client: title)
      stream.bytesSent = .max
      stream.bytesPerSecond = .max / 100
      stream.length = .max
      stream.attempt = .max
      stream.startedAt = -1e15
      return stream
    }
    var player = Sample.player
    player.title = titles[2]
    player.address = titles[0]
    player.elapsed = .seconds(-5)
    player.audioFormat = titles[6]
    _ = state.update(.status(status), now: Sample.now)
    _ = state.update(.player(player), now: Sample.now)
    _ = state.update(.resolver(name: titles[6], version: titles[0]), now: Sample.now)
    _ = state.update(.toast(.error, titles[2]), now: Sample.now)
    _ = state.update(.progress(.init(title: titles[6], done: .max, total: 1)), now: Sample.now)
    _ = state.update(
      .tracks(
        titles.enumerated().map { TrackRow(Track(id: Sample.id($0), title: $1, artist: $1), staleAt: nil) }),
      now: Sample.now)
    _ = state.update(
      .problems([.init(part: titles[6], problem: titles[2], cure: titles[0])]), now: Sample.now)
    _ = state.update(
      .log(titles.map { LogRow(date: Sample.now, severity: .error, text: $0) }), now: Sample.now)
    _ = state.update(
      .playlists([.init(name: titles[6], trackCount: .max, source: titles[2])]), now: Sample.now)
    _ = state.update(
      .events(
        titles.enumerated().map {
          .init(
            sequence: UInt64($0 + 3), date: Sample.now,
            kind: .refreshFailed(Sample.reference($0, $1), reason: $1))
        }), now: Sample.now)
    return state
  }

  @Test("Every row is exactly as wide as the screen, whatever is shown", arguments: Tab.allCases)
  func grid(tab: Tab) {
    var state = hostile
    _ = state.update(.key(.character(tab.digit)), now: Sample.now)
    let overlays: [Overlay?] = [
      nil, .help(scroll: 3), .confirm(question: "宇？", effect: .quit),
      .prompt(.add, LineEditor(String(repeating: "多", count: 50))),
      .palette(LineEditor("re"), index: 1), .palette(LineEditor(), index: 40), .stream(2, scroll: 1),
      .problems(scroll: 1),
      .results(
        SearchResults(
          words: "宇\u{1b}[2J",
          hits: (0..<70).map { .init(id: Sample.id($0), title: String(repeating: "宇", count: $0)) }),
        index: 60),
    ]
    for overlay in tab == .streams ? overlays : [nil] {
      state.overlay = overlay
      for (columns, rows) in [
        (0, 0), (1, 1), (39, 9), (40, 10), (41, 11), (59, 14), (80, 24), (131, 43), (200, 60),
      ] {
        _ = state.update(.resize(Size(columns: columns, rows: rows)), now: Sample.now)
        for renderer in [Sample.renderer, Sample.asciiRenderer] {
          let buffer = renderer.render(state, now: Sample.now).cells
          // One expectation a screen: there are a million cells.
          #expect((0..<rows).allSatisfy { isSound(buffer.row($0), columns: columns) })
        }
      }
    }
  }

  /// As wide as the screen, and nothing in it that a terminal could take for a command.
  private func isSound(_ cells: ArraySlice<Cell>, columns: Int) -> Bool {
    cells.reduce(0) { $0 + $1.width } == columns
      && cells.allSatisfy { cell in
        cell.width == 0 ? cell.text.isEmpty : (1...5).contains(cell.text.unicodeScalars.count)
      }
      && cells.allSatisfy { cell in
        cell.text.unicodeScalars.allSatisfy {
          $0.value >= 0x20 && !(0x7f..<0xa0).contains($0.value) && !(0x202a...0x202e).contains($0.value)
        }
      }
  }

  @Test("The header says the same at every width from 40 on", arguments: 40...200)
  func header(columns: Int) {
    let state = Sample.state(columns: columns, rows: 24)
    let header = Sample.renderer.render(state, now: Sample.now).cells.text(row: 0)
    for part in ["● 3/10", "◌ 0", "↻ 1", "⟳ 2", "MPD ▶", "yt-dlp", "ok"] {
      #expect(header.contains(part))
    }
    #expect(!header.contains("…"))
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

  @Test("The help names every command that has a key")
  func help() {
    let bound = Set(KeyMap.standard.bindings.map(\.command))
    func listed(_ view: any ListModel) -> [Command] {
      HelpSection.all(of: view, tabs: Tab.allCases).flatMap(\.commands)
    }
    #expect(Set(StandardViews.all.flatMap(listed)) == bound)
    for view in StandardViews.all {
      let tab = view.tab
      let listed = listed(view)
      #expect(Set(listed) == bound.filter(view.offers), "\(tab)")
      #expect(Set(listed).count == listed.count, "\(tab)")
      for columns in [90, 160] {
        var state = Sample.state(columns: columns, rows: 120)
        _ = state.type("\(tab.digit)?")
        let screen = Sample.screen(state)
        for command in listed { #expect(screen.contains(view.summary(of: command))) }
      }
    }
  }

  @Test("The help can be read to its end on the smallest screen")
  func helpScrolls() {
    var state = Sample.state(columns: 40, rows: 10)
    _ = state.type("?" + String(repeating: "j", count: 200))
    #expect(Sample.screen(state).contains("quit"))
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
