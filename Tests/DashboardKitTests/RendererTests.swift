import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("Every size of screen")
struct RendererTests {
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
    let found = (0..<70).map {
      SearchResults.Hit(
        id: Sample.id($0), title: titles[$0 % titles.count], duration: .seconds(Int64.max / 2))
    }
    _ = state.update(.searchResults(SearchResults(words: titles[0], hits: found)), now: Sample.now)
    _ = state.update(
      .playlist(
        PlaylistContent(
          name: titles[6], tracks: (0..<70).map(Sample.id),
          leftOut: titles.map { LeftOutEntry(reference: $0, name: $0, reason: .members) })), now: Sample.now)
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
    // Its own commands lead deeper in.
    if tab == .playlists { _ = state.type([.enter]) }
    let overlays: [Overlay?] = [
      nil, .help(HelpPage(index: 3)), .choice(.radio(of: nil, queued: 2)),
      .confirm(question: "宇？", effect: .quit), .leave(streams: 12),
      .prompt(.add, LineEditor(String(repeating: "多", count: 50))),
      .palette(LineEditor("re"), index: 1), .palette(LineEditor(), index: 40), .stream(2, scroll: 1),
      .problems(scroll: 1),
      .details(scroll: 2),
    ]
    for overlay in tab == .streams ? overlays : [nil, .details(scroll: 0)] {
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
}
