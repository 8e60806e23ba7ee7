import ConfigurationKit
import FoundationEssentials
import ProxyKit

/// The URLs of our tracks: how they are written into playlists, and how they are recognised in MPD's queue.
struct TrackURL: Sendable, Equatable {
  /// The start of the URLs we write, without a slash at its end.
  let base: String
  private let port: Int

  /// URLs that begin with `base`, of a proxy that listens on `port` of this machine.
  init(base: String, port: Int) {
    self.base = base
    self.port = port
  }

  /// The URLs of the proxy that `configuration` describes; `nil` when it may listen on any port, and nothing
  /// says where it is found.
  init?(_ configuration: Configuration) {
    guard configuration.proxyPort != 0 || configuration.proxyPublicURL != nil else { return nil }
    self.init(base: configuration.publicURL(port: configuration.proxyPort), port: configuration.proxyPort)
  }

  /// The URL of a track.
  func url(for id: VideoID) -> String { "\(base)/proxy/\(id)" }

  /// The track behind `uri`, `nil` when it is not ours.
  ///
  /// Every loopback spelling of the proxy counts, since playlists may have been written by ytmpd, by hand, or
  /// with another `proxy_host`.
  func track(behind uri: String) -> VideoID? {
    if uri.hasPrefix(base + "/proxy/") {
      return Self.id(in: uri.dropFirst(base.utf8.count))
    }
    guard let url = URLComponents(string: uri), url.scheme?.lowercased() == "http",
      let host = url.encodedHost?.lowercased(), Self.isLoopback(host), (url.port ?? 80) == port
    else { return nil }
    return Self.id(in: url.path[...])
  }

  private static func id(in path: Substring) -> VideoID? {
    let path = path.prefix { $0 != "?" && $0 != "#" }
    guard path.hasPrefix("/proxy/") else { return nil }
    return VideoID(path.dropFirst("/proxy/".count))
  }

  private static func isLoopback(_ host: String) -> Bool {
    let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    return bare == "localhost" || bare == "::1" || bare.hasPrefix("127.")
  }
}
