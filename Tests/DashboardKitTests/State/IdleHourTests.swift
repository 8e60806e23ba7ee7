import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

/// An hour in which nothing happens: the screen is as it was, but for the clock of a song that plays.
@Suite("An idle hour")
struct IdleHourTests {
  /// A dashboard with a library, playlists, events and a queue, and no stream.
  private func quiet(_ play: PlayerSnapshot.PlayState, columns: Int, rows: Int) -> State {
    var state = Sample.evening(columns: columns, rows: rows)
    var status = ProxyStatus()
    status.streams.limit = 10
    status.tracks = .init(total: 12, fresh: 7, expired: 3, unresolved: 2)
    _ = state.update(.status(status), now: Sample.now)
    var player = state.facts.player
    player.state = play
    // Its clock stays as wide as it is.
    player.elapsed = .seconds(3700)
    player.duration = .seconds(10_800)
    player.queue[0].duration = .seconds(10_800)
    player.queue[1].duration = nil
    _ = state.update(.player(player), now: Sample.now)
    // URLs that go stale within the hour would be news.
    _ = state.update(
      .tracks(
        state.facts.tracks.map { row in
          var row = row
          row.staleAt = row.staleAt.map { $0 > Sample.now ? $0 + 36_000 : $0 }
          return row
        }), now: Sample.now)
    return state
  }

  /// Lets time pass, and wakes the state when it wants to be woken.
  ///
  /// - Parameter look: called now and then, at other seconds of a minute each time.
  /// - Returns: how often it was woken.
  private func pass(
    seconds: Double, from start: Date, _ state: inout State, look: (State, Date) -> Void = { _, _ in }
  ) -> Int {
    state.look(now: start)
    var now = start
    var wakes = 0
    while let wait = state.nextTick(now: now) {
      now += wait / .seconds(1)
      guard now < start + seconds else { break }
      _ = state.update(.tick, now: now)
      wakes += 1
      if wakes % 211 == 1 { look(state, now) }
    }
    return wakes
  }

  @Test(
    "Nothing is painted while no song plays, in any view", arguments: Tab.allCases, [(80, 24), (200, 55)])
  func stopped(tab: Tab, size: (Int, Int)) {
    for play in [PlayerSnapshot.PlayState.stop, .pause] {
      var state = quiet(play, columns: size.0, rows: size.1)
      _ = state.type(String(tab.digit))
      // The curve of the last streams moves out of sight, and ended ones leave the list.
      _ = pass(seconds: 900, from: Sample.now, &state)
      let start = Sample.now + 900
      let before = Sample.renderer.render(state, now: start).cells
      #expect(pass(seconds: 3600, from: start, &state) == 0)
      #expect(Sample.renderer.render(state, now: start + 3600).cells == before)
    }
  }

  @Test(
    "Only the song's clock moves while one plays, in any view", arguments: Tab.allCases,
    [(40, 10), (120, 36)])
  func playing(tab: Tab, size: (Int, Int)) {
    var state = quiet(.play, columns: size.0, rows: size.1)
    _ = state.type(String(tab.digit))
    _ = pass(seconds: 900, from: Sample.now, &state)
    let start = Sample.now + 900
    let before = still(state, now: start)
    let wakes = pass(seconds: 3600, from: start, &state) { state, now in
      let after = still(state, now: now)
      guard after != before else { return }
      let lines = zip(before.split(separator: "\n"), after.split(separator: "\n")).filter { $0 != $1 }
      Issue.record("\(tab) moves at \(now): \(lines.map { "\($0)\n\($1)" }.joined(separator: "\n"))")
    }
    #expect((3590...3600).contains(wakes))
  }

  /// The screen without times and bars.
  private func still(_ state: State, now: Date) -> String {
    Sample.screen(state, now: now)
      .replacing(#/-?\d+(:\d\d)+(/\d+(:\d\d)+)?/#, with: "T")
      .replacing(#/[━╸─▒ ]+/#, with: " ")
  }
}
