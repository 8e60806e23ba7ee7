import FoundationEssentials
import MPDKit
import TestSupport
import Testing
import TrackKit

@testable import ytmpd_tui

@Suite struct InterruptionTests {
  private static let start = ContinuousClock.now
  private static let songs: [UInt32] = [4, 7, 9]

  private static func interruption(isHeld: Bool = false, word: String = "network") -> Interruption {
    Interruption(
      song: MPDSongID(rawValue: 7), track: TrackReference(id: testVideo("-abcdefghij"), name: "A - B"),
      isHeld: isHeld, failure: FailureClass(word, .surroundings), stoppedAt: start)
  }

  /// The player `seconds` after the program had stopped it.
  private static func snapshot(
    _ state: MPDStatus.State = .stopped, song: UInt32? = 7, queue: [UInt32] = songs, title: String? = nil,
    version: UInt32 = 1, after seconds: Double = 1
  ) -> MPDSnapshot {
    var status = MPDStatus(readAt: start + .seconds(seconds))
    status.state = state
    status.songID = song.map { MPDSongID(rawValue: $0) }
    status.queueVersion = version
    let songs = queue.enumerated().map { place, id in
      MPDSong(uri: "http://x/\(id)", id: MPDSongID(rawValue: id), position: place)
    }
    return MPDSnapshot(status: status, song: nil, queue: songs)
  }

  struct Change: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let snapshot: MPDSnapshot
    let isTouch: Bool
  }

  private static let changes = [
    Change(testDescription: "nothing", snapshot: snapshot(after: 2), isTouch: false),
    Change(
      testDescription: "tags: another version of the same queue", snapshot: snapshot(version: 9, after: 2),
      isTouch: false),
    Change(testDescription: "play", snapshot: snapshot(.playing, after: 2), isTouch: true),
    Change(testDescription: "pause", snapshot: snapshot(.paused, after: 2), isTouch: true),
    Change(testDescription: "another song", snapshot: snapshot(song: 9, after: 2), isTouch: true),
    Change(testDescription: "no song", snapshot: snapshot(song: nil, after: 2), isTouch: true),
    Change(testDescription: "clear", snapshot: snapshot(song: nil, queue: [], after: 2), isTouch: true),
    Change(testDescription: "add", snapshot: snapshot(queue: songs + [11], after: 2), isTouch: true),
    Change(testDescription: "delete", snapshot: snapshot(queue: [4, 7], after: 2), isTouch: true),
    Change(testDescription: "move", snapshot: snapshot(queue: [9, 4, 7], after: 2), isTouch: true),
  ]

  @Test(arguments: changes) func `what a person does ends it`(change: Change) {
    var interruption = Self.interruption()
    let before = interruption.isUntouched(in: Self.snapshot(.playing, after: -1))
    #expect(before, "seen before the stop")
    let first = interruption.isUntouched(in: Self.snapshot())
    #expect(first)
    let then = interruption.isUntouched(in: change.snapshot)
    #expect(then == !change.isTouch)
  }

  @Test func `a player that is not as it was left was touched at once`() {
    for (isHeld, state) in [
      (false, MPDStatus.State.playing), (false, .paused), (true, .stopped), (true, .playing),
    ] {
      var interruption = Self.interruption(isHeld: isHeld)
      let isUntouched = interruption.isUntouched(in: Self.snapshot(state))
      #expect(!isUntouched, "\(state)")
    }
    var gone = Self.interruption()
    let isUntouched = gone.isUntouched(in: Self.snapshot(queue: [4]))
    #expect(!isUntouched)
  }

  @Test func `a song that MPD opens was started by a person`() {
    let interruption = Self.interruption()
    #expect(interruption.isUntouched(byStreamOn: interruption.stoppedOn - 1))
    // MPD was about to open the next song when it was stopped.
    #expect(interruption.isUntouched(byStreamOn: interruption.stoppedOn + 3))
    #expect(!interruption.isUntouched(byStreamOn: interruption.stoppedOn + 3.1))
    // A player that is held may look ahead.
    let held = Self.interruption(isHeld: true)
    #expect(held.isUntouched(byStreamOn: held.stoppedOn + 10))
  }

  @Test func `looks become rarer, and come after the end of a pause of yt-dlp`() {
    func pauses(_ word: String) -> [Duration] {
      var interruption = Self.interruption(word: word)
      return (0..<9).map { _ in
        defer { interruption.lookedInVain() }
        return interruption.pause(refusedFor: nil)
      }
    }
    #expect(pauses("network") == [5, 10, 20, 40, 60, 60, 60, 60, 60].map { .seconds($0) })
    #expect(pauses("bot-check") == [5, 10, 20, 40, 80, 160, 300, 300, 300].map { .seconds($0) })
    #expect(Self.interruption().pause(refusedFor: .seconds(900)) == .seconds(901))
    #expect(Self.interruption().pause(refusedFor: .zero) == .seconds(5))
    var relapse = Self.interruption()
    relapse.continueLooks(after: 2)
    #expect(relapse.pause(refusedFor: nil) == .seconds(20))
  }

  @Test func `music does not begin half a day later`() {
    #expect(!Self.interruption().isOver(at: Self.start + .seconds(12 * 3600)))
    #expect(Self.interruption().isOver(at: Self.start + .seconds(12 * 3600 + 1)))
  }
}
