public import ProxyKit

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// A track of the library as the list shows it: without its signed URL.
public struct TrackRow: Sendable, Equatable, Identifiable {
  /// The state of a track's URL.
  public enum Freshness: Int, Sendable, Comparable {
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
  /// How often it was played, for at least 30 seconds each time.
  public var playCount = 0
  /// When it was last played; `nil` for never.
  public var lastPlayedAt: Date?
  /// Why it last could not be resolved or played; `nil` when it can, as far as anybody knows.
  public var failure: String?

  /// The row of `track`, whose URL counts as expired from `staleAt` on.
  public init(_ track: Track, staleAt: Date?) {
    id = track.id
    artist = track.artist
    title = track.title
    album = track.album
    duration = track.duration
    self.staleAt = staleAt
  }

  /// The row of `stored` with its history, whose URL counts as expired from `staleAt` on.
  public init(_ stored: StoredTrack, staleAt: Date?) {
    self.init(stored.track, staleAt: staleAt)
    playCount = stored.playCount
    lastPlayedAt = stored.lastPlayedAt
    failure = stored.lastError
  }

  /// The state of the URL at `now`.
  public func freshness(now: Date) -> Freshness {
    guard let staleAt else { return .unresolved }
    return staleAt <= now ? .expired : .fresh
  }

  /// `Artist - Title`, or the title alone.
  public var displayName: String {
    guard let artist, !artist.isEmpty else { return title }
    return "\(artist) - \(title)"
  }
}
