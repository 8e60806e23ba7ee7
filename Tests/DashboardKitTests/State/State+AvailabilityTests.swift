import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("The keys of the bar")
struct AvailabilityTests {
  private func bar(_ state: State) -> String {
    String(Sample.screen(state).split(separator: "\n", omittingEmptySubsequences: false).last ?? "")
  }

  @Test("The bar names a key only where it does something")
  func named() {
    var state = Sample.state(columns: 200)
    #expect(bar(state).contains("P pause") && !bar(state).contains("undo"))
    var player = Sample.player
    player.state = .pause
    _ = state.update(.player(player), now: Sample.now)
    #expect(bar(state).contains("P play"))
    player.connected = false
    _ = state.update(.player(player), now: Sample.now)
    for word in ["P play", "skip", "push"] { #expect(!bar(state).contains(word), "\(word)") }
    _ = state.update(.tracks([]), now: Sample.now)
    _ = state.type("3")
    for word in ["r refresh", "s sort", "/ filter"] { #expect(!bar(state).contains(word), "\(word)") }
  }

  @Test(
    "Every key of the bar can be clicked on, and does what it does when it is pressed",
    arguments: Tab.allCases)
  func clicked(tab: Tab) throws {
    var shown = Sample.state(columns: 200)
    _ = shown.type(String(tab.digit))
    let row = shown.size.rows - 1
    let keys = shown.screen.targets.filter { $0.area.row == row }
    #expect(keys.count > 4)
    for target in keys {
      guard case .press(let key) = target.meaning else { continue }
      var (clicked, pressed) = (shown, shown)
      let click = Key.mouse(MouseEvent(.press, column: target.area.column, row: row))
      let effects = clicked.update(.key(click), now: Sample.now)
      #expect(effects == pressed.update(.key(key), now: Sample.now))
      // A key that is named changes something, and is not refused.
      clicked.lastClick = nil
      let isDead = effects.isEmpty && Sample.screen(clicked) == Sample.screen(shown)
      #expect(!isDead && clicked.toast?.severity != .warning, "\(key) in \(tab)")
    }
  }

  @Test("A radio asks where it goes when the queue has songs")
  func radio() {
    var state = Sample.state()
    for (key, place) in [("a", QueuePlace.append), ("n", .next), ("r", .replace)] {
      #expect(state.type("3m") == [])
      #expect(Sample.screen(state).contains("The queue has 2 songs. Radio:"))
      #expect(state.type(key) == [.radio(Sample.id(1), place)] && state.overlay == nil)
    }
    #expect(state.type("mx") == [] && state.overlay == nil)
    var player = Sample.player
    player.queue = []
    _ = state.update(.player(player), now: Sample.now)
    #expect(state.type("m") == [.radio(Sample.id(1), .replace)])
  }

  @Test(
    "The answers of a question are seen at every width, and no word of a hint is cut", arguments: 40...120)
  func answers(columns: Int) {
    var state = Sample.evening(columns: columns, rows: 24)
    _ = state.type("4L")
    #expect(bar(state).hasSuffix("[y/N]"))
    _ = state.type("n2m")
    for answer in ["a append", "n play next", "r replace"] { #expect(bar(state).contains(answer)) }
    #expect(!bar(state).contains("…"))
    _ = state.type([.escape])
    _ = state.type("5\n".map { $0 == "\n" ? .enter : .character($0) })
    #expect(bar(state).contains("Esc back") && !bar(state).contains("…"))
  }

  @Test("Undo is offered while there is something to take back")
  func undo() {
    var state = Sample.state(columns: 200)
    #expect(state.type("U") == [] && state.toast?.text == "Nothing to undo")
    _ = state.update(.undoable("clear"), now: Sample.now)
    #expect(bar(state).contains("U undo clear"))
    #expect(state.type("U") == [.undo])
  }
}
