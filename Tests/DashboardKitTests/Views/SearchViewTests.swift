import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("Searches")
struct SearchViewTests {
  private static let hits = [
    SearchResults.Hit(
      id: Sample.id(1), artist: "Tommy Guerrero", title: "Thin Brown Layer", duration: .seconds(213)),
    SearchResults.Hit(id: Sample.id(5), title: "Hit 5", duration: .seconds(61)),
    SearchResults.Hit(id: Sample.id(6), title: "Hit 6"),
  ]

  private func found(columns: Int = 80) -> State {
    var state = Sample.state(columns: columns)
    _ = state.type("whit")
    _ = state.type([.enter])
    _ = state.update(.searchResults(SearchResults(words: "hit", hits: Self.hits)), now: Sample.now)
    state.look()
    return state
  }

  @Test("A search shows its view at once, and there what it found and what the library had")
  func finds() {
    var state = Sample.state()
    _ = state.type("whit")
    #expect(state.type([.enter]) == [.search("hit", count: 20)])
    #expect(state.tab == .search && Sample.screen(state).contains("Asking YouTube for hit"))
    state = found()
    let screen = Sample.screen(state)
    #expect(screen.contains("found: hit · 3 tracks · 1 in the library") && screen.contains("✓ there"))
    #expect(screen.contains("Hit 5") && !screen.contains("Asking"))
  }

  @Test("Hits are marked and appended together, shown by Enter, and played by a key of their own")
  func hits() {
    var state = found()
    #expect(state.type("j  p") == [.push([Sample.id(5), Sample.id(6)])])
    #expect(state.type([.enter]) == [] && state.overlay == .details(scroll: 0))
    #expect(state.type([.escape, .character("g"), .character("L")]) == [.play(Sample.id(1))])
    #expect(state.type("v") == [.search("hit", count: 20)])
    #expect(state.type("mr") == [.radio(Sample.id(1), .replace)])
  }

  @Test("More results keep what was known, and what came with the search is not taken for known")
  func more() {
    var state = found()
    _ = state.update(
      .tracks(Sample.tracks + [TrackRow(Track(id: Sample.id(5), title: "Hit 5"), staleAt: nil)]),
      now: Sample.now)
    let more = (5...30).map { SearchResults.Hit(id: Sample.id($0), title: "Hit \($0)") }
    _ = state.update(
      .searchResults(SearchResults(words: "hit", hits: [Self.hits[0]] + more)), now: Sample.now)
    #expect(state.facts.searches.known == [Sample.id(1)])
    #expect(state.type("v") == [.search("hit", count: 40)])
  }

  @Test("Earlier searches are listed, come back with the arrows, and are searched for again by Enter")
  func history() {
    var state = found()
    _ = state.type("wrain")
    _ = state.type([.enter])
    _ = state.update(.searchFailed("rain"), now: Sample.now)
    #expect(!Sample.screen(state).contains("Asking"))
    #expect(state.facts.searches.history == ["rain", "hit", "layer"] && state.list.ids.count == 3)
    #expect(state.type([.down, .enter]) == [.search("hit", count: 20)])
    _ = state.update(.searchResults(SearchResults(words: "hit", hits: Self.hits)), now: Sample.now)
    _ = state.type("e")
    #expect(Sample.screen(state).contains("earlier searches · 3"))
    _ = state.type("e")
    _ = state.type([.character("w"), .up, .up])
    #expect(state.overlay == .prompt(.search, LineEditor("rain")))
    #expect(state.type([.down, .enter]) == [.search("hit", count: 20)])
  }

  @Test("Whoever has gone on is told, and not taken away")
  func elsewhere() {
    var state = Sample.state()
    _ = state.type("whit")
    _ = state.type([.enter])
    _ = state.type("2")
    _ = state.update(.searchResults(SearchResults(words: "hit", hits: Self.hits)), now: Sample.now)
    #expect(state.tab == .queue && Sample.screen(state).contains("Found 3 tracks for hit: 8 shows them"))
    _ = state.type("8")
    #expect(state.list.ids.count == 3)
  }
}
