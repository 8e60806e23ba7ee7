import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("What is said")
struct MessageTests {
  @Test("What went wrong stays until a key is pressed, all else for a while")
  func lifetimes() {
    for (severity, seconds) in [(ProxyEvent.Severity.info, 4.0), (.warning, 8), (.error, 3600)] {
      var state = Sample.state()
      _ = state.update(.toast(severity, "a sentence"), now: Sample.now)
      _ = state.update(.tick, now: Sample.now + seconds - 0.1)
      #expect(state.toast?.text == "a sentence")
      _ = state.update(.tick, now: Sample.now + seconds + 0.1)
      #expect((state.toast == nil) == (severity != .error))
      _ = state.type("j")
      #expect(state.toast == nil)
    }
  }

  @Test("What was asked for is superseded by what comes of it, and follows into no other view")
  func superseded() {
    var state = Sample.state()
    #expect(state.type("adQw4w9WgXcQ") == [] && state.type([.enter]) == [.add("dQw4w9WgXcQ")])
    #expect(state.toast?.text == "Adding dQw4w9WgXcQ")
    _ = state.update(.progress(.init(id: 1, title: "adding", done: 0)), now: Sample.now)
    #expect(state.toast == nil)
    _ = state.update(.workEnded(1), now: Sample.now)
    _ = state.update(.toast(.warning, "no"), now: Sample.now)
    _ = state.type([.escape])
    _ = state.type("3")
    #expect(state.toast == nil)
  }

  @Test("A long sentence takes three lines, and no more")
  func wrapped() {
    var state = Sample.state(columns: 40, rows: 12)
    let words = (1...40).map { "word\($0)" }.joined(separator: " ")
    _ = state.update(.toast(.error, words), now: Sample.now)
    let lines = Sample.screen(state).split(separator: "\n").filter { $0.contains("word") }
    #expect(lines.count == 3 && lines[0].contains("word1") && lines[2].contains("…"))
  }

  @Test("What was refused can be corrected, and what is being typed is left alone")
  func rejected() {
    var state = Sample.state()
    #expect(state.type("ahello") == [] && state.type([.enter]) == [.add("hello")])
    _ = state.update(.rejected(.add("hello"), reason: "Not a YouTube link"), now: Sample.now)
    #expect(state.overlay == .prompt(.add, LineEditor("hello")) && state.toast?.severity == .error)
    #expect(Sample.screen(state).contains("Not a YouTube link"))
    _ = state.type("x")
    #expect(state.toast == nil && state.overlay == .prompt(.add, LineEditor("hellox")))
    _ = state.update(.rejected(.search("rain"), reason: "offline"), now: Sample.now)
    #expect(state.overlay == .prompt(.add, LineEditor("hellox")))
  }

  @Test("What was refused late takes no key, and is there when it is asked for again")
  func rejectedLate() {
    var state = Sample.state()
    _ = state.type("ahello")
    #expect(state.type([.enter]) == [.add("hello")])
    _ = state.type("3")
    _ = state.update(.rejected(.add("hello"), reason: "Not a YouTube link"), now: Sample.now)
    #expect(state.overlay == nil && state.toast?.severity == .error)
    _ = state.type("w")
    #expect(state.overlay == .prompt(.search, LineEditor()))
    _ = state.type([.escape])
    _ = state.type("a")
    #expect(state.overlay == .prompt(.add, LineEditor("hello")))
    _ = state.type([.escape])
    _ = state.type("a")
    #expect(state.overlay == .prompt(.add, LineEditor()))
  }

  @Test("A key without a command says so")
  func unbound() {
    var state = Sample.state()
    #expect(state.type([.function(9)]) == [])
    #expect(state.toast?.text == "F9 does nothing here. Press ? for the keys")
  }

  @Test("Escape says what it does next")
  func escape() {
    var state = Sample.state()
    _ = state.type("3 ")
    #expect(Sample.screen(state).contains("Esc clears the marks"))
    _ = state.type("/first")
    _ = state.type([.enter])
    #expect(Sample.screen(state).contains("Esc clears the filter"))
    _ = state.type([.escape])
    #expect(Sample.screen(state).contains("Esc clears the marks"))
    _ = state.type([.escape])
    #expect(!Sample.screen(state).contains("Esc clears"))
  }
}
