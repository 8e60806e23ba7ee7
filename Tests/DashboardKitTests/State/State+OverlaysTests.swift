import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("Prompts, questions and search results")
struct PromptTests {
  @Test("A URL is typed, edited and added; Escape adds nothing")
  func add() {
    var state = Sample.state()
    #expect(state.type("ahttps://youtu.be/x") == [])
    #expect(
      state.type([.backspace, .character("y"), .home, .delete, .character("h"), .enter]) == [
        .add("https://youtu.be/y")
      ])
    #expect(state.type("aq") == [])
    #expect(state.type([.escape]) == [])
    #expect(state.type([.character("a"), .character(" "), .enter]) == [])
  }

  @Test("Pasted text goes to the field, else it is something to add")
  func paste() {
    var state = Sample.state()
    #expect(state.type([.paste("https://youtu.be/x")]) == [])
    #expect(state.overlay == .prompt(.add, LineEditor("https://youtu.be/x")))
    #expect(state.type([.enter]) == [.add("https://youtu.be/x")])
    #expect(state.type([.paste("https://youtu.be/y\r\n")]) == [.add("https://youtu.be/y")])
    _ = state.type("3/")
    _ = state.type([.paste("Beyon\ncé")])
    #expect(state.list.filter == "Beyon cé")
  }

  @Test("Leaving asks while streams play through the program, and only then")
  func quit() {
    var state = Sample.state()
    #expect(state.type("q") == [])
    #expect(
      Sample.screen(state).contains("3 streams are playing. Quit? [y/N]  w wait without a screen"))
    #expect(state.type([.escape]) == [] && state.overlay == nil)
    #expect(state.type("qj") == [] && state.overlay == nil)
    #expect(state.type("qw") == [.quitWhenDelivered])
    #expect(state.type("qd") == [])
    #expect(state.type("qq") == [.quit])
    _ = state.update(.session(Session(canDetach: true)), now: Sample.now)
    #expect(state.type("q") == [])
    #expect(Sample.screen(state).contains("w wait without a screen  d detach"))
    #expect(state.type("d") == [.detach])
    #expect(state.type("B") == [.detach])
    _ = state.update(.session(Session(ownsStreams: false)), now: Sample.now)
    #expect(state.type("q") == [.quit])
    _ = state.update(.session(Session()), now: Sample.now)
    var status = Sample.status
    status.streams.active = 0
    _ = state.update(.status(status), now: Sample.now)
    #expect(state.type("q") == [.quit])
  }
}
