import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("The song that is on")
struct NowViewTests {
  private func evening(columns: Int = 120, rows: Int = 36, change: (inout PlayerSnapshot) -> Void = { _ in })
    -> State
  {
    var state = Sample.evening(columns: columns, rows: rows)
    var player = state.facts.player
    change(&player)
    _ = state.update(.player(player), now: Sample.now)
    state.look()
    return state
  }

  private func numbers(_ state: State) -> [Int] { state.list.sources.map { $0 + 1 } }

  @Test("What comes next is listed: to the end, round the queue, or all others in random order")
  func next() {
    #expect(Sample.evening(columns: 120, rows: 36).tab == .now)
    let start = evening { $0.options = [] }
    #expect(
      numbers(start) == Array(2...12) && Sample.screen(start).contains("up next · 11 songs · 26:24 left"))
    let middle = evening {
      $0.songID = 10
      $0.options = []
    }
    #expect(numbers(middle) == [11, 12])
    let round = evening {
      $0.songID = 10
      $0.options = [.repeat]
    }
    #expect(numbers(round) == [11, 12] + Array(1...9))
    let random = evening {
      $0.songID = 10
      $0.options = [.random]
    }
    #expect(numbers(random).count == 11 && Sample.screen(random).contains("queue in random order"))
  }

  @Test(
    "The song, its source and its time are there at every size",
    arguments: [(40, 10), (80, 24), (120, 36), (200, 55)])
  func sizes(columns: Int, rows: Int) {
    let screen = Sample.screen(evening(columns: columns, rows: rows))
    for part in [
      "Morning Ferry", "Paper Harbour", "▶ 0:13", "-0:25", "84 %", "2 retries", "▒", "Élodie Brûlé",
    ] {
      #expect(screen.contains(part), "\(part)")
    }
    guard rows >= 24 else { return }
    for part in [
      "repeat on", "random off", "vol ", "opus 160k · 48 kHz 16 bit stereo", "URL good until 17:14",
      "● ready",
    ] {
      #expect(screen.contains(part), "\(part)")
    }
  }

  @Test("When all of the song is sent, both the source and the streams say so")
  func sentInFull() {
    for (play, word) in [(PlayerSnapshot.PlayState.play, "playing"), (.pause, "holding")] {
      var state = evening(columns: 200, rows: 55) { $0.state = play }
      let stream = StreamReference(
        id: 7, track: Sample.reference(1, "Paper Harbour - Morning Ferry"), client: "MPD 0.23.12")
      _ = state.update(
        .events([
          .init(
            sequence: 99, date: Sample.now,
            kind: .streamFinished(stream, bytes: 760_000, clientLeft: false))
        ]), now: Sample.now)
      var status = ProxyStatus()
      status.streams.limit = 10
      _ = state.update(.status(status), now: Sample.now)
      #expect(Sample.screen(state).contains("✓ sent in full, 760 kB"))
      let later = Sample.now + 11
      _ = state.update(.tick, now: later)
      _ = state.update(.key(.character("5")), now: later)
      #expect(
        Sample.screen(state, now: later).contains(
          "MPD is \(word) Paper Harbour - Morning Ferry, already sent in full (760 kB)."))
    }
  }

  @Test("Without a song the whole queue is listed, and Enter plays the selected one")
  func stoppedQueue() {
    var state = evening { player in
      player.state = .stop
      player.elapsed = nil
    }
    #expect(state.type("g") == [])
    let screen = Sample.screen(state)
    #expect(
      screen.contains("╭ stopped") && screen.contains("12 songs in the queue. Enter plays the selected"))
    #expect(screen.contains("▸  1 Paper Harbour") && screen.contains("No song is on."))
    #expect(state.type([.enter]) == [.playQueueSong(1)])
  }

  @Test("A queue that the player has restored has the lengths that the library knows")
  func restored() {
    var state = evening { player in
      for place in player.queue.indices { player.queue[place].duration = nil }
      player.duration = nil
    }
    for keys in ["1", "2"] {
      _ = state.type(keys)
      #expect(Sample.screen(state).contains("0:44") && !Sample.screen(state).contains("     ? "), "\(keys)")
    }
    #expect(
      Sample.screen(state).contains("queue · 12 songs · 26:37") && state.facts.player.duration == .seconds(38)
    )
    // The library may be read later than the queue.
    var late = State(size: Size(columns: 80, rows: 24), now: Sample.now)
    _ = late.update(.player(state.facts.player), now: Sample.now)
    var player = state.facts.player
    for place in player.queue.indices { player.queue[place].duration = nil }
    _ = late.update(.player(player), now: Sample.now)
    _ = late.update(.tracks(state.facts.tracks), now: Sample.now)
    #expect(late.facts.player.queue.allSatisfy { $0.duration != nil })
  }

  @Test("A time that would go on is not shown while nothing else moves")
  func paused() {
    let state = evening { $0.state = .pause }
    let screen = Sample.screen(state)
    #expect(
      screen.contains("╭ paused") && screen.contains("URL good until 17:14") && !screen.contains("s ago"))
  }

  @Test("Its keys play, move and remove what comes next, and tell the story of the stream")
  func keys() {
    var state = evening { $0.options = [] }
    #expect(state.type([.enter]) == [.playQueueSong(2)])
    #expect(state.type("jJ") == [.moveQueueSong(id: 3, to: 3)])
    #expect(state.type("g  d") == [.removeQueueSongs([2, 3])])
    #expect(state.type("i") == [] && state.overlay == .stream(7, scroll: 0))
    #expect(Sample.screen(state).contains("resumed at 480 kB"))
  }

  @Test("What is on this machine is shown, in the bar and as a column, and only when it is known")
  func cached() {
    var state = evening()
    _ = state.type("3")
    #expect(!Sample.screen(state).contains("HERE"))
    var row = state.tracks[1]
    row.cachedFraction = 0.42
    _ = state.update(.track(row), now: Sample.now)
    #expect(Sample.screen(state).contains("HERE") && Sample.screen(state).contains(" 42%"))
    row = state.tracks[0]
    row.cachedFraction = 1
    _ = state.update(.track(row), now: Sample.now)
    _ = state.type("1")
    let bar = Sample.screen(state).split(separator: "\n").first { $0.contains("-0:25") }
    #expect(bar.map { $0.contains("▒") && !$0.contains("▒─") } == true)
    row = state.tracks[1]
    row.cachedFraction = 1
    _ = state.update(.track(row), now: Sample.now)
    #expect(Sample.screen(state).contains("● here"))
  }

  @Test("The cursor goes on with the music when it was on the song, and i goes back to it")
  func following() {
    var state = evening()
    _ = state.type("2")
    #expect(state.list.selected == .number(1))
    var player = state.facts.player
    player.songID = 2
    _ = state.update(.player(player), now: Sample.now)
    #expect(state.list.selected == .number(2))
    _ = state.type("jj")
    player.songID = 3
    _ = state.update(.player(player), now: Sample.now)
    #expect(state.list.selected == .number(4))
    _ = state.type("i")
    #expect(state.list.selected == .number(3))
    // What has played is dim.
    let buffer = Sample.renderer.render(state, now: Sample.now).cells
    let row = (0..<36).first { buffer.text(row: $0).contains("Déjà") } ?? 0
    let column = Array(buffer.row(row)).firstIndex { $0.text == "D" } ?? 0
    #expect(buffer[column, row].style.role == .muted)
  }

  @Test("The queue and the library stand side by side on a wide screen, and a click goes where it is made")
  func pair() throws {
    var state = evening(columns: 200, rows: 55)
    _ = state.type("2")
    let screen = Sample.screen(state)
    #expect(screen.contains("╭ queue · 12 songs · 26:37") && screen.contains("╭ library · 12 tracks"))
    let target = try #require(
      state.screen.targets.first { $0.meaning == .inView(.tracks, .select(Sample.row(5))) })
    let click = Key.mouse(MouseEvent(.press, column: target.area.column + 2, row: target.area.row))
    #expect(state.type([click]) == [] && state.tab == .tracks && state.list.selected == Sample.row(5))
    // A narrow screen shows one of them.
    _ = state.update(.resize(Size(columns: 120, rows: 36)), now: Sample.now)
    #expect(!Sample.screen(state).contains("queue · 12"))
  }

  @Test("Columns that are empty give their room away")
  func columns() {
    var state = evening()
    _ = state.type("3")
    #expect(Sample.screen(state).contains("ALBUM"))
    let bare = state.tracks.map { row in
      TrackRow(Track(id: row.id, title: row.title, artist: row.artist), staleAt: nil)
    }
    _ = state.update(.tracks(bare), now: Sample.now)
    let screen = Sample.screen(state)
    for title in ["ALBUM", "FORMAT", "PLAYS", "PLAYED", "HERE"] {
      #expect(!screen.contains(title), "\(title)")
    }
  }

  @Test(
    "The output's format is told in words",
    arguments: [
      ("48000:16:2", "48 kHz 16 bit stereo"), ("44100:f:2", "44.1 kHz float stereo"),
      ("8000:8:1", "8 kHz 8 bit mono"),
      ("96000:24:6", "96 kHz 24 bit 6 channels"), ("dsd64:2", "dsd64:2"), ("", ""), ("::", "::"),
    ])
  func audio(format: String, words: String) {
    #expect(AudioWords.describe(format) == words)
  }
}
