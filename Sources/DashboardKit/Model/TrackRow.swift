public import FoundationEssentials
public import TrackKit

/// A track of the library as the list shows it: without its signed URL.
public struct TrackRow: Sendable, Equatable, Identifiable, Codable {
  /// The state of a track's URL.
  public enum Freshness: Int, Sendable, Comparable {
    /// There is no URL to play from, since the last try to get one failed.
    case failing
    /// The track has no URL yet.
    case unresolved
    /// The URL is too old.
    case expired
    /// The URL is young enough.
    case fresh

    /// What needs attention comes first.
    public static func < (left: Freshness, right: Freshness) -> Bool { left.rawValue < right.rawValue }
  }

  /// The video id.
  public var id: VideoID
  /// The artist.
  public var artist: String?
  /// The title.
  public var title: String
  /// The album.
  public var album: String?
  /// How long it plays.
  public var duration: Duration?
  /// From when on the URL counts as expired; `nil` when there is no URL.
  public var staleAt: Date?
  /// The form of the audio in a few letters, such as `opus 128k`.
  public var format: String?
  /// How often it was played.
  public var playCount = 0
  /// When it was last played.
  public var lastPlayedAt: Date?
  /// Why it could not be resolved or played last; `nil` when nothing has failed since the last success.
  public var failure: String?
  /// How much of the audio is on this machine, from 0 to 1; `nil` when that is not known.
  public var cachedFraction: Double?
  /// Whether it is to be on this machine for good.
  public var isKept = false

  /// The row of `track`, whose URL counts as expired from `staleAt` on.
  public init(_ track: Track, staleAt: Date?) {
    id = track.id
    artist = track.artist
    title = track.title
    album = track.album
    duration = track.duration
    format = track.media.flatMap(Self.format)
    self.staleAt = staleAt
  }

  /// The row of `stored`, with its history.
  public init(_ stored: StoredTrack, staleAt: Date?) {
    self.init(stored.track, staleAt: staleAt)
    playCount = stored.playCount
    lastPlayedAt = stored.lastPlayedAt
    cachedFraction = stored.audio?.part
    isKept = stored.isKept
    failure = stored.mark.map { Wording.failure($0.word, $0.reason) }
  }

  /// The state of the URL at `now`.
  public func freshness(now: Date) -> Freshness {
    if let staleAt, staleAt > now { return .fresh }
    if failure != nil { return .failing }
    return staleAt == nil ? .unresolved : .expired
  }

  /// `Artist - Title`, or the title alone.
  public var displayName: String { Wording.name(artist: artist, title: title) }

  /// Whether it plays without a network.
  var isHere: Bool { cachedFraction.map { $0 >= 1 } ?? false }

  /// How much of the audio is here, and whether it is kept, for a column of five cells.
  func cachedText(_ glyphs: Glyphs) -> String {
    let part = cachedFraction.map { $0 > 0 ? "\(Int(min(1, $0) * 100))%" : "" } ?? ""
    return isKept ? glyphs.kept + part : part
  }

  /// What a filter looks at, the name first.
  var searchTexts: [String] { [displayName, album ?? "", id.rawValue] }

  /// `opus 128k`, `aac 130k`: the usual names of YouTube's formats.
  private static func format(_ media: MediaSource) -> String? {
    let codec: String? =
      switch (media.fileExtension ?? media.contentType.map { String($0.split(separator: "/").last ?? "") })?
        .lowercased()
      {
      case "webm", "opus": "opus"
      case "m4a", "mp4": "aac"
      case let other?: String(other.prefix(8))
      case nil: nil
      }
    guard let codec else { return media.formatID }
    return media.bitrate.map { "\(codec) \($0)k" } ?? codec
  }
}
