import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("Notices")
struct NoticesViewTests {
  @Test("Long work tells how much is left, one line each, and x cancels the latest")
  func work() {
    var state = Sample.state()
    _ = state.update(.progress(.init(id: 1, title: "one", done: 0, total: 10)), now: Sample.now)
    _ = state.update(.progress(.init(id: 2, title: "two", done: 1)), now: Sample.now)
    _ = state.update(.progress(.init(id: 1, title: "one", done: 5, total: 10)), now: Sample.now + 10)
    let screen = Sample.screen(state, now: Sample.now + 10)
    #expect(
      screen.contains(" one ") && screen.contains("5/10  10 s left\n") && screen.contains(" two  1  x cancel")
    )
    // They have lines of their own: the list is as much shorter, and its border is seen.
    #expect(screen.contains("╰"))
    #expect(state.type("x") == [.cancelWork(2)])
    _ = state.update(.workEnded(2), now: Sample.now)
    #expect(state.type("x") == [.cancelWork(1)])
    _ = state.update(.workEnded(1), now: Sample.now)
    #expect(state.type("x") == [])
  }

  @Test("Long work shows how far it is and can be cancelled")
  func progress() {
    var state = Sample.state()
    _ = state.update(.progress(.init(title: "refreshing", done: 3, total: 12)), now: Sample.now)
    #expect(Sample.screen(state).contains(" 3/12  x cancel"))
    #expect(state.type("x") == [.cancelWork(0)])
    _ = state.update(.workEnded(0), now: Sample.now)
    #expect(state.type("x") == [])
  }
}
