import Testing

@testable import MPDKit

/// What is read out of looks at the player: what comes next, what came before, what was listened to.
@Suite struct PlaybackModelTests {
  static let start = ContinuousClock.now

  static func id(_ number: Int) -> MPDSongID { MPDSongID(rawValue: UInt32(number)) }

  static func song(_ number: Int, at position: Int, seconds: Int? = 100) -> MPDSong {
    MPDSong(uri: "u\(number)", id: id(number), position: position, duration: seconds.map { .seconds($0) })
  }

  // MARK: Upcoming

  struct Upcoming: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let expected: [Int]
    let change: @Sendable (inout MPDStatus) -> Void
  }

  /// A queue of the songs 10 to 14, the second of which plays.
  static let upcoming: [Upcoming] = [
    Upcoming(testDescription: "in order", expected: [12, 13]) { _ in },
    Upcoming(testDescription: "stopped", expected: []) { $0.state = .stopped },
    Upcoming(testDescription: "paused", expected: [12, 13]) { $0.state = .paused },
    Upcoming(testDescription: "no current song", expected: []) { $0.songPosition = nil },
    Upcoming(testDescription: "near the end", expected: [14]) { $0.songPosition = 3 },
    Upcoming(testDescription: "at the end", expected: []) { $0.songPosition = 4 },
    Upcoming(testDescription: "at the end, repeating", expected: [10, 11]) {
      $0.songPosition = 4
      $0.isRepeating = true
    },
    Upcoming(testDescription: "single", expected: []) { $0.single = .on },
    Upcoming(testDescription: "single, once", expected: []) { $0.single = .oneShot },
    Upcoming(testDescription: "single, repeating", expected: [11]) {
      $0.single = .on
      $0.isRepeating = true
    },
    Upcoming(testDescription: "random", expected: [14]) {
      $0.isRandom = true
      $0.nextSongID = id(14)
    },
    Upcoming(testDescription: "random, the last", expected: []) { $0.isRandom = true },
    Upcoming(testDescription: "consume", expected: [12, 13]) { $0.isConsuming = true },
    Upcoming(testDescription: "a status newer than the queue", expected: []) { $0.songPosition = 9 },
  ]

  @Test(arguments: upcoming)
  func theNextSongs(_ row: Upcoming) {
    var status = MPDStatus(readAt: Self.start)
    status.state = .playing
    status.songPosition = 1
    status.elapsed = .seconds(30)
    status.duration = .seconds(100)
    row.change(&status)
    let queue = (0..<5).map { Self.song(10 + $0, at: $0) }
    let snapshot = MPDSnapshot(status: status, song: queue[1], queue: queue)
    #expect(snapshot.upcoming(2, at: Self.start).map(\.song.id) == row.expected.map(Self.id))
    #expect(snapshot.upcoming(0, at: Self.start).isEmpty)
  }

  @Test func theyStartOneAfterTheOther() {
    var status = MPDStatus(readAt: Self.start)
    status.state = .playing
    status.songPosition = 0
    status.elapsed = .seconds(30)
    status.duration = .seconds(100)
    var queue = (0..<4).map { Self.song($0, at: $0) }
    queue[2].duration = nil
    let snapshot = MPDSnapshot(status: status, song: queue[0], queue: queue)
    let later = Self.start + .seconds(20)
    #expect(snapshot.upcoming(3, at: later).map(\.startsIn) == [.seconds(50), .seconds(150), .seconds(150)])
    status.state = .paused
    let paused = MPDSnapshot(status: status, song: queue[0], queue: queue)
    #expect(paused.upcoming(3, at: later).map(\.startsIn) == [nil, nil, nil])
  }

  // MARK: Plays

  /// A look at the player.
  struct Look {
    var at: Double
    var song: Int? = 1
    var state = MPDStatus.State.playing
    var elapsed: Double
    var length: Int? = 100
  }

  struct Plays: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let looks: @Sendable () -> [Look]
    /// `c` for a song that counts, `e` for one that has ended, each with its number and the seconds heard.
    let expected: [String]
  }

  static let plays: [Plays] = [
    Plays(
      testDescription: "thirty seconds",
      looks: {
        [
          Look(at: 0, elapsed: 0), Look(at: 29, elapsed: 29), Look(at: 30, elapsed: 30),
          Look(at: 60, elapsed: 60),
        ]
      },
      expected: ["c1 30"]),
    Plays(
      testDescription: "skipped before",
      looks: { [Look(at: 0, elapsed: 0), Look(at: 20, song: 2, elapsed: 0)] }, expected: ["e1 20"]),
    Plays(
      testDescription: "pauses don't count",
      looks: {
        [
          Look(at: 0, elapsed: 0), Look(at: 20, state: .paused, elapsed: 20),
          Look(at: 500, state: .playing, elapsed: 20), Look(at: 509, elapsed: 29), Look(at: 510, elapsed: 30),
        ]
      }, expected: ["c1 30"]),
    Plays(
      testDescription: "waiting for bytes doesn't count",
      looks: { [Look(at: 0, elapsed: 0), Look(at: 40, elapsed: 5), Look(at: 65, elapsed: 30)] },
      expected: ["c1 30"]),
    Plays(
      testDescription: "seeking forward is not listening",
      looks: { [Look(at: 0, elapsed: 0), Look(at: 5, elapsed: 90), Look(at: 9, song: 2, elapsed: 0)] },
      expected: ["e1 9"]),
    Plays(
      testDescription: "seeking back takes nothing away",
      looks: { [Look(at: 0, elapsed: 3), Look(at: 20, elapsed: 0), Look(at: 30, elapsed: 10)] },
      expected: ["c1 30"]),
    Plays(
      testDescription: "a song that starts again is another play",
      looks: {
        [
          Look(at: 0, elapsed: 0, length: 40), Look(at: 30, elapsed: 30, length: 40),
          Look(at: 40, elapsed: 0, length: 40), Look(at: 70, elapsed: 30, length: 40),
        ]
      }, expected: ["c1 30", "e1 40", "c1 30"]),
    Plays(
      testDescription: "the end of the song bounds it, however late the look",
      looks: { [Look(at: 0, elapsed: 0, length: 20), Look(at: 90, song: 2, elapsed: 0)] }, expected: ["e1 20"]
    ),
    Plays(
      testDescription: "stopped",
      looks: { [Look(at: 0, elapsed: 0), Look(at: 35, song: nil, state: .stopped, elapsed: 0)] },
      expected: ["c1 35", "e1 35"]),
    Plays(
      testDescription: "a song of unknown length",
      looks: { [Look(at: 0, elapsed: 0, length: nil), Look(at: 31, elapsed: 31, length: nil)] },
      expected: ["c1 31"]),
    Plays(
      testDescription: "one that was paused all the time",
      looks: {
        [
          Look(at: 0, state: .paused, elapsed: 0), Look(at: 900, state: .paused, elapsed: 0),
          Look(at: 901, song: 2, state: .paused, elapsed: 0),
        ]
      }, expected: ["e1 0"]),
  ]

  @Test(arguments: plays)
  func whatWasListenedTo(_ row: Plays) {
    var tracker = PlayTracker()
    var found: [String] = []
    for look in row.looks() {
      var status = MPDStatus(readAt: Self.start + .seconds(look.at))
      status.state = look.state
      status.songID = look.song.map(Self.id)
      if look.state != .stopped {
        status.elapsed = .seconds(look.elapsed)
        status.duration = look.length.map { .seconds($0) }
      }
      let song = look.song.map { Self.song($0, at: 0, seconds: look.length) }
      for finding in tracker.note(status, song: song) {
        switch finding {
        case .counts(let play): found.append("c\(play.song) \(play.heard.components.seconds)")
        case .ended(let play): found.append("e\(play.song) \(play.heard.components.seconds)")
        }
      }
    }
    #expect(found == row.expected)
  }

  @Test func theNextLookIsWhenItCounts() {
    var tracker = PlayTracker()
    #expect(tracker.nextLook() == nil)
    var status = MPDStatus(readAt: Self.start)
    status.state = .playing
    status.songID = Self.id(1)
    status.elapsed = .zero
    _ = tracker.note(status, song: Self.song(1, at: 0))
    #expect(tracker.nextLook() == Self.start + .seconds(30))
    status.readAt = Self.start + .seconds(10)
    status.elapsed = .seconds(10)
    status.state = .paused
    _ = tracker.note(status, song: Self.song(1, at: 0))
    #expect(tracker.nextLook() == nil)
    status.readAt = Self.start + .seconds(100)
    status.state = .playing
    _ = tracker.note(status, song: Self.song(1, at: 0))
    #expect(tracker.nextLook() == Self.start + .seconds(120))
    status.readAt = Self.start + .seconds(120)
    status.elapsed = .seconds(30)
    let findings = tracker.note(status, song: Self.song(1, at: 0)).count
    #expect(findings == 1)
    #expect(tracker.nextLook() == nil)
    tracker.forget()
    #expect(tracker.current == nil && tracker.nextLook() == nil)
  }

  @Test func historyGoesBackAsFarAsTheQueueAllows() {
    var history = SongHistory()
    let queue = (1...5).map { Self.song($0, at: $0 - 1) }
    /// Goes back, and MPD plays that.
    func back(in queue: [MPDSong]) -> MPDSongID? {
      let song = history.goBack(in: queue)
      history.note(song)
      return song
    }
    let nothing = back(in: queue)
    #expect(nothing == nil)
    for number in [1, 2, 3, 4] { history.note(Self.id(number)) }
    history.note(nil)
    history.note(Self.id(4))
    // The song before the third has left the queue.
    let left = queue.filter { $0.id != Self.id(2) }
    let songs = [back(in: queue), back(in: left), back(in: left)]
    #expect(songs == [Self.id(3), Self.id(1), nil])
    history.note(Self.id(5))
    let before = back(in: queue)
    #expect(before == Self.id(1))
    for number in 100..<1000 { history.note(Self.id(number)) }
    let last = back(in: [Self.song(998, at: 0)])
    #expect(last == Self.id(998))
  }
}
