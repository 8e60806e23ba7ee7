import CMPDClient

/// The parts of MPD that tell when they change.
public struct MPDSubsystems: OptionSet, Sendable, Hashable {
  /// libmpdclient's bits.
  public let rawValue: UInt32
  /// The parts with these bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The music database.
  public static let database = MPDSubsystems(rawValue: MPD_IDLE_DATABASE.rawValue)
  /// The stored playlists.
  public static let storedPlaylists = MPDSubsystems(rawValue: MPD_IDLE_STORED_PLAYLIST.rawValue)
  /// The queue, its songs' tags included.
  public static let queue = MPDSubsystems(rawValue: MPD_IDLE_QUEUE.rawValue)
  /// Play, pause, stop, seek, another song, new tags of the current one.
  public static let player = MPDSubsystems(rawValue: MPD_IDLE_PLAYER.rawValue)
  /// The volume.
  public static let mixer = MPDSubsystems(rawValue: MPD_IDLE_MIXER.rawValue)
  /// The outputs.
  public static let outputs = MPDSubsystems(rawValue: MPD_IDLE_OUTPUT.rawValue)
  /// Repeat, random, single, consume.
  public static let options = MPDSubsystems(rawValue: MPD_IDLE_OPTIONS.rawValue)
  /// The partitions there are; from MPD 0.22 on.
  public static let partitions = MPDSubsystems(rawValue: MPD_IDLE_PARTITION.rawValue)
  /// The start and end of a database update.
  public static let update = MPDSubsystems(rawValue: MPD_IDLE_UPDATE.rawValue)
}

extension MPDConnection {
  /// Begins to wait for a change of these parts: MPD answers when something happens.
  func sendIdle(_ subsystems: MPDSubsystems) throws(MPDError) {
    // An older MPD refuses words it does not know.
    let known = version < .partitions ? subsystems.subtracting(.partitions) : subsystems
    try send("idle", known.names)
    try flush("idle")
  }

  /// Has MPD answer `idle` at once.
  func sendNoIdle() throws(MPDError) {
    try send("noidle")
    try flush("noidle")
  }

  /// What has changed, when MPD has answered.
  func receiveIdle() throws(MPDError) -> MPDSubsystems {
    var changed: MPDSubsystems = []
    try receive("idle") { pair in
      guard pair.isNamed("changed") else { return }
      changed.formUnion(MPDSubsystems(rawValue: cmpdclient_idle_bit(pair.pointee.value)))
    }
    return changed
  }
}

extension MPDSubsystems {
  /// MPD's words for them.
  fileprivate var names: [String] {
    (0..<UInt32.bitWidth).compactMap { bit in
      let part = rawValue & (1 << bit)
      return part == 0 ? nil : cmpdclient_idle_name(part).map { String(cString: $0) }
    }
  }
}
