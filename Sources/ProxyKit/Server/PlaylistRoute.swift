import FoundationEssentials

/// Where the service finds playlists; blocking, so it is called on a thread of its own.
public protocol PlaylistReading: Sendable {
  /// Every playlist.
  ///
  /// - Throws: when the library can't be read.
  func playlists() throws -> [PlaylistSummary]

  /// The playlist called `name`, `nil` when there is none.
  ///
  /// - Throws: when the library can't be read.
  func playlist(named name: String) throws -> StoredPlaylist?
}

extension TrackStore: PlaylistReading {}

/// A request for `/playlists/{name}.m3u` or `.xspf`. Pure but for ``answer(from:prefix:base:)``.
struct PlaylistRoute: Equatable {
  /// The forms that are served.
  enum Format: String, CaseIterable {
    case m3u, xspf

    /// The media type.
    var contentType: String {
      switch self {
      case .m3u: "audio/x-mpegurl; charset=utf-8"
      case .xspf: "application/xspf+xml"
      }
    }
  }

  /// The name as it was asked for, decoded.
  let name: String
  /// The form.
  let format: Format

  /// Reads a path; `nil` when it names no playlist in a form that is served.
  init?(path: String) {
    guard path.hasPrefix("/playlists/") else { return nil }
    let file = path.dropFirst("/playlists/".count)
    guard let dot = file.lastIndex(of: "."), dot != file.startIndex, file.utf8.count <= 4096,
      var format = file[dot...].dropFirst().lowercased() as String?
    else { return nil }
    // The form of M3U that is UTF-8 for certain, which ours is.
    if format == "m3u8" { format = "m3u" }
    guard let known = Format(rawValue: format), let name = Self.decoded(file[..<dot]) else { return nil }
    self.name = name
    self.format = known
  }

  /// The text of the playlist; `nil` when there is none.
  ///
  /// - Parameters:
  ///   - library: where playlists are.
  ///   - prefix: `playlist_prefix`, with which the name may come.
  ///   - base: the start of the songs' URLs, without a slash at its end.
  /// - Throws: when the library can't be read.
  func answer(from library: any PlaylistReading, prefix: String, base: String) throws -> String? {
    let names = try library.playlists().map(\.name)
    let forms: [(String) -> String] = [
      { $0 }, { prefix + $0 }, { PlaylistFileName(prefix: prefix, $0).name }, { PlaylistFileName($0).name },
    ]
    for form in forms {
      guard let match = names.first(where: { form($0) == name }) else { continue }
      guard let playlist = try library.playlist(named: match) else { continue }
      switch format {
      case .m3u: return M3U.text(playlist.tracks, base: base + "/proxy/")
      case .xspf: return XSPF.text(playlist.tracks, title: prefix + match, base: base + "/proxy/")
      }
    }
    return nil
  }

  /// The start of the URLs for whoever asked for `host`: the name by which it reached us is one that it can
  /// reach us by.
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

  /// `text` without its percent-encoding (RFC 3986 §2.1); `nil` when it is broken or no UTF-8.
  private static func decoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      else { return nil }
      rest = rest.dropFirst(2)
      bytes.append(value)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
