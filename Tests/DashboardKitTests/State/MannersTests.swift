import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("Manners")
struct MannersTests {
  private func click(_ column: Int, _ row: Int) -> Key {
    .mouse(MouseEvent(.press, column: column, row: row))
  }

  @Test("A click selects, a second one is Return, and later it is only a click again")
  func clicks() throws {
    var state = Sample.state()
    _ = state.type("2")
    let row = try state.area(of: .select(Sample.row(2))).row
    #expect(state.type([click(5, row)]) == [])
    #expect(state.list(of: .tracks).selected == Sample.row(2))
    #expect(state.update(.key(click(5, row)), now: Sample.now + 0.2) == [.play(Sample.id(2))])
    #expect(state.update(.key(click(5, row)), now: Sample.now + 0.3) == [])
    #expect(state.update(.key(click(5, row)), now: Sample.now + 2) == [])
    #expect(state.update(.key(click(5, row + 1)), now: Sample.now + 2.1) == [])
    #expect(state.list(of: .tracks).selected == Sample.row(3))
    #expect(state.type([click(5, 22), click(5, row + 9)]) == [])
    #expect(state.list(of: .tracks).selected == Sample.row(3))
  }

  @Test("A tab is shown by a click on its name", arguments: [40, 80, 200])
  func tabs(columns: Int) {
    var state = Sample.state(columns: columns)
    for tab in Tab.allCases.reversed() {
      let line = Array(Sample.screen(state).split(separator: "\n", omittingEmptySubsequences: false)[1])
      let place = line.firstIndex { $0 == tab.digit } ?? 0
      _ = state.type([click(place, 1)])
      #expect(state.tab == tab)
    }
    _ = state.type([click(columns - 1, 1)])
    #expect(state.tab == .streams)
  }

  @Test("A caption sorts, and sorts back at the second click")
  func captions() throws {
    var state = Sample.state()
    _ = state.type("2")
    let row = try state.area(of: .sort(ListOrder(TrackOrder.freshness))).row
    let caption = Sample.screen(state).split(separator: "\n", omittingEmptySubsequences: false)[row]
    let column = try #require(caption.range(of: "URL")).lowerBound.utf16Offset(in: caption)
    _ = state.type([click(column, row)])
    #expect(state.list.order == ListOrder(TrackOrder.freshness) && !state.list(of: .tracks).isReversed)
    _ = state.type([click(column, row)])
    #expect(state.list.order == ListOrder(TrackOrder.freshness) && state.list(of: .tracks).isReversed)
    #expect(state.list(of: .tracks).ids == [1, 2, 3].map(Sample.row))
  }

  @Test("The song goes on where its bar is clicked, whatever its name is made of", arguments: [80, 120, 200])
  func songBar(columns: Int) throws {
    for name in ["Thin Brown Layer", "宇多田ヒカル", "e\u{301}tude"] {
      var state = Sample.state(columns: columns)
      var player = Sample.player
      player.title = name
      _ = state.update(.player(player), now: Sample.now)
      state.look()
      let row = state.size.rows - 2
      let cells = Array(Sample.renderer.render(state, now: Sample.now).cells.row(row))
      let bar = cells.indices.filter { ["━", "╸", "─"].contains(cells[$0].text) }
      let (first, last) = (try #require(bar.first), try #require(bar.last))
      let total = try #require(player.duration) / .seconds(1)
      #expect(state.type([click(first, row)]) == [.seekTo(0)])
      guard case .seekTo(let end)? = state.type([click(last, row)]).first else {
        Issue.record("a click on the bar's end does nothing")
        return
      }
      #expect(end < total && end > total * 0.85)
      #expect(state.type([click(first - 1, row), click(last + 1, row)]) == [])
    }
  }

  @Test("The wheel scrolls the list and keeps the selection in sight")
  func wheel() {
    var state = Sample.state()
    let rows = (0..<100).map { TrackRow(Track(id: Sample.id($0), title: "Title \($0)"), staleAt: nil) }
    _ = state.update(.tracks(rows), now: Sample.now)
    _ = state.type("2g")
    _ = state.type([.mouse(MouseEvent(.wheelDown, column: 5, row: 10))])
    #expect(state.list(of: .tracks).top == 3 && state.list(of: .tracks).index == 3)
    _ = state.type([.mouse(MouseEvent(.wheelUp, column: 5, row: 10))])
    #expect(state.list(of: .tracks).top == 0 && state.list(of: .tracks).index == 3)
    for _ in 0..<100 { _ = state.type([.mouse(MouseEvent(.wheelDown, column: 5, row: 10))]) }
    #expect(state.list(of: .tracks).selected == Sample.row(100 - state.screen.list.rows))
    #expect(Sample.screen(state).contains("Title 99"))
  }

  @Test("n and N go from match to match, also when all rows are shown again")
  func matches() {
    var state = Sample.state()
    let rows = (0..<30).map {
      TrackRow(Track(id: Sample.id($0), title: $0 % 10 == 7 ? "Lucky" : "Plain"), staleAt: nil)
    }
    _ = state.update(.tracks(rows), now: Sample.now)
    _ = state.type("2n")
    #expect(Sample.screen(state).contains("nothing has been filtered for yet"))
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

  @Test("Pasted text goes to the field, else it is something to add")
  func paste() {
    var state = Sample.state()
    #expect(state.type([.paste("https://youtu.be/x")]) == [])
    #expect(state.overlay == .prompt(.add, LineEditor("https://youtu.be/x")))
    #expect(state.type([.enter]) == [.add("https://youtu.be/x")])
    #expect(state.type([.paste("https://youtu.be/y\r\n")]) == [.add("https://youtu.be/y")])
    _ = state.type("2/")
    _ = state.type([.paste("Beyon\ncé")])
    #expect(state.list.filter == "Beyon cé")
  }

  @Test("Nothing in the library: how to begin, and what is missing")
  func welcome() {
    var state = State(size: Size(columns: 80, rows: 24), now: Sample.now)
    #expect(!Sample.screen(state).contains("Nothing is in the library yet"))
    _ = state.update(.tracks([]), now: Sample.now)
    #expect(Sample.screen(state).contains("Nothing is in the library yet"))
    _ = state.update(
      .problems([.init(part: "yt-dlp", problem: "not there", cure: "install it")]), now: Sample.now)
    let screen = Sample.screen(state)
    #expect(
      screen.contains("⚠ yt-dlp  0 B/s") && screen.contains("yt-dlp: not there")
        && screen.contains("install it"))
    #expect(state.type([.paste("https://youtu.be/x"), .enter]) == [.add("https://youtu.be/x")])
    _ = state.update(.tracks(Sample.tracks), now: Sample.now)
    #expect(!Sample.screen(state).contains("Nothing is in the library yet"))
    _ = state.type("!")
    #expect(Sample.screen(state).contains("What is missing") && Sample.screen(state).contains("install it"))
  }

  @Test("Leaving asks while streams play through the program, and only then")
  func quit() {
    var state = Sample.state()
    #expect(state.type("q") == [])
    #expect(Sample.screen(state).contains("3 streams play through this; quit anyway?"))
    _ = state.type([.escape])
    _ = state.update(.session(Session(ownsStreams: false)), now: Sample.now)
    #expect(state.type("q") == [.quit])
    _ = state.update(.session(Session()), now: Sample.now)
    var status = Sample.status
    status.streams.active = 0
    _ = state.update(.status(status), now: Sample.now)
    #expect(state.type("q") == [.quit])
  }

  @Test("The palette finds commands by a few letters, and takes what stands behind them")
  func palette() {
    var state = Sample.state()
    #expect(state.type(":refex") == [])
    #expect(state.type([.enter]) == [.refreshExpired])
    func run(_ line: String) -> [Effect] { state.type(":" + line) + state.type([.enter]) }
    #expect(run("search miles davis") == [.search("miles davis")])
    #expect(run("add https://youtu.be/x") == [.add("https://youtu.be/x")])
    #expect(run("seek 1:30") == [.seekTo(90)])
    #expect(run("volume 35") == [.setVolume(35)])
    #expect(run("louder 135") == [])
    #expect(Sample.screen(state).contains("a number from 0 to 100"))
    #expect(run("zzzz") == [])
    #expect(Sample.screen(state).contains("there is no command zzzz"))
    #expect(run("queue") == [] && state.tab == .queue)
    _ = state.type(":mo")
    _ = state.type([.tab])
    #expect(state.overlay == .palette(LineEditor("move-up"), index: 0))
    _ = state.type([.escape])
    for command in Command.allCases { #expect(Command(name: command.name) == command) }
  }

  @Test("A stream's story tells what happened to it, and to its track's URL")
  func story() throws {
    var state = Sample.state(columns: 120, rows: 40)
    let stream = StreamReference(id: 1, track: Sample.reference(1, "Tommy"), client: "MPD")
    let kinds: [ProxyEvent.Kind] = [
      .streamAdmitted(stream), .streamStarted(stream, offset: 0),
      .streamRetrying(stream, attempt: 1, limit: 3, delay: .seconds(1), reason: "upstream 503"),
      .refreshStarted(Sample.reference(1, "Tommy"), cause: "upstream 403"),
      .refreshStarted(Sample.reference(2, "Other"), cause: "not mine"),
      .refreshSucceeded(Sample.reference(1, "Tommy"), duration: .seconds(2)),
      .streamResumed(stream, offset: 1_000_000),
      .streamLost(stream, bytes: 1_000_000, reason: "upstream 451"),
    ]
    for (place, kind) in kinds.enumerated() {
      _ = state.update(
        .events([.init(sequence: UInt64(place + 3), date: Sample.now, kind: kind)]), now: Sample.now)
    }
    _ = state.type([.enter])
    let screen = Sample.screen(state)
    for part in [
      "has its slot", "to MPD", "upstream 503, next try in 1 s (1/3)", "upstream 403", "new URL after 2 s",
      "goes on at 1.0 MB", "lost: upstream 451", "resolved 1 h 00 min ago, ends in 5 h 00 min",
      "content-type: audio/webm",
    ] {
      #expect(screen.contains(part), "\(part)")
    }
    #expect(!screen.contains("not mine"))
    #expect(state.type("r") == [.refresh([Sample.id(1)])])
    _ = state.type([.escape])
    #expect(Sample.screen(state).contains("lost: upstream 451"))
  }

  @Test("Ten thousand streams that come and go leave a bounded book")
  func book() {
    var book = StreamBook()
    for number in 0..<10_000 as Range<UInt64> {
      let stream = StreamReference(id: number, track: Sample.reference(1, "A"), client: "x")
      book.take(.init(sequence: number, date: Sample.now, kind: .streamStarted(stream, offset: 0)))
      if number % 3 != 0 {
        book.take(
          .init(sequence: number, date: Sample.now, kind: .streamFinished(stream, bytes: 1, clientLeft: true))
        )
      }
      if number % 100 == 0 { book.take([], now: Sample.now) }
    }
    book.take([], now: Sample.now)
    #expect(book.entries.count == StreamBook.endedLimit)
    #expect(book.entries.map(\.id) == book.entries.map(\.id).sorted())
    for _ in 0..<1000 {
      let stream = StreamReference(id: 9999, track: Sample.reference(1, "A"), client: "x")
      book.take(.init(sequence: 1, date: Sample.now, kind: .streamResumed(stream, offset: 0)))
    }
    #expect(book[9999]?.story.count == StreamBook.storyLimit)
    #expect(book[9999].map { $0.omitted > 600 } == true)
  }

  @Test("Events are picked by kind and by track, and written out as they are shown")
  func eventFilters() {
    var state = Sample.state()
    _ = state.type("5ee")
    #expect(state.list.narrowing.kind == EventGroup.trouble.rawValue)
    #expect(state.list(of: .events).ids.count == 1)
    _ = state.type("E")
    #expect(Sample.screen(state).contains("kind trouble  track Beyoncé - Déjà Vu"))
    #expect(
      state.type("W") == [
        .exportEvents([
          "2026-11-22T13:02:41Z retry Beyoncé - Déjà Vu: upstream 503, next try in 2 s (2/3)"
        ])
      ])
    _ = state.type([.escape])
    #expect(state.list(of: .events).ids.count == 2)
    #expect(state.type("6W").count == 1)
  }

  @Test("Long work tells how much is left, one line each, and x cancels the latest")
  func work() {
    var state = Sample.state()
    _ = state.update(.progress(.init(id: 1, title: "one", done: 0, total: 10)), now: Sample.now)
    _ = state.update(.progress(.init(id: 2, title: "two", done: 1)), now: Sample.now)
    _ = state.update(.progress(.init(id: 1, title: "one", done: 5, total: 10)), now: Sample.now + 10)
    let screen = Sample.screen(state, now: Sample.now + 10)
    #expect(
      screen.contains(" one ") && screen.contains("5/10  10 s left  x cancel") && screen.contains(" two "))
    #expect(state.type("x") == [.cancelWork(2)])
    _ = state.update(.workEnded(2), now: Sample.now)
    #expect(state.type("x") == [.cancelWork(1)])
    _ = state.update(.workEnded(1), now: Sample.now)
    #expect(state.type("x") == [])
  }

  @Test("What a search found is played, queued, or added by its number")
  func results() {
    var state = Sample.state()
    let hits = (4...6).map {
      SearchResults.Hit(id: Sample.id($0), title: "Hit \($0)", duration: .seconds(61))
    }
    _ = state.update(.searchResults(.init(words: "hit", hits: hits)), now: Sample.now)
    #expect(Sample.screen(state).contains("YouTube: hit") && Sample.screen(state).contains("2 Hit 5"))
    #expect(state.type("2p") == [.push([Sample.id(5)])])
    #expect(state.type("ja") == [.add("track-10006")])
    #expect(state.type([.up, .enter]) == [.play(Sample.id(5))])
    #expect(state.overlay == nil)
  }

  @Test("Marks are kept while rows are filtered, and go with what they marked")
  func marks() {
    var state = Sample.state()
    _ = state.type("2  /first")
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

  @Test("A graph is as high as its values, in dots or in ASCII")
  func graph() {
    let samples: [Int64] = [0, 1, 4, 8]
    let rows = AreaGraph(samples: samples[...], most: 8).rows(2, columns: 2, isASCII: false)
    #expect(rows == [" ⢸", "⢀⣿"])
    let ascii = AreaGraph(samples: samples[...], most: 6).rows(2, columns: 5, isASCII: true)
    #expect(ascii == ["   .#", "  .##"])
    #expect(AreaGraph(samples: [], most: 0).rows(1, columns: 3, isASCII: false) == ["   "])
  }
}
