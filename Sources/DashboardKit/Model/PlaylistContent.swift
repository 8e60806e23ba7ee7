public import TrackKit

/// What a playlist holds, and what was left out of it.
public struct PlaylistContent: Sendable, Equatable, Codable {
  /// The playlist's name, without the prefix.
  public var name: String
  /// The tracks in the playlist's order; the same one may occur twice.
  public var tracks: [VideoID]
  /// The entries that are no tracks, in order.
  public var leftOut: [LeftOutEntry]

  /// What is in the playlist `name`.
  public init(name: String, tracks: [VideoID], leftOut: [LeftOutEntry] = []) {
    self.name = name
    self.tracks = tracks
    self.leftOut = leftOut
  }

  /// How many entries there are of both kinds.
  var count: Int { tracks.count + leftOut.count }
}

extension LeftOutEntry.Reason {
  /// Why the entry can't be heard, in a word or two.
  var words: String {
    switch self {
    case .isPrivate: "private"
    case .deleted: "deleted"
    case .unavailable: "unavailable"
    case .upcoming: "not out yet"
    case .live: "live now"
    case .members: "for members"
    case .premium: "for Premium"
    case .noVideo: "no video"
    }
  }
}
