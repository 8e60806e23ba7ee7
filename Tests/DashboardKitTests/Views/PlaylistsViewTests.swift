import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("Playlists that are opened")
struct PlaylistsViewTests {
  private static let content = PlaylistContent(
    name: "Focus", tracks: [Sample.id(1), Sample.id(3), Sample.id(1), Sample.id(9)],
    leftOut: [
      LeftOutEntry(reference: "track-10077", name: "Gone Song", reason: .isPrivate),
      LeftOutEntry(reference: "track-10078", reason: .deleted),
    ])

  private func open(columns: Int = 80) -> State {
    var state = Sample.state(columns: columns)
    _ = state.type("4")
    _ = state.type([.enter])
    _ = state.update(.playlist(Self.content), now: Sample.now)
    state.look()
    return state
  }

  @Test("Enter shows the tracks with their readiness, and what was left out and why")
  func opens() {
    var state = Sample.state()
    _ = state.type("4")
    #expect(state.type([.enter]) == [.loadPlaylist(name: "Focus")])
    #expect(Sample.screen(state).contains("Loading Focus"))
    state = open()
    let screen = Sample.screen(state)
    for part in [
      "Focus · 4 tracks · over 7:06 · 2 left out", "Thin Brown Layer", "ready until 14:02", "on demand",
      "unknown track", "Gone Song", "left out: private", "left out: deleted",
    ] { #expect(screen.contains(part), "\(part)") }
    #expect(state.list.ids.count == 6 && state.list.index == 0)
    // It is asked for once, and once more when playlists were read anew.
    #expect(state.update(.tick, now: Sample.now) == [])
    #expect(state.update(.playlists(Sample.playlists), now: Sample.now) == [.loadPlaylist(name: "Focus")])
  }

  @Test("Keys work on the tracks of an open playlist, Enter shows one, Esc goes back")
  func keys() {
    var state = open()
    #expect(state.type("jp") == [.push([Sample.id(3)])])
    #expect(state.type("g r") == [.refresh([Sample.id(1)])])
    #expect(state.type("mr") == [.radio(Sample.id(3), .replace)])
    #expect(state.type("gv") == [.sync(playlist: "Focus")])
    #expect(state.type([.enter]) == [] && state.overlay == .details(scroll: 0))
    #expect(Sample.screen(state).contains("A Little Bit"))
    #expect(state.type("y") == [.copy("http://localhost:8080/proxy/track-10001")])
    _ = state.type("G")
    #expect(state.type("p") == [])
    #expect(state.type([.enter]) == [] && Sample.screen(state).contains("deleted"))
    #expect(state.type([.escape]) == [] && state.overlay == nil)
    // A filter is taken back before the playlist is closed.
    _ = state.type("/gone")
    _ = state.type([.enter])
    #expect(state.list.ids.count == 1)
    _ = state.type([.escape])
    #expect(state.list.narrowing.opened == "Focus" && state.list.ids.count == 6)
    _ = state.type([.escape])
    #expect(state.list.narrowing.opened == nil && state.list.selected == .name("Focus"))
    #expect(state.type("p") == [.pushPlaylist(name: "Focus", replace: false)])
  }

  @Test("On a wide screen the tracks of the selected playlist are beside the list")
  func pair() {
    var state = Sample.state(columns: 160)
    #expect(state.type("4") == [.loadPlaylist(name: "Focus")])
    _ = state.update(.playlist(Self.content), now: Sample.now)
    #expect(Sample.screen(state).contains("playlists · 1") && Sample.screen(state).contains("Gone Song"))
    #expect(state.type([.enter]) == [])
    #expect(state.list.ids.count == 6 && Sample.screen(state).contains("playlists · 1"))
  }

  @Test("Rows tell a playlist from an entry by their number")
  func places() {
    for place: PlaylistPlace in [
      .playlist(0), .playlist(999), .entry(playlist: 0, 0), .entry(playlist: 7, 5000),
    ] {
      #expect(PlaylistPlace(row: place.row) == place)
    }
  }
}
