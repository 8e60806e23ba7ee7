import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("Keys and what they ask for")
struct UpdateTests {
  @Test("A dashboard that comes up asks for all it shows")
  func started() {
    var state = State(size: Size(columns: 80, rows: 24), now: Sample.now)
    #expect(state.update(.started, now: Sample.now) == [.loadTracks, .loadPlaylists, .readStatus])
  }

  /// Keys, and what they must ask for.
  struct Script: Sendable {
    var keys: String
    var effects: [Effect]

    init(_ keys: String, _ effects: [Effect]) {
      self.keys = keys
      self.effects = effects
    }
  }

  private static let scripts: [Script] = [
    Script("r", [Effect.refresh([Sample.id(1)])]), Script("R", [.refreshExpired]),
    Script("P", [.togglePause]),
    Script(">", [.next]), Script("<", [.previous]), Script("p", [.push([Sample.id(1)])]),
    Script("qy", [.quit]), Script("qq", [.quit]), Script("qw", [.quitWhenDelivered]), Script("w", []),
    Script("qn", []), Script("qnn", []),
    Script("jr", [.refresh([Sample.id(2)])]), Script("jjjjr", [.refresh([Sample.id(3)])]),
    Script("jkr", [.refresh([Sample.id(1)])]),
    Script("Gr", [.refresh([Sample.id(3)])]), Script("Ggr", [.refresh([Sample.id(1)])]),
    Script("3jp", [.push([Sample.id(2)])]),
    Script("6r", [.refresh([Sample.id(2)])]), Script("2r", [.refresh([Sample.id(1)])]), Script("2jr", []),
    Script("4p", [.pushPlaylist(name: "Focus", replace: false)]),
    Script("x", []), Script("?q", []), Script("?qqq", [.quit]),
    Script("f", [.seek(by: 10)]), Script("b", [.seek(by: -10)]), Script("+", [.changeVolume(by: 5)]),
    Script("-", [.changeVolume(by: -5)]), Script("t", [.toggle(.repeat)]), Script("z", [.toggle(.random)]),
    Script("o", [.toggle(.single)]), Script("c", [.toggle(.consume)]),
    Script("4L", []), Script("4Ln", []), Script("4Ly", [.pushPlaylist(name: "Focus", replace: true)]),
    Script("2J", [.moveQueueSong(id: 1, to: 1)]), Script("2K", []),
    Script("2GK", [.moveQueueSong(id: 2, to: 0)]),
    Script("2d", [.removeQueueSongs([1])]), Script("2  d", [.removeQueueSongs([1, 2])]),
    Script("2Cn", []), Script("2Cy", [.clearQueue]),
    Script("4v", [.sync(playlist: "Focus")]), Script("4V", [.sync(playlist: nil)]),
    Script("4dn", []), Script("4dy", [.removePlaylist(name: "Focus")]),
    Script("3 r", [.refresh([Sample.id(1)])]), Script("3  p", [.push([Sample.id(1), Sample.id(2)])]),
    Script("3 ur", [.refresh([Sample.id(2)])]),
    Script("3D", [.keep([Sample.id(1)], true)]), Script("3  D", [.keep([Sample.id(1), Sample.id(2)], true)]),
    Script("4D", [.keepPlaylists(["Focus"], true)]),
    Script("2D", [.keep([Sample.id(1)], true)]), Script("7D", []),
    Script("y", [.copy("http://localhost:8080/proxy/track-10001")]),
    Script("mr", [.radio(Sample.id(1), .replace)]),
    Script("6jma", [.radio(Sample.id(3), .append)]), Script("3v", []),
    Script("T", []), Script("5d", []),
    // What is on comes first; what follows is played, moved and removed there.
    Script("1d", [.removeQueueSongs([2])]), Script("1K", [.moveQueueSong(id: 2, to: 0)]), Script("1J", []),
  ]

  @Test("A command of the key bar gives its effect", arguments: scripts)
  func effects(script: Script) {
    var state = Sample.state()
    #expect(state.type(script.keys) == script.effects)
  }

  @Test("Enter plays the selected track or song; a playlist is played by a key of its own, after a yes")
  func play() {
    var state = Sample.state()
    #expect(state.type([.enter]) == [])
    #expect(state.overlay == .stream(1, scroll: 0))
    _ = state.type([.escape])
    #expect(state.type([.character("3"), .down, .enter]) == [.play(Sample.id(2))])
    #expect(state.type([.character("2"), .down, .enter]) == [.playQueueSong(2)])
    // Enter shows a playlist, and another key puts it in the queue's place.
    #expect(state.type([.character("4"), .enter]) == [.loadPlaylist(name: "Focus")])
    #expect(state.type([.character("L")]) == [])
    #expect(Sample.screen(state).contains("Replace the queue (2 songs) with Focus? [y/N]"))
    #expect(state.type("n") == [])
    #expect(state.type("Ly") == [.pushPlaylist(name: "Focus", replace: true)])
    #expect(state.overlay == nil)
  }

  @Test("Without a player its keys say so and ask for nothing")
  func noPlayer() {
    var state = Sample.state()
    var player = Sample.player
    player.connected = false
    player.problem = "connection refused"
    _ = state.update(.player(player), now: Sample.now)
    #expect(state.type("pP><") == [])
    #expect(Sample.screen(state).contains("MPD is not connected: connection refused"))
  }

  @Test("Events ask for the gauges, and a new URL brings its row")
  func events() {
    var state = Sample.state()
    let event = ProxyEvent(
      sequence: 3, date: Sample.now,
      kind: .refreshSucceeded(Sample.reference(2, "B"), duration: .milliseconds(1200)))
    var row = Sample.tracks[1]
    row.staleAt = Sample.now + 100
    #expect(state.update(.events([event], tracks: [row]), now: Sample.now + 1) == [.readStatus])
    #expect(state.tracks.map { $0.freshness(now: Sample.now) } == [.fresh, .fresh, .unresolved])
    _ = state.update(.tracks(Sample.tracks), now: Sample.now)
    #expect(state.type("R") == [.refreshExpired])
    #expect(Sample.screen(state).contains("Refreshing 1 stale URL"))
    _ = state.update(.tracks([row]), now: Sample.now)
    #expect(state.type("R") == [])
    #expect(Sample.screen(state).contains("No URL is stale"))
  }

  @Test("A key that is bound anew moves on the key bar, in the help, and in what it does")
  func rebinding() {
    var state = Sample.state(columns: 120)
    state.keyMap.bind(.character("z"), to: .quit)
    state.keyMap.bind(.character("q"), to: .refresh)
    #expect(state.type("q") == [.refresh([Sample.id(1)])])
    #expect(state.type("zy") == [.quit])
    #expect(Sample.screen(state).contains("z quit"))
  }
}
