import CMPDClient

/// How MPD's sound leaves it, besides the volume.
public struct MPDSound: Sendable, Equatable {
  /// A way out.
  public struct Output: Sendable, Equatable, Identifiable {
    /// MPD's number for it.
    public var id: Int
    /// Its name in mpd.conf.
    public var name: String
    /// Whether it plays.
    public var isOn: Bool
  }

  /// What levels the loudness of songs.
  public enum ReplayGain: String, Sendable, CaseIterable {
    /// Nothing.
    case off
    /// What each song's tags say of the song.
    case track
    /// What each song's tags say of its album.
    case album
    /// `track` in random order, else `album`.
    case auto
  }

  /// The ways out.
  public var outputs: [Output] = []
  /// What levels songs; `nil` for an MPD that does not say.
  public var replayGain: ReplayGain?
  /// For how many seconds a song fades into the next.
  public var crossfade = 0
  /// The names of the partitions.
  public var partitions: [String] = []
  /// The one whose sound this is.
  public var partition = MPDConnection.defaultPartition
}

extension MPDConnection {
  /// How the sound leaves MPD.
  func sound() throws(MPDError) -> MPDSound {
    var sound = MPDSound()
    try send("outputs")
    try receive("outputs") { pair in
      let value = String(cString: pair.pointee.value)
      switch String(cString: pair.pointee.name) {
      case "outputid": sound.outputs.append(.init(id: Int(value) ?? 0, name: "", isOn: false))
      case "outputname":
        if !sound.outputs.isEmpty { sound.outputs[sound.outputs.count - 1].name = value }
      case "outputenabled":
        if !sound.outputs.isEmpty { sound.outputs[sound.outputs.count - 1].isOn = value == "1" }
      default: break
      }
    }
    sound.replayGain = try values("replay_gain_mode", of: "replay_gain_status").first.flatMap(
      MPDSound.ReplayGain.init)
    // MPD leaves it out when it is 0.
    sound.crossfade = try values("xfade", of: "status").first.flatMap { Int($0) } ?? 0
    sound.partitions = try partitions()
    sound.partition = home
    return sound
  }
}

extension MPDClient {
  /// How the sound leaves MPD.
  public func sound() throws(MPDError) -> MPDSound {
    try perform { connection throws(MPDError) in try connection.sound() }
  }

  /// Switches a way out on or off.
  public func setOutput(_ id: Int, isOn: Bool) throws(MPDError) {
    try command(isOn ? "enableoutput" : "disableoutput", "\(id)")
  }

  /// Chooses what levels songs.
  public func setReplayGain(_ mode: MPDSound.ReplayGain) throws(MPDError) {
    try command("replay_gain_mode", mode.rawValue)
  }

  /// Has songs fade into the next for so many seconds; 0 for not at all.
  public func setCrossfade(_ seconds: Int) throws(MPDError) {
    try command("crossfade", "\(max(0, seconds))")
  }
}
