/// How the player's sound leaves it, besides the volume.
public struct PlayerSound: Sendable, Equatable, Codable {
  /// A way out.
  public struct Output: Sendable, Equatable, Identifiable, Codable {
    /// The player's number for it.
    public var id: Int
    /// Its name.
    public var name: String
    /// Whether it plays.
    public var isOn: Bool

    /// A way out.
    public init(id: Int, name: String, isOn: Bool) {
      self.id = id
      self.name = name
      self.isOn = isOn
    }
  }

  /// What levels the loudness of songs.
  public enum ReplayGain: String, Sendable, CaseIterable, Codable {
    /// Nothing.
    case off
    /// What a song's tags say of the song.
    case track
    /// What a song's tags say of its album.
    case album
    /// The one that fits the order of the songs.
    case auto
  }

  /// The partition that there always is.
  public static let firstPartition = "default"

  /// The ways out.
  public var outputs: [Output]
  /// What levels songs; `nil` for a player that does not say.
  public var replayGain: ReplayGain?
  /// For how many seconds a song fades into the next.
  public var crossfade: Int
  /// The names of the player's partitions.
  public var partitions: [String]
  /// The one that is shown and commanded.
  public var partition: String

  /// How the sound leaves a player.
  public init(
    outputs: [Output] = [], replayGain: ReplayGain? = nil, crossfade: Int = 0, partitions: [String] = [],
    partition: String = PlayerSound.firstPartition
  ) {
    self.outputs = outputs
    self.replayGain = replayGain
    self.crossfade = crossfade
    self.partitions = partitions
    self.partition = partition
  }

  /// What can be changed, one a line.
  enum Entry: Sendable, Equatable {
    case output(Output)
    case replayGain(ReplayGain)
    case crossfade(seconds: Int)
    case partition(String, isShown: Bool)
  }

  /// What can be changed.
  var entries: [Entry] {
    outputs.map(Entry.output) + (replayGain.map { [.replayGain($0)] } ?? [])
      + [.crossfade(seconds: crossfade)]
      // Where there is but one there is nothing to change.
      + (partitions.count < 2 ? [] : partitions.map { .partition($0, isShown: $0 == partition) })
  }
}
