import CMPDClient

/// What MPD's player is doing.
public struct MPDStatus: Sendable, Equatable {
  /// Playing or not.
  public enum State: String, Sendable {
    /// Nothing is playing.
    case stopped
    /// A song is playing.
    case playing
    /// A song is held.
    case paused
  }

  /// What `single` makes of the end of a song.
  public enum Single: String, Sendable {
    /// Go on.
    case off
    /// Stop, or play the song again with `repeat`.
    case on
    /// `on` for this song only.
    case oneShot
  }

  /// The form of the sound as it leaves the decoder.
  public struct AudioFormat: Sendable, Hashable, CustomStringConvertible {
    /// Samples a second.
    public let sampleRate: UInt32
    /// The bits of a sample, or `f` for floating point, `dsd` for DSD.
    public let sampleFormat: String
    /// The number of channels.
    public let channels: UInt8

    /// As MPD writes it: `48000:f:2`.
    public var description: String { "\(sampleRate):\(sampleFormat):\(channels)" }
  }

  /// Playing or not.
  public var state: State = .stopped
  /// Volume in per cent; `nil` when no output has a mixer.
  public var volume: Int?
  /// Whether the queue starts again at its end.
  public var isRepeating = false
  /// Whether songs come in random order.
  public var isRandom = false
  /// What happens at the end of a song.
  public var single: Single = .off
  /// Whether played songs leave the queue.
  public var isConsuming = false
  /// The number of songs in the queue.
  public var queueLength = 0
  /// Grows with every change of the queue.
  public var queueVersion: UInt32 = 0
  /// The current song's place in the queue, from 0.
  public var songPosition: Int?
  /// The current song.
  public var songID: MPDSongID?
  /// The place of the song that comes next, with `random` and `single` taken into account.
  public var nextSongPosition: Int?
  /// The song that comes next.
  public var nextSongID: MPDSongID?
  /// How much of the current song had been played at ``readAt``.
  public var elapsed: Duration?
  /// The length of the current song, whole seconds.
  public var duration: Duration?
  /// The bit rate, in kbit/s, as the decoder sees it now.
  public var bitrate: Int?
  /// The form of the sound.
  public var audioFormat: AudioFormat?
  /// MPD's last error, until it is cleared or something plays.
  public var error: String?
  /// Whether MPD reads its music directory again.
  public var isUpdatingDatabase = false
  /// When this was read.
  public var readAt: ContinuousClock.Instant

  /// A stopped player with an empty queue.
  public init(readAt: ContinuousClock.Instant = .now) { self.readAt = readAt }

  /// How much of the song has been played at `instant`, if nothing happened since ``readAt``: MPD does not
  /// tell while a song plays on.
  public func elapsed(at instant: ContinuousClock.Instant) -> Duration? {
    guard let elapsed else { return nil }
    guard state == .playing else { return elapsed }
    let now = elapsed + max(.zero, readAt.duration(to: instant))
    return duration.map { min($0, now) } ?? now
  }
}

extension MPDStatus {
  /// Copies what libmpdclient parsed.
  init(_ status: OpaquePointer) {
    self.init()
    state =
      switch mpd_status_get_state(status) {
      case MPD_STATE_PLAY: .playing
      case MPD_STATE_PAUSE: .paused
      default: .stopped
      }
    let volume = mpd_status_get_volume(status)
    self.volume = volume >= 0 ? Int(volume) : nil
    isRepeating = mpd_status_get_repeat(status)
    isRandom = mpd_status_get_random(status)
    single =
      switch mpd_status_get_single_state(status) {
      case MPD_SINGLE_ON: .on
      case MPD_SINGLE_ONESHOT: .oneShot
      default: .off
      }
    isConsuming = mpd_status_get_consume(status)
    queueLength = Int(mpd_status_get_queue_length(status))
    queueVersion = mpd_status_get_queue_version(status)
    songPosition = Self.position(mpd_status_get_song_pos(status))
    songID = Self.position(mpd_status_get_song_id(status)).map { MPDSongID(rawValue: UInt32($0)) }
    nextSongPosition = Self.position(mpd_status_get_next_song_pos(status))
    nextSongID = Self.position(mpd_status_get_next_song_id(status)).map { MPDSongID(rawValue: UInt32($0)) }
    if state != .stopped {
      elapsed = .milliseconds(mpd_status_get_elapsed_ms(status))
      let total = mpd_status_get_total_time(status)
      duration = total > 0 ? .seconds(total) : nil
      let rate = mpd_status_get_kbit_rate(status)
      bitrate = rate > 0 ? Int(rate) : nil
      audioFormat = mpd_status_get_audio_format(status).map { AudioFormat($0.pointee) }
    }
    error = mpd_status_get_error(status).map { String(cString: $0) }
    isUpdatingDatabase = mpd_status_get_update_id(status) > 0
  }

  private static func position(_ number: Int32) -> Int? { number >= 0 ? Int(number) : nil }
}

extension MPDStatus.AudioFormat {
  init(_ format: mpd_audio_format) {
    sampleRate = format.sample_rate
    sampleFormat =
      switch Int(format.bits) {
      case Int(MPD_SAMPLE_FORMAT_FLOAT): "f"
      case Int(MPD_SAMPLE_FORMAT_DSD): "dsd"
      case Int(MPD_SAMPLE_FORMAT_UNDEFINED): "*"
      default: String(format.bits)
      }
    channels = format.channels
  }
}
