import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

/// What the bar may name, compared with what the command then does, in every view and whatever the rows are.
@Suite("What a command would do")
struct CommandAvailabilityTests {
  /// Something that makes a difference to what commands do.
  struct Situation: Sendable, CustomTestStringConvertible {
    let name: String
    let prepare: @Sendable (inout State) -> Void
    var testDescription: String { name }

    init(_ name: String, _ prepare: @escaping @Sendable (inout State) -> Void) {
      self.name = name
      self.prepare = prepare
    }

    /// Messages that the dashboard gets.
    init(_ name: String, _ messages: [Message]) {
      self.init(name) { state in
        for message in messages { _ = state.update(message, now: Sample.now) }
      }
    }

    /// A player that differs from the usual one.
    init(player name: String, _ change: @escaping @Sendable (inout PlayerSnapshot) -> Void) {
      self.init(name) { state in
        var player = state.facts.player
        change(&player)
        _ = state.update(.player(player), now: Sample.now)
      }
    }

    /// Gauges that differ from the usual ones.
    init(gauges name: String, _ change: @escaping @Sendable (inout ProxyStatus) -> Void) {
      self.init(name) { state in
        var status = state.facts.gauges
        change(&status)
        _ = state.update(.status(status), now: Sample.now)
      }
    }

    /// Keys that are pressed. What is on the screen makes no difference, so it is not painted.
    init(keys: String) {
      self.init("after \(keys)") { state in
        for key in keys { _ = state.update(.key(key == "\n" ? .enter : .character(key)), now: Sample.now) }
      }
    }
  }

  private static let foreign = PlayerSnapshot.QueueSong(id: 90, title: "local.flac")

  /// What the dashboard was told.
  static let worlds: [Situation] = [
    Situation("a good evening", []),
    Situation(
      "nothing was ever added",
      [
        .tracks([]), .playlists([]), .player(PlayerSnapshot(takenAt: Sample.now)), .problems([]),
      ]),
    Situation("an empty library, but playlists", [.tracks([])]),
    Situation("no playlists", [.playlists([])]),
    Situation(
      "an empty playlist",
      [
        .playlists([.init(name: "Demo", trackCount: 0)]),
        .playlist(.init(name: "Demo", tracks: [], leftOut: [])),
      ]),
    Situation(
      "a playlist of left-out entries",
      [
        .playlist(
          .init(name: "Demo", tracks: [], leftOut: [LeftOutEntry(reference: "track-10091", reason: .deleted)])
        )
      ]),
    Situation(player: "no player") { $0.connected = false },
    Situation(player: "no player, which has said nothing") { $0 = PlayerSnapshot(takenAt: Sample.now) },
    Situation(player: "paused") { $0.state = .pause },
    Situation(player: "stopped") { ($0.state, $0.songID, $0.title) = (.stop, nil, nil) },
    Situation(player: "an empty queue") { ($0.state, $0.songID, $0.title, $0.queue) = (.stop, nil, nil, []) },
    Situation(player: "the last song") { $0.songID = $0.queue.last?.id },
    Situation(player: "no mixer") { $0.volume = nil },
    Situation(player: "songs that are not ours") { player in
      player.queue = [foreign]
      player.songID = 90
    },
    Situation(player: "a song that is not ours is next") { $0.queue.insert(foreign, at: 1) },
    Situation(gauges: "no cache") { $0.cache.state = .off },
    Situation(gauges: "a cache") { $0.cache.state = .ok },
    Situation(gauges: "no URL is stale") {
      $0.tracks = .init(total: 12, fresh: 12, expired: 0, unresolved: 0)
    },
    Situation(gauges: "the streams have ended") { $0.streams.list = [] },
    Situation("streams that ended long ago") { state in
      var status = state.facts.gauges
      status.streams.list = []
      _ = state.update(.status(status), now: Sample.now - 60)
      _ = state.update(.tick, now: Sample.now)
    },
    Situation(
      "an event without a track",
      [
        .events([.init(sequence: 90, date: Sample.now, kind: .mpdTagged(songs: 3))])
      ]),
    Situation("a search under way") { _ = $0.search("rain", now: Sample.now) },
    Situation("a search that found nothing", [.searchResults(SearchResults(words: "zzz", hits: []))]),
    Situation("long work", [.progress(WorkProgress(id: 3, title: "adding", done: 1))]),
    Situation(
      "something to undo, and problems",
      [
        .undoable("clear"), .problems([.init(part: "yt-dlp", problem: "too old", cure: "renew it")]),
      ]),
    Situation("a dashboard that can be detached", [.session(Session(ownsStreams: true, canDetach: true))]),
  ]

  /// An evening on a narrow screen, and on a wide one.
  private static let evenings = [80, 200].map { ($0, Sample.evening(columns: $0, rows: 36)) }

  /// What a person did then.
  static let deeds = [
    "", "G", "\n", "\nG", "f", "e", "t", " ", " G", "s", "S", "/zzz\n", "/zzz\n ", " /zzz\n", "/a\n",
  ]

  @Test(
    "A command that can be named does something, and one that is refused is not named", arguments: worlds,
    Tab.allCases)
  func named(world: Situation, tab: Tab) {
    for (columns, evening) in Self.evenings {
      for deed in Self.deeds {
        var state = evening
        world.prepare(&state)
        Situation(keys: String(tab.digit) + deed).prepare(&state)
        // What asks a question, or waits for text, has keys of its own.
        switch state.overlay {
        case nil, .stream, .details: break
        default: continue
        }
        for command in Self.commands(over: state.overlay) where command != .show(tab) {
          let (isDone, why) = Self.outcome(of: command, in: state)
          let place = "\(command.name) with \(world.name) after '\(deed)' in \(tab.title) at \(columns)"
          if state.can(command, now: Sample.now) {
            #expect(isDone, "\(place): \(why ?? "nothing happens")")
          } else if Self.isNamed(command, in: tab) {
            #expect(!isDone || Self.isSparedOut(command), "\(place) would do something")
          }
        }
      }
    }
  }

  /// They have an end, and say nothing there; the bar names none of them.
  private static let moves: Set<Command> = [
    .up, .down, .pageUp, .pageDown, .first, .last, .nextMatch, .previousMatch, .clear, .redraw,
    // There is but one theme here.
    .nextTheme,
  ]

  private static func isNamed(_ command: Command, in tab: Tab) -> Bool {
    let hints = StandardViews.all.first { $0.tab == tab }?.keyHints ?? []
    return (KeyBar.commands + hints.map(\.command)).contains(command)
  }

  /// What lies over a view has keys of its own, and names few.
  private static func commands(over overlay: Overlay?) -> [Command] {
    switch overlay {
    case .stream: [.refresh, .push, .copy]
    default: Command.allCases.filter { !moves.contains($0) }
    }
  }

  /// What would be for rows that are to come, and what the player takes and does nothing for.
  private static func isSparedOut(_ command: Command) -> Bool {
    [.filter, .sort, .refreshExpired, .togglePause, .next, .previous].contains(command)
  }

  /// Carries a command out on a copy.
  ///
  /// - Returns: whether something is done or shown that is more than a sentence, and the sentence.
  private static func outcome(of command: Command, in state: State) -> (isDone: Bool, why: String?) {
    var before = state
    before.toast = nil
    if case .details = before.overlay { before.overlay = nil }
    var after = before
    let effects = after.perform(command, now: Sample.now)
    let isDone =
      !effects.isEmpty || after.overlay != before.overlay || after.tab != before.tab
      || after.list != before.list || after.theme != before.theme
    return (isDone && after.toast?.severity != .warning, after.toast?.text)
  }
}
