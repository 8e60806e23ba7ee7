public import FoundationEssentials
public import TrackKit

/// What a player said of itself at one moment.
public struct PlayerSnapshot: Sendable, Equatable, Codable {
  /// What the player is doing.
  public enum PlayState: String, Sendable, Codable {
    /// It plays.
    case play
    /// It is paused.
    case pause
    /// It is stopped.
    case stop
    /// Not known yet.
    case unknown
  }

  /// What changes the order of songs.
  public enum Option: String, Sendable, Hashable, CaseIterable, Codable {
    /// The queue starts again at its end.
    case `repeat`
    /// Songs come in random order.
    case random
    /// Playing ends with the song.
    case single
    /// Played songs leave the queue.
    case consume
  }

  /// One song of the queue.
  public struct QueueSong: Sendable, Equatable, Identifiable, Codable {
    /// MPD's song id, which stays the same when the queue moves.
    public var id: UInt32
    /// The artist.
    public var artist: String?
    /// The title, or what is known in its place.
    public var title: String
    /// The album.
    public var album: String?
    /// How long it plays.
    public var duration: Duration?
    /// The track, when the song's URL is one of ours.
    public var videoID: VideoID?

    /// A song; what is not given is not known.
    public init(
      id: UInt32, artist: String? = nil, title: String, album: String? = nil, duration: Duration? = nil,
      videoID: VideoID? = nil
    ) {
      self.id = id
      self.artist = artist
      self.title = title
      self.album = album
      self.duration = duration
      self.videoID = videoID
    }

    /// `Artist - Title`, or the title alone.
    public var displayName: String { Wording.name(artist: artist, title: title) }
  }

  /// What the player is called on the screen.
  public var name = "MPD"
  /// Whether there is a connection.
  public var connected = false
  /// Where the player is, or should be.
  public var address = ""
  /// The player's version.
  public var version: String?
  /// Why there is no connection.
  public var problem: String?
  /// What it is doing.
  public var state = PlayState.unknown
  /// The song's artist.
  public var artist: String?
  /// The song's title, `nil` when there is no song.
  public var title: String?
  /// The id of the song in the queue.
  public var songID: UInt32?
  /// How much of the song had been played at ``takenAt``.
  public var elapsed: Duration?
  /// How long the song plays.
  public var duration: Duration?
  /// The song's bit rate in kbit/s.
  public var bitrate: Int?
  /// The output's format in MPD's words, such as `48000:f:2`.
  public var audioFormat: String?
  /// The volume in percent, `nil` without a mixer.
  public var volume: Int?
  /// The options that are on.
  public var options: Set<Option> = []
  /// The queue in its order.
  public var queue: [QueueSong] = []
  /// When the player said so.
  public var takenAt: Date

  /// A player that has not reported yet.
  public init(takenAt: Date) { self.takenAt = takenAt }

  /// `Artist - Title`, or the title alone; `nil` when there is no song.
  public var displayName: String? {
    title.map { Wording.name(artist: artist, title: $0) }
  }

  /// How much of the song has been played by `now`, never more than its duration.
  public func elapsed(now: Date) -> Duration? {
    guard let elapsed else { return nil }
    guard connected, state == .play else { return elapsed }
    let moved = elapsed + .seconds(max(0, now.timeIntervalSince(takenAt)))
    return duration.map { min(moved, $0) } ?? moved
  }

  /// Whether a song is on, played or paused.
  var hasSong: Bool { connected && (state == .play || state == .pause) && title != nil }

  /// Where the song is in the queue.
  var songPlace: Int? {
    guard connected, let songID else { return nil }
    return queue.firstIndex { $0.id == songID }
  }
}
