import FoundationEssentials

/// The URLs of our tracks: how they are written into playlists, and how they are recognised in MPD's queue.
public struct TrackURL: Sendable, Equatable {
  /// The start of the URLs we write, without a slash at its end.
  public let base: String
  private let port: Int?
  private let query: String

  /// What stands between ``base`` and the video id.
  public static let path = "/proxy/"

  /// URLs that begin with `base`.
  ///
  /// - Parameters:
  ///   - port: the port of this machine that the proxy listens on: loopback URLs with it are ours, too;
  ///   `nil` for ours alone.
  ///   - query: what the URLs we write end with, such as `?icy=0`.
  public init(base: String, port: Int? = nil, query: String = "") {
    self.base = base
    self.port = port
    self.query = query
  }

  /// What the URL of every track begins with, up to the video id.
  public var start: String { base + Self.path }

  /// The URL of a track.
  public func url(for id: VideoID) -> String { start + id.rawValue + query }

  /// The track behind `uri`, `nil` when it is not ours.
  ///
  /// Every loopback spelling of the proxy counts, since playlists may have been written by ytmpd, by hand, or
  /// with another `proxy_host`.
  public func track(behind uri: String) -> VideoID? {
    if uri.hasPrefix(start) {
      return Self.id(in: uri.dropFirst(base.utf8.count))
    }
    guard let url = URLComponents(string: uri), url.scheme?.lowercased() == "http",
      let host = url.encodedHost?.lowercased(), Self.isLoopback(host), (url.port ?? 80) == port
    else { return nil }
    return Self.id(in: url.percentEncodedPath[...])
  }

  private static func id(in target: Substring) -> VideoID? {
    name(inPath: target.prefix { $0 != "?" && $0 != "#" }).flatMap { VideoID($0) }
  }

  /// What stands for the track in the path of one of our URLs, `nil` when the path is another one; whether it is a
  /// video id is for the caller to check.
  ///
  /// It may be percent-encoded (RFC 3986 §2.1), and an extension may follow it, such as `.webm`: some players ask for
  /// nothing without one. It says nothing about the media type.
  public static func name(inPath path: Substring) -> String? {
    guard path.utf8.starts(with: Self.path.utf8) else { return nil }
    let sent = String(path[path.utf8.index(path.startIndex, offsetBy: Self.path.utf8.count)...])
    guard let name = PercentEncoding.decoded(sent) else { return sent }
    guard let dot = name.utf8.firstIndex(of: UInt8(ascii: ".")),
      isExtension(name[name.utf8.index(after: dot)...])
    else { return name }
    return String(name[..<dot])
  }

  private static func isExtension(_ text: Substring) -> Bool {
    (1...16).contains(text.utf8.count) && text.utf8.allSatisfy(PercentEncoding.isLetterOrDigit)
  }

  private static func isLoopback(_ host: String) -> Bool {
    let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    return bare == "localhost" || bare == "::1" || bare.hasPrefix("127.")
  }
}
