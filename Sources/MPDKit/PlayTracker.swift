/// Tells from looks at MPD's player which songs were listened to, and for how long.
///
/// Pauses do not count, nor does the time that a song waits for its bytes, as far as MPD's own clock shows it.
public struct PlayTracker: Sendable {
  /// The song that is on, since it last began.
  public struct Play: Sendable, Equatable {
    /// The song.
    public let song: MPDSongID
    /// Its file or URL.
    public let uri: String
    /// When it was first seen to be on.
    public let start: ContinuousClock.Instant
    /// How long it has been heard.
    public fileprivate(set) var heard: Duration = .zero
    /// How long it plays, as far as MPD has learnt it.
    public fileprivate(set) var duration: Duration?
    /// Whether the tracker has told that it counts.
    fileprivate var isCounted = false

    /// Whether it was heard for as good as its whole length.
    public var isWhole: Bool { duration.map { heard >= $0 * 0.9 } ?? false }
  }

  /// What a look at the player shows.
  public enum Finding: Sendable, Equatable {
    /// The song has now been heard for ``PlayTracker/threshold``; once each time it plays.
    case counts(Play)
    /// The song is not on any more; it came to its end, or something else was put on.
    case ended(Play)
  }

  /// How long a song must have been heard to count as played.
  public let threshold: Duration
  /// The song that is on; `nil` while MPD is stopped.
  public private(set) var current: Play?
  private var last: MPDStatus?

  /// A tracker that has seen nothing yet.
  public init(threshold: Duration = .seconds(30)) {
    self.threshold = threshold
  }

  /// Learns of the player at the moment its status was read. To be told of every change.
  public mutating func note(_ status: MPDStatus, song: MPDSong?) -> [Finding] {
    var findings: [Finding] = []
    hear(until: status)
    if let play = countCurrent() { findings.append(.counts(play)) }
    let isOn = status.state != .stopped && status.songID != nil && song != nil
    if let play = current {
      if !isOn || play.song != status.songID || play.uri != song?.uri || hasBegunAgain(status) {
        findings.append(.ended(play))
        current = nil
      }
    }
    if isOn, current == nil, let id = status.songID, let song {
      current = Play(song: id, uri: song.uri, start: status.readAt)
    }
    if isOn, let duration = status.duration ?? song?.duration { current?.duration = duration }
    last = status
    return findings
  }

  /// MPD was lost: what it plays is not known.
  public mutating func forget() {
    current = nil
    last = nil
  }

  /// When the current song will have been heard for ``threshold`` if nothing happens: the moment for another
  /// look at the player. `nil` when none will.
  public func nextLook() -> ContinuousClock.Instant? {
    guard let current, !current.isCounted, let last, last.state == .playing else { return nil }
    return last.readAt + (threshold - current.heard)
  }

  /// Adds what was heard since the last look.
  private mutating func hear(until status: MPDStatus) {
    guard let last, let current, last.state == .playing else { return }
    let time = max(.zero, last.readAt.duration(to: status.readAt))
    var heard = time
    if last.songID == status.songID, let before = last.elapsed, let after = status.elapsed {
      let progress = after - before
      // Less than the time that passed: the song waited for its bytes. More, or backward: a seek.
      if progress >= .zero, progress < time { heard = progress }
    } else if let length = current.duration, let before = last.elapsed, length > before {
      heard = min(time, length - before)
    }
    self.current?.heard = current.heard + heard
  }

  private mutating func countCurrent() -> Play? {
    // MPD's clock and ours may differ by a little at the moment we look again.
    guard let play = current, !play.isCounted, play.heard + .milliseconds(50) >= threshold else { return nil }
    current?.isCounted = true
    return current
  }

  /// Whether the same song came to its end and began again.
  private func hasBegunAgain(_ status: MPDStatus) -> Bool {
    guard let last, last.songID == status.songID, last.state == .playing, let length = last.duration,
      let before = last.elapsed, let after = status.elapsed, after < before
    else { return false }
    let reached = before + last.readAt.duration(to: status.readAt)
    return reached >= length - .seconds(1)
  }
}
