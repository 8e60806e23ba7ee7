/// The forms in which playlists are written and served.
public enum PlaylistFormat: String, Sendable, CaseIterable {
  /// Extended M3U in UTF-8.
  case m3u
  /// XSPF 1 (https://xspf.org/spec).
  case xspf

  /// The media type.
  public var contentType: String {
    switch self {
    case .m3u: "audio/x-mpegurl; charset=utf-8"
    case .xspf: "application/xspf+xml"
    }
  }
}
