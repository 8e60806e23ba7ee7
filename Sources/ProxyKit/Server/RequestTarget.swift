import TrackKit

/// The target of a request: its path, and what its query says that we understand.
struct RequestTarget: Sendable, Equatable {
  /// The path, as it was sent.
  let path: String
  /// What stands behind `/proxy/`, `nil` for any other path.
  let trackName: String?
  /// `true` for `?icy=1`, `false` for `?icy=0`.
  let icyOverride: Bool?

  /// Reads an origin-form or absolute-form target (RFC 9112 §3.2).
  init(_ uri: String) {
    var rest = uri[...]
    if uri.utf8.first != UInt8(ascii: "/"), let scheme = rest.firstRange(of: "://") {
      rest = rest[scheme.upperBound...].drop { $0 != "/" && $0 != "?" }
    }
    let end = rest.utf8.firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
    path = end == rest.startIndex ? "/" : String(rest[..<end])
    trackName = TrackURL.name(inPath: path[...])
    guard end < rest.endIndex else {
      icyOverride = nil
      return
    }
    let query = rest[rest.utf8.index(after: end)...].split(separator: "&")
    icyOverride = query.contains("icy=1") ? true : query.contains("icy=0") ? false : nil
  }
}
