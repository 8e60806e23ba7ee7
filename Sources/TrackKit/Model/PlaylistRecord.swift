public import FoundationEssentials

/// A playlist of the library, without its entries.
public struct PlaylistSummary: Sendable, Equatable {
  /// The name, without `playlist_prefix`.
  public var name: String
  /// Where it is read from, `nil` for one made by hand.
  public var url: String?
  /// When it was last read to its end.
  public var syncedAt: Date
  /// How many tracks it holds.
  public var count: Int
  /// How many private and deleted entries were left out.
  public var skipped: Int
  /// Who wants it, `nil` for one that an earlier version of the program kept.
  public var origin: PlaylistOrigin?
  /// Why the last try to read it failed, `nil` when it did not.
  public var problem: String?
  /// When it was last tried to read it.
  public var triedAt: Date?
  /// Whether its tracks are to be on this machine for good.
  public var isKept = false
  /// How many of its entries play without a network.
  public var completeCount = 0

  /// A playlist of `count` tracks.
  public init(
    name: String, url: String?, syncedAt: Date, count: Int, skipped: Int, origin: PlaylistOrigin? = nil,
    problem: String? = nil, triedAt: Date? = nil
  ) {
    self.name = name
    self.url = url
    self.syncedAt = syncedAt
    self.count = count
    self.skipped = skipped
    self.origin = origin
    self.problem = problem
    self.triedAt = triedAt
  }
}

/// Who wants a playlist.
public enum PlaylistOrigin: String, Sendable, CaseIterable {
  /// `playlists` in the configuration: it goes when its line does.
  case configured
  /// It was added by its URL.
  case added
  /// The radio of a track: it is replaced when a radio is asked for, not by the timer.
  case radio
  /// A playlist of the account's library, which came with reading the library.
  case library
}

/// A playlist with its tracks in order.
public struct StoredPlaylist: Sendable, Equatable {
  /// What it is.
  public var summary: PlaylistSummary
  /// The tracks in the playlist's order; the same one may occur twice.
  public var tracks: [Track]

  /// A playlist and its tracks.
  public init(summary: PlaylistSummary, tracks: [Track]) {
    self.summary = summary
    self.tracks = tracks
  }
}

/// An entry of a playlist that is no track.
public struct LeftOutEntry: Sendable, Equatable, Codable {
  /// Why it is none.
  public enum Reason: String, Sendable, CaseIterable, Codable {
    /// Only its owner can see it.
    case isPrivate = "private"
    /// It was deleted.
    case deleted
    /// YouTube does not say why.
    case unavailable
    /// It is a premiere or a live stream that has not begun, which has no audio yet.
    case upcoming
    /// It is a live stream that runs at the moment, and has no end yet.
    case live
    /// It is for members of its channel.
    case members
    /// It is for members of YouTube Premium or Music Premium.
    case premium
    /// It is no video: an advertisement, a channel, or a playlist that could not be read.
    case noVideo
  }

  /// The video's id where there is one, else whatever names the entry.
  public var reference: String
  /// What it was called, as long as that is known.
  public var name: String?
  /// Why it was left out.
  public var reason: Reason

  /// An entry that was left out.
  public init(reference: String, name: String? = nil, reason: Reason) {
    self.reference = reference
    self.name = name
    self.reason = reason
  }
}

/// What reading a playlist again changed.
public struct PlaylistChange: Sendable, Equatable {
  /// Tracks it did not hold before.
  public var added = 0
  /// Tracks that left it; they stay in the library.
  public var removed = 0
  /// Whether tracks or their order differ.
  public var isChanged = false

  /// No change.
  public init() {}

  /// The difference between two states of a playlist.
  public init(from old: [VideoID], to new: [VideoID]) {
    isChanged = old != new
    guard isChanged else { return }
    var counts: [VideoID: Int] = [:]
    for id in old { counts[id, default: 0] -= 1 }
    for id in new { counts[id, default: 0] += 1 }
    added = counts.values.reduce(0) { $0 + max($1, 0) }
    removed = counts.values.reduce(0) { $0 + max(-$1, 0) }
  }
}
