import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("When the screen changes by time alone")
struct TickTests {
  private var idle: State {
    var state = State(size: Size(columns: 80, rows: 24), now: Sample.now)
    var status = ProxyStatus()
    status.streams.limit = 10
    _ = state.update(.status(status), now: Sample.now)
    return state
  }

  @Test("An idle dashboard sleeps for as long as nothing comes")
  func sleeps() {
    #expect(idle.nextTick(now: Sample.now) == nil)
    var state = idle
    var player = Sample.player
    player.state = .pause
    _ = state.update(.player(player), now: Sample.now)
    #expect(state.nextTick(now: Sample.now) == nil)
  }

  @Test("A playing song wakes it at each full second, up to the end")
  func elapsed() throws {
    var state = idle
    var player = Sample.player
    player.elapsed = .milliseconds(102_250)
    _ = state.update(.player(player), now: Sample.now)
    let wait = try #require(state.nextTick(now: Sample.now))
    #expect(wait >= .milliseconds(750) && wait <= .milliseconds(752))
    #expect(Sample.screen(state, now: Sample.now + 5).contains("1:47 ━"))
    #expect(Sample.screen(state, now: Sample.now + 500).contains("-0:00  3:33"))
    #expect(state.nextTick(now: Sample.now + 500) == nil)
  }

  @Test("A countdown wakes it ten times a second, and only where it is seen")
  func countdown() throws {
    var state = Sample.state()
    #expect(try #require(state.nextTick(now: Sample.now)) <= .milliseconds(101))
    #expect(Sample.screen(state, now: Sample.now + 1).contains("↻ 2/3 0.6s"))
    #expect(Sample.screen(state, now: Sample.now + 2).contains("↻ 2/3 now"))
    _ = state.type("6")
    #expect(try #require(state.nextTick(now: Sample.now)) > .milliseconds(900))
  }

  @Test("A toast goes away by itself")
  func toast() throws {
    var state = idle
    _ = state.update(.toast(.info, "hello there"), now: Sample.now)
    #expect(Sample.screen(state).contains("hello there"))
    let wait = try #require(state.nextTick(now: Sample.now))
    let later = Sample.now + wait / .seconds(1)
    #expect(state.update(.tick, now: later) == [])
    #expect(!Sample.screen(state, now: later).contains("hello there"))
    #expect(state.nextTick(now: later) == nil)
  }

  @Test("Ticks read the gauges while streams run, at most twice a second")
  func gauges() {
    var state = Sample.state()
    #expect(state.update(.tick, now: Sample.now + 0.1) == [])
    #expect(state.update(.tick, now: Sample.now + 0.6) == [.readStatus])
    #expect(state.update(.tick, now: Sample.now + 0.7) == [])
  }

  @Test("A hundred events that come at once have the gauges read once, and once more when they are over")
  func eventBurst() throws {
    var state = idle
    var asked = 0
    for number in 1...100 as ClosedRange<UInt64> {
      let event = ProxyEvent(sequence: number, date: Sample.now, kind: .notice(.info, "n"))
      asked += state.update(.events([event]), now: Sample.now).count { $0 == .readStatus }
    }
    #expect(asked == 1)
    let wait = try #require(state.nextTick(now: Sample.now))
    #expect(wait <= .milliseconds(102))
    #expect(state.update(.tick, now: Sample.now + wait / .seconds(1)) == [.readStatus])
    #expect(state.update(.tick, now: Sample.now + 10) == [])
  }

  @Test("An ended stream stays for ten seconds, and its leaving wakes the list")
  func departure() throws {
    var state = Sample.state()
    let stream = StreamReference(id: 1, track: Sample.reference(1, "A"), client: "MPD")
    _ = state.update(
      .events([
        .init(
          sequence: 3, date: Sample.now, kind: .streamFinished(stream, bytes: 4_200_000, clientLeft: false))
      ]), now: Sample.now)
    var status = Sample.status
    // It was the oldest; now those that run are above it.
    let rows = state.list.ids
    #expect(rows == [.number(2), .number(3), .number(1)])
    _ = state.type("S")
    #expect(state.list.ids == rows.reversed())
    _ = state.type("S")
    status.streams.list.removeAll()
    _ = state.update(.status(status), now: Sample.now)
    #expect(Sample.screen(state).contains("✓ done     Tommy"))
    _ = state.update(.tick, now: Sample.now + 9.9)
    #expect(Sample.screen(state, now: Sample.now + 9.9).contains("done"))
    _ = state.update(.tick, now: Sample.now + 10.1)
    #expect(!Sample.screen(state, now: Sample.now + 10.1).contains("done"))
  }

  @Test("When the streams end, the curve moves out of sight and then all is still")
  func curveEnds() {
    var state = Sample.state()
    var status = ProxyStatus()
    status.streams.limit = 10
    var player = Sample.player
    player.state = .stop
    _ = state.update(.player(player), now: Sample.now)
    _ = state.update(.status(status), now: Sample.now + 1)
    var ticks = 0
    var now = Sample.now + 1
    while let wait = state.nextTick(now: now), ticks < 1000 {
      now += wait / .seconds(1)
      _ = state.update(.tick, now: now)
      ticks += 1
    }
    // As many as the curve has samples, and one for each row that leaves the list.
    let samples = state.screen.rateSamples
    #expect(samples > TopLine.samples && (samples - 1...samples + 4).contains(ticks))
    #expect(!state.facts.rates.isMoving(within: samples))
  }

  @Test("The list of tracks wakes when a URL on the screen expires")
  func expiry() throws {
    var state = idle
    _ = state.update(.tracks(Sample.tracks), now: Sample.now)
    #expect(state.nextTick(now: Sample.now) == nil)
    _ = state.type("3")
    #expect(Sample.screen(state).contains("ready until 14:02"))
    // Nothing is counted down, which would wake it each minute.
    let wait = try #require(state.nextTick(now: Sample.now + 30))
    #expect(wait >= .seconds(3570) && wait < .seconds(3571))
    #expect(Sample.screen(state, now: Sample.now + 3599).contains("ready until 14:02"))
    #expect(!Sample.screen(state, now: Sample.now + 3601).contains("ready until"))
  }
}
