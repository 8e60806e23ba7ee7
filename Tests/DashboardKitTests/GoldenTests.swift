import Testing

@testable import DashboardKit

@Suite("Whole screens")
struct GoldenTests {
  @Test("40x10")
  func small() { #expect(Sample.screen(Sample.state(columns: 40, rows: 10)) == Golden.small) }

  @Test("80x24")
  func usual() { #expect(Sample.screen(Sample.state()) == Golden.usual) }

  @Test("80x24 in ASCII")
  func ascii() {
    let text = Sample.asciiRenderer.render(Sample.state(), now: Sample.now).text
    #expect(text == Golden.ascii)
    #expect(text.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test("200x60")
  func large() { #expect(Sample.screen(Sample.state(columns: 200, rows: 60)) == Golden.large) }

  @Test("The library")
  func tracks() {
    var state = Sample.state(columns: 110, rows: 10)
    _ = state.type("2j")
    #expect(Sample.screen(state) == Golden.tracks)
  }

  @Test("MPD's queue")
  func queue() {
    var state = Sample.state(columns: 80, rows: 10)
    _ = state.type("4j")
    #expect(Sample.screen(state) == Golden.queue)
  }

  @Test("The playlists")
  func playlists() {
    var state = Sample.state(columns: 80, rows: 10)
    _ = state.type("3")
    #expect(Sample.screen(state) == Golden.playlists)
  }

  @Test("The events, filtered")
  func events() {
    var state = Sample.state(columns: 80, rows: 10)
    _ = state.type("5/retry")
    _ = state.type([.enter])
    #expect(Sample.screen(state) == Golden.events)
  }
}
