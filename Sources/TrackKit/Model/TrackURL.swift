import FoundationEssentials

/// The URLs of our tracks: how they are written into playlists, and how they are recognised in MPD's queue.
public struct TrackURL: Sendable, Equatable {
  /// The start of the URLs we write, without a slash at its end.
  public let base: String
  private let port: Int?

  /// What stands between ``base`` and the video id.
  public static let path = "/proxy/"

  /// URLs that begin with `base`.
  ///
  /// - Parameter port: the port of this machine that the proxy listens on: loopback URLs with it are ours, too;
  ///   `nil` for ours alone.
  public init(base: String, port: Int? = nil) {
    self.base = base
    self.port = port
  }

  /// What the URL of every track begins with, up to the video id.
  public var start: String { base + Self.path }

  /// The URL of a track.
  public func url(for id: VideoID) -> String { start + id.rawValue }

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
    return Self.id(in: url.path[...])
  }

  private static func id(in target: Substring) -> VideoID? {
    name(inPath: target.prefix { $0 != "?" && $0 != "#" }).flatMap { VideoID($0) }
  }

  /// What stands for the track in the path of one of our URLs, `nil` when the path is another one; whether it is a
  /// video id is for the caller to check.
  public static func name(inPath path: some StringProtocol) -> String? {
    path.hasPrefix(Self.path) ? String(path.dropFirst(Self.path.count)) : nil
  }

  private static func isLoopback(_ host: String) -> Bool {
    let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    return bare == "localhost" || bare == "::1" || bare.hasPrefix("127.")
  }
}
