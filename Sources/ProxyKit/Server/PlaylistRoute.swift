import FoundationEssentials
import TrackKit

/// A request for `/playlists/{name}.m3u` or `.xspf`.
struct PlaylistRoute: Equatable {
  /// The name as it was asked for, decoded.
  let name: String
  /// The format.
  let format: PlaylistFormat

  /// Reads a path; `nil` when it names no playlist in a format that is served.
  init?(path: String) {
    guard path.hasPrefix("/playlists/") else { return nil }
    let file = path.dropFirst("/playlists/".count)
    guard let dot = file.lastIndex(of: "."), dot != file.startIndex, file.utf8.count <= 4096,
      var format = file[dot...].dropFirst().lowercased() as String?
    else { return nil }
    // m3u8 is M3U in UTF-8, which ours always is.
    if format == "m3u8" { format = "m3u" }
    guard let known = PlaylistFormat(rawValue: format), let name = PercentEncoding.decoded(file[..<dot])
    else {
      return nil
    }
    self.name = name
    self.format = known
  }

  /// What the songs' URLs end with. The file has the titles, so that a player needs none from the audio, and can seek
  /// in it; `?icy=1` on the playlist's own URL is for one that wants them there.
  static func query(icyOverride: Bool?) -> String { icyOverride == true ? "?icy=1" : "?icy=0" }

  /// The start of the URLs for a client that asked for `host`: it can reach us by the name that it used.
  ///
  /// - Parameters:
  ///   - host: the request's Host, which may be anything.
  ///   - fallback: for a host that could not stand in a URL.
  static func base(host: String?, fallback: String) -> String {
    guard let host, !host.isEmpty, host.utf8.count <= 255, host.utf8.allSatisfy(isHostByte) else {
      return fallback
    }
    return "http://" + host
  }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
      UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"):
      true
    default: false
    }
  }
}
