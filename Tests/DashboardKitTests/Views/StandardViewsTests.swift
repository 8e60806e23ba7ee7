import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("What every view has")
struct StandardViewsTests {
  private func view(_ tab: Tab) throws -> any ListView {
    try #require(StandardViews.all.first { $0.tab == tab })
  }

  @Test("The views are numbered as they stand, and each has a name of its own")
  func places() {
    #expect(Tab.allCases.map(\.number) == Array(1...StandardViews.all.count))
    #expect(Set(Tab.allCases.map(\.title)).count == StandardViews.all.count)
    for command in Command.allCases { #expect(Command(name: command.name) == command) }
    #expect(Set(Command.allCases).count == Command.allCases.count)
  }

  @Test("Each has rows that are named, found and painted", arguments: Tab.allCases)
  func rows(tab: Tab) throws {
    let view = try view(tab)
    var state = Sample.state(columns: 200)
    _ = state.type(String(tab.digit))
    let list = state.list
    #expect(!list.sources.isEmpty && view.count(state.facts) >= list.sources.count)
    #expect(list.ids == list.sources.map { view.id(of: $0, state.facts) })
    #expect(Set(list.ids).count == list.ids.count)
    for (row, id) in zip(list.sources, list.ids) {
      #expect(view.has(id, state.facts))
      let words = try #require(view.searchTexts(of: row, state.facts).first { !$0.isEmpty })
      _ = state.type("/\(words)")
      #expect(state.list.ids.contains(id), "\(words)")
      _ = state.type([.escape])
      // What is seen can be clicked on.
      let area = try state.area(of: .select(id))
      #expect(state.type([.mouse(MouseEvent(.press, column: area.column + 2, row: area.row))]) == [])
      #expect(state.list.selected == id)
    }
  }

  @Test("Each has columns that fit, one of them with the rest of the room", arguments: Tab.allCases)
  func columns(tab: Tab) throws {
    let view = try view(tab)
    for width in [40, 59, 80, 131, 200] {
      let scene = Scene(state: Sample.state(columns: width), now: Sample.now, clock: .utc)
      let columns = view.columns(width: width, scene)
      #expect(columns.contains { $0.columns == 0 && $0.from == 0 })
      let fixed = columns.filter { $0.from <= width }.reduce(0) { $0 + $1.columns + 1 }
      #expect(fixed < width, "\(width)")
      let orders = columns.compactMap(\.order)
      #expect(Set(orders).count == orders.count && Set(orders).isSubset(of: view.orders))
      guard let table = view as? any TableView else { continue }
      for row in 0..<table.count(scene.facts) {
        #expect(table.row(row, width: width, scene, Glyphs(ascii: true)).cells.count == columns.count)
      }
    }
  }

  @Test("Each has commands with keys, and says what they do there", arguments: Tab.allCases)
  func commands(tab: Tab) throws {
    let view = try view(tab)
    #expect(Set(view.commands.map(\.command)).count == view.commands.count)
    for own in view.commands {
      #expect(view.offers(own.command) && !own.summary.isEmpty)
      #expect(!KeyMap.standard.keys(for: own.command).isEmpty, "\(own.command)")
    }
    for hint in view.keyHints { #expect(view.offers(hint.command) && !hint.word.isEmpty) }
    // What a view does not offer does nothing but say so.
    for command in Command.allCases where !view.offers(command) {
      var state = Sample.state()
      _ = state.type(String(tab.digit))
      #expect(state.perform(command, now: Sample.now) == [])
      #expect(state.toast?.text == command.refusal(of: view.things))
    }
  }

  @Test("Each says why it has no row, and what to do about it", arguments: Tab.allCases)
  func emptyPage(tab: Tab) throws {
    let view = try view(tab)
    var state = State(size: Size(columns: 80, rows: 24), now: Sample.now)
    var pages: [EmptyPage] = []
    for isNew in [false, true] {
      if isNew { _ = state.update(.tracks([]), now: Sample.now) }
      let page = view.emptyPage(Scene(state: state, now: Sample.now, clock: .utc))
      pages.append(page)
      _ = state.type(String(tab.digit))
      let shown: String
      switch page {
      case .sentence(let sentence): shown = sentence.split(separator: ".").first.map(String.init) ?? ""
      case .welcome: shown = "Your library is empty"
      }
      #expect(shown.count > 10 && Sample.screen(state).contains(shown.prefix(40)))
    }
    #expect((pages[1] == .welcome) == [.now, .streams, .tracks, .playlists].contains(tab))
  }

  @Test("A ninth view takes its file and a place in the list")
  func ninth() throws {
    let views = StandardViews.all + [AlbumsView()]
    let renderer = Renderer(text: Sample.text, clock: .utc, views: views)
    var state = State(
      size: Size(columns: 100, rows: 24), now: Sample.now, views: views,
      keyMap: .standard(views.map(\.tab)))
    func press(_ keys: [Key]) -> [Effect] {
      keys.flatMap { key in
        let effects = state.update(.key(key), now: Sample.now)
        _ = state.update(.shown(renderer.render(state, now: Sample.now).map), now: Sample.now)
        return effects
      }
    }
    func type(_ text: String) -> [Effect] { press(text.map { .character($0) }) }
    func screen() -> String { renderer.render(state, now: Sample.now).cells.text }

    #expect(type("9") == [] && state.tab.title == "Albums")
    #expect(screen().contains("9 Albums") && screen().contains("No track has an album."))
    _ = state.update(.tracks(Sample.tracks), now: Sample.now)
    _ = state.update(.player(Sample.player), now: Sample.now)
    #expect(
      screen().contains("▸A Little Bit") && screen().contains("⏎ listen") && screen().contains("W export"))
    #expect(!screen().contains("First Love"))

    // Rows: selected, sorted by a click on the caption, filtered, marked.
    _ = state.update(.player(Sample.player), now: Sample.now)
    #expect(type("j") == [] && press([.enter]) == [.play(Sample.id(2))])
    let caption = try state.area(of: .sort(ListOrder(number(1))))
    _ = press([.mouse(MouseEvent(.press, column: caption.column, row: caption.row))])
    #expect(state.list.ids == [2, 1].map(Sample.row) && screen().contains("ARTIST▾"))
    #expect(type("/day") == [] && state.list.ids == [Sample.row(2)])
    _ = press([.escape])
    #expect(type("g  W") == [.exportEvents(["B'Day"]), .exportEvents(["A Little Bit"])])
    #expect(screen().contains("◆ 2 marked"))

    // It has its place in the help, on the command line, on the tab line, and in the round of views.
    #expect(type("?") == [] && screen().contains("Keys: Albums"))
    #expect(screen().contains("play a track of the album"))
    #expect(press([.escape]) == [] && type("5:alb") == [] && press([.enter]) == [])
    #expect(state.tab.title == "Albums")
    #expect(press([.tab]) == [] && state.tab == .now)
    let tab = try state.area(of: .show(Tab(9, "Albums")))
    _ = press([.mouse(MouseEvent(.press, column: tab.column, row: tab.row))])
    #expect(state.tab.title == "Albums" && type("s") == [] && !state.list.isReversed)
    #expect(type("r") == [] && screen().contains("Can't refresh albums"))
  }

  private func number(_ value: Int) -> Numbered { Numbered(rawValue: value) }
  private struct Numbered: RawRepresentable { var rawValue: Int }
}
