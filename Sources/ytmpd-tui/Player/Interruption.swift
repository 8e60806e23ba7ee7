import FoundationEssentials
import MPDKit
import TrackKit

/// Music that the program has stopped, and that goes on when its cause has passed, unless a person has touched the
/// player meanwhile.
struct Interruption: Sendable, Equatable {
  /// What the player looks like, as far as a person changes it. Tags, which the program itself sets, don't count.
  private struct Standing: Sendable, Equatable {
    var state: MPDStatus.State
    var song: MPDSongID?
    var queue: [MPDSongID]

    init(_ snapshot: MPDSnapshot) {
      state = snapshot.status.state
      song = snapshot.status.songID
      queue = snapshot.queue.map(\.id)
    }
  }

  /// The song it goes on with.
  let song: MPDSongID
  /// The track behind it.
  let track: TrackReference
  /// Whether the song was only held, because it sounded.
  let isHeld: Bool
  /// What stopped the music.
  let failure: FailureClass
  /// When the player had been stopped: what was seen of it before says nothing.
  let stoppedAt: ContinuousClock.Instant
  /// The same moment as events tell it.
  let stoppedOn: Date
  /// How often it was looked in vain whether the cause has passed.
  private(set) var tries = 0
  private var standing: Standing?

  /// The first look comes after so long.
  static let firstLook = Duration.seconds(5)
  /// The network comes back at any moment, and asking for it costs little.
  static let longestPauseForNetwork = Duration.seconds(60)
  /// yt-dlp, or a person, needs longer; and each look may be a run of yt-dlp.
  static let longestPause = Duration.seconds(300)
  /// After half a day the listener expects no music.
  static let longest = Duration.seconds(12 * 3600)
  /// What stops again so soon after it went on had not passed: the looks go on at their last pace.
  static let relapseTime = Duration.seconds(600)

  /// The player was stopped.
  ///
  init(
    song: MPDSongID, track: TrackReference, isHeld: Bool, failure: FailureClass,
    stoppedAt: ContinuousClock.Instant = .now, stoppedOn: Date = Date()
  ) {
    self.song = song
    self.track = track
    self.isHeld = isHeld
    self.failure = failure
    self.stoppedAt = stoppedAt
    self.stoppedOn = stoppedOn
  }

  /// Learns what the player looks like.
  ///
  /// - Returns: whether it is as the program left it.
  mutating func isUntouched(in snapshot: MPDSnapshot) -> Bool {
    guard snapshot.status.readAt > stoppedAt else { return true }
    let seen = Standing(snapshot)
    if let standing { return seen == standing }
    standing = seen
    return seen.state == (isHeld ? .paused : .stopped) && seen.queue.contains(song)
  }

  /// How long the song that MPD was about to open when it was stopped may still be heard of, in seconds.
  static let echo = 3.0

  /// Learns that a stream of a song of MPD's queue did something: only a person starts a stopped player. While it waits
  /// for the song MPD may answer nobody, and be stopped again before it is seen to play.
  func isUntouched(byStreamOn date: Date) -> Bool {
    isHeld || date <= stoppedOn.addingTimeInterval(Self.echo)
  }

  /// Whether it has lasted too long.
  func isOver(at now: ContinuousClock.Instant) -> Bool { stoppedAt.duration(to: now) > Self.longest }

  /// How long until the next look.
  ///
  /// - Parameter refusedFor: how long yt-dlp must pause; `nil` when it may run.
  func pause(refusedFor: Duration?) -> Duration {
    let longest =
      ["network", "silence", "proxy", "certificate", "limit"].contains(failure.word)
      ? Self.longestPauseForNetwork : Self.longestPause
    let ordinary = min(Self.firstLook * (1 << min(tries, 10)), longest)
    // A little later than the end of the pause: then this look is the question that ends it.
    return max(ordinary, refusedFor.map { $0 + .seconds(1) } ?? .zero)
  }

  /// What stopped the music before had not really passed when it went on.
  ///
  /// - Parameter tries: how many looks there were.
  mutating func continueLooks(after tries: Int) { self.tries = tries }

  /// A look was in vain.
  mutating func lookedInVain() { tries += 1 }
}
