/// A list of songs on its way into MPD's queue.
public struct MPDPush: Sendable, Equatable {
  /// One song.
  public struct Entry: Sendable, Equatable {
    /// The URL.
    public var uri: String
    /// What listeners should read.
    public var tags: SongTags

    /// A song and its tags.
    public init(uri: String, tags: SongTags) {
      self.uri = uri
      self.tags = tags
    }
  }

  /// Where the songs go.
  public enum Mode: Sendable, Equatable {
    /// Behind the last song.
    case append
    /// In place of all songs.
    case replace
    /// Behind the current song; in front of all when there is none.
    case insertNext
  }

  /// The songs.
  public var entries: [Entry]
  /// The stored playlist that holds the same songs in the same order; the caller has written it. Only from
  /// there does MPD learn how long songs are before it plays them.
  public var playlist: String?
  /// Where the songs go.
  public var mode: Mode
  /// Which of the songs, from 0, is played afterwards.
  public var playFrom: Int?

  /// Songs for the queue.
  public init(_ entries: [Entry], playlist: String? = nil, mode: Mode = .append, playFrom: Int? = nil) {
    self.entries = entries
    self.playlist = playlist
    self.mode = mode
    self.playFrom = playFrom
  }

  /// The position the first song gets in a queue like this.
  func firstPosition(in status: MPDStatus) -> Int {
    switch mode {
    case .append: status.queueLength
    case .replace: 0
    case .insertNext: status.songPosition.map { $0 + 1 } ?? 0
    }
  }

  /// The push's songs, in their order and side by side, in the end of a queue: the last of such runs.
  func songs(in queue: [MPDSong]) -> [MPDSong]? {
    guard let last = entries.last else { return [] }
    for end in queue.indices.reversed() where queue[end].uri == last.uri {
      let start = end + 1 - entries.count
      guard start >= 0 else { return nil }
      let run = queue[start...end]
      if zip(run, entries).allSatisfy({ $0.uri == $1.uri }) { return Array(run) }
    }
    return nil
  }

  /// The commands the push needs, beside those that read.
  var commands: [String] {
    var commands = playlist == nil ? ["addid"] : ["load", "addid"]
    if entries.contains(where: { $0.tags != SongTags(title: nil) }) {
      commands += ["addtagid", "cleartagid"]
    }
    switch mode {
    case .append: break
    case .insertNext: commands.append("move")
    case .replace: commands += ["stop", "delete", "clear"]
    }
    if playFrom != nil { commands += ["stop", "playid"] }
    return commands
  }
}

/// What became of a push.
public struct MPDPushResult: Sendable, Equatable {
  /// The songs' ids, in the push's order.
  public let ids: [MPDSongID]
  /// The position of the first one.
  public let position: Int
  /// Whether they came by the stored playlist, with their durations.
  public let hasDurations: Bool
  /// Whether MPD was lost half way, and the push was completed when it had come back.
  public var wasResumed = false
}
