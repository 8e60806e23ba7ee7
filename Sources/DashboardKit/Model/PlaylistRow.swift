public import FoundationEssentials

/// A playlist as the list shows it.
public struct PlaylistRow: Sendable, Equatable, Identifiable, Codable {
  /// The name, without the prefix.
  public var name: String
  /// How many tracks it holds.
  public var trackCount: Int
  /// Where it comes from, when a configuration names it.
  public var source: String?
  /// How many private and deleted entries were left out.
  public var skipped: Int
  /// When it was last read, `nil` for never.
  public var syncedAt: Date?
  /// How many of its tracks play without a network.
  public var completeCount: Int
  /// Whether its tracks are to be on this machine for good.
  public var isKept: Bool

  /// A playlist.
  public init(
    name: String, trackCount: Int, source: String? = nil, skipped: Int = 0, syncedAt: Date? = nil,
    completeCount: Int = 0, isKept: Bool = false
  ) {
    self.name = name
    self.trackCount = trackCount
    self.source = source
    self.skipped = skipped
    self.syncedAt = syncedAt
    self.completeCount = completeCount
    self.isKept = isKept
  }

  /// How many of its tracks are here, and whether it is kept, for a narrow column.
  func cachedText(_ glyphs: Glyphs) -> String {
    guard isKept || completeCount > 0 else { return "" }
    return (isKept ? glyphs.kept : "") + "\(completeCount)/\(trackCount)"
  }

  /// The name, which no two playlists share.
  public var id: String { name }
}

/// How reading a playlist goes.
enum SyncState: Sendable, Equatable {
  /// It is being read.
  case reading(entries: Int, total: Int?)
  /// It was read, with so many entries left out.
  case done(at: Date)
  /// It could not be read.
  case failed(String)
}
